// Development only: reads tensors of a stopped program inside the extension host, with the product's own readers, and
// times it. Requests come as files request-N.json in GRADIENT_LENS_BENCH, answers go to answer-N.json.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { createDisk } from "../../src/debug/readers/private-folder";
import { createReaders } from "../../src/debug/readers/debuggers";
import { DebugSessions, type SelectedFrame } from "../../src/debug/session/session-tracker";
import type { Transfer } from "../../src/debug/readers/reader";

interface Ask {
  readonly action: string;
  readonly configuration?: vscode.DebugConfiguration;
  readonly file?: string;
  readonly line?: number;
  readonly expression?: string;
  readonly transfer?: Transfer;
}

const readerFor = createReaders(createDisk());
let sessions: DebugSessions;

/** The stack item that VS Code focuses after a stop: only then is a step over for the user. */
async function focused(): Promise<void> {
  await new Promise<void>((resolve) => {
    const listener = vscode.debug.onDidChangeActiveStackItem((item) => {
      if (!(item instanceof vscode.DebugStackFrame)) return;
      listener.dispose();
      resolve();
    });
  });
}

/** The frame in which the program stands. */
async function selected(): Promise<SelectedFrame> {
  const frame = await sessions.selectedFrame();
  if (!frame.ok) throw new Error(frame.fault.text);
  return frame.value;
}

const actions: Readonly<Record<string, (ask: Ask) => Promise<unknown>>> = {
  async start({ configuration, file, line }) {
    if (!configuration || !file || !line) throw new Error("expected a configuration, a file and a line");
    const place = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);
    const stopped = focused();
    await vscode.debug.startDebugging(undefined, configuration);
    await stopped;
  },
  async stop() {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
  },
  /** Milliseconds of one reading. */
  async read({ expression = "", transfer = "auto" }) {
    const { tracked, frame } = await selected();
    const from = performance.now();
    const read = await readerFor(tracked.dap.type).read(
      { session: tracked.dap, frameId: frame.frameId, expression },
      { signal: new AbortController().signal, transfer },
    );
    const milliseconds = performance.now() - from;
    if (!read.ok) throw new Error(read.fault.text);
    return { milliseconds, how: read.value.how, bytes: read.value.bytes };
  },
  /** Milliseconds of one list of the frame's tensors. */
  async list() {
    const { tracked, frame } = await selected();
    const from = performance.now();
    const signal = new AbortController().signal;
    const list = await readerFor(tracked.dap.type).listTensors(tracked.dap, frame.frameId, {
      signal,
      transfer: "auto",
    });
    const milliseconds = performance.now() - from;
    if (!list.ok) throw new Error(list.fault.text);
    return { milliseconds, count: list.value.length };
  },
  /** Milliseconds from the step until VS Code shows where the program is. */
  async step() {
    const stopped = focused();
    const from = performance.now();
    await vscode.commands.executeCommand("workbench.action.debug.stepOver");
    await stopped;
    return { milliseconds: performance.now() - from };
  },
  /** Runs the handler of the menu on a row, as a click does. The time is when it was clicked. */
  async click({ expression = "" }) {
    const session = vscode.debug.activeStackItem?.session;
    if (!session) throw new Error("expected a stopped program");
    const at = Date.now();
    await vscode.commands.executeCommand("gradientLens.showVariable", {
      sessionId: session.id,
      variable: { name: expression, evaluateName: expression, value: "", type: "", variablesReference: 0 },
    });
    return { at };
  },
  async closeAll() {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  },
};

export function activate(context: vscode.ExtensionContext): void {
  const folder = process.env.GRADIENT_LENS_BENCH;
  if (!folder) return;
  sessions = new DebugSessions();
  context.subscriptions.push(sessions);
  let next = 1;
  const poll = async (): Promise<void> => {
    const request = join(folder, `request-${next}.json`);
    if (existsSync(request)) {
      const ask = JSON.parse(readFileSync(request, "utf8")) as Ask;
      let answer: unknown;
      try {
        const act = actions[ask.action];
        if (!act) throw new Error(`expected an action out of ${Object.keys(actions).join(", ")}, got ${ask.action}`);
        answer = { value: (await act(ask)) ?? null };
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
}
