// Development only: runs the product's commands inside its own extension host for `npm run bench`, and measures what the
// host feels of them. Requests come as files request-N.json in GRADIENT_LENS_BENCH, answers go to answer-N.json.
const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");

/** Milliseconds of the processor that this thread has taken. */
function busy() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * The longest time for which this host's event loop stood still, until it is stopped; and the longest work in one piece,
 * in time of the processor: on a machine with much else to do the loop also stands still without working.
 */
class LoopWatch {
  constructor() {
    this.longest = 0;
    this.longestWork = 0;
    this.last = performance.now();
    this.lastBusy = busy();
    this.startBusy = this.lastBusy;
    this.timer = setInterval(() => {
      const now = performance.now();
      this.longest = Math.max(this.longest, now - this.last - 1);
      this.last = now;
      const nowBusy = busy();
      this.longestWork = Math.max(this.longestWork, nowBusy - this.lastBusy);
      this.lastBusy = nowBusy;
    }, 1);
  }
  stop() {
    clearInterval(this.timer);
    return this.longest;
  }
  /** Time of the processor in all. */
  get allWork() {
    return busy() - this.startBusy;
  }
}

let watch;
let peak = 0; // bytes resident; asked for by itself, because all figures together walk the heap
let sampler;

/** The text editor in sight; VS Code calls none active while the keys are in a panel's page. */
const textEditor = () => vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];

const actions = {
  /** Opens a text document in the editor. */
  open: async ({ path }) => {
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false, viewColumn: vscode.ViewColumn.One });
  },
  /** Types a space at the beginning of a line of the editor. */
  edit: async ({ line }) => {
    await textEditor().edit((change) => change.insert(new vscode.Position(line, 0), " "));
  },
  /** Puts the cursor on one line after the other; a turn of the host is between any two. */
  move: async ({ lines }) => {
    const editor = textEditor();
    for (const line of lines) {
      const place = new vscode.Position(line, 3);
      editor.selection = new vscode.Selection(place, place);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
  /** Asks for the lenses of the editor, as the editor does after an edit. Their number. */
  lenses: async () => {
    const { uri } = textEditor().document;
    const all = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 500);
    return all.filter(({ command }) => command?.command === "gradientLens.showGradients").length;
  },
  /** Runs the product's command, on a file or on the active editor. The time is when it was given. */
  show: async ({ path }) => {
    const at = Date.now();
    await vscode.commands.executeCommand("gradientLens.showGradients", ...(path ? [vscode.Uri.file(path)] : []));
    return { at };
  },
  /** Starts an extension that is not active yet. Milliseconds from asking to its being ready. */
  activate: async ({ id }) => {
    const extension = vscode.extensions.getExtension(id);
    if (!extension) throw new Error(`expected the extension ${id}`);
    if (extension.isActive) throw new Error(`expected ${id} to be asleep`);
    const start = performance.now();
    await extension.activate();
    return { milliseconds: performance.now() - start };
  },
  closeAll: () => vscode.commands.executeCommand("workbench.action.closeAllEditors"),
  watch: async () => {
    global.gc?.();
    peak = process.memoryUsage.rss();
    const before = peak;
    sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 5);
    watch = new LoopWatch();
    return { before };
  },
  unwatch: async () => {
    clearInterval(sampler);
    return { longest: watch.stop(), longestWork: watch.longestWork, allWork: watch.allWork, peak };
  },
};

exports.activate = () => {
  const folder = process.env.GRADIENT_LENS_BENCH;
  if (!folder) return;
  let next = 1;
  const poll = async () => {
    const request = join(folder, `request-${next}.json`);
    if (existsSync(request)) {
      const { action, ...ask } = JSON.parse(readFileSync(request, "utf8"));
      let answer;
      try {
        answer = { value: (await actions[action](ask)) ?? null };
      } catch (error) {
        answer = { error: error instanceof Error ? error.message : String(error) };
      }
      const file = join(folder, `answer-${next}.json`);
      writeFileSync(`${file}.part`, JSON.stringify(answer));
      renameSync(`${file}.part`, file);
      next++;
    }
    setTimeout(() => void poll(), 4);
  };
  void poll();
};
