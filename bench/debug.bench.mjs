// How long a tensor of a stopped program takes, measured in a running VS Code with real debuggers: from the click to the
// drawn picture, one reading by file and by the debug protocol alone, the list of a frame's tensors, and what an open panel
// adds to a step.
//   npm run bench -- --only read-python,step-cost
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { shared } from "../scripts/build.mjs";
import { root } from "../scripts/lib/paths.mjs";
import { openWorkbench } from "../scripts/lib/workbench.mjs";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";
import { createAsk, sleep } from "./lib/requests.mjs";

export const NAMES = [
  "click-to-picture",
  "read-python-file",
  "read-python-protocol",
  "list-python",
  "read-javascript-file",
  "read-javascript-protocol",
  "step-cost",
];
const SIZE = "4096 x 1024 float32";
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The helper as an extension of its own, in a folder of the clone. */
async function buildHelper() {
  const folder = join(root, "build", "bench-debug");
  mkdirSync(folder, { recursive: true });
  await build({
    ...shared,
    entryPoints: ["bench/debug/host.ts"],
    outfile: join(folder, "host.cjs"),
    platform: "node",
    format: "cjs",
    sourcemap: false,
    external: ["vscode"],
  });
  const manifest = {
    name: "gradient-lens-debug-bench",
    publisher: "gradient-lens-development",
    version: "0.0.0",
    engines: { vscode: "^1.139.0" },
    extensionKind: ["workspace"],
    main: "./host.cjs",
    activationEvents: ["onStartupFinished"],
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

class Host {
  static async start(folder) {
    const host = new Host();
    host.ask = createAsk(folder);
    host.workbench = await openWorkbench({
      folder,
      extensions: [root, join(root, "test", "launcher", "debuggers"), await buildHelper()],
      env: { GRADIENT_LENS_BENCH: folder },
      settings: { "debug.internalConsoleOptions": "neverOpen", "debug.openDebug": "neverOpen" },
    });
    return host;
  }

  async debug(type, name) {
    const file = join(root, "bench", "debug", name);
    const line =
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((text) => text.includes("stop here")) + 1;
    const configuration = { type, name, request: "launch", program: file, console: "internalConsole" };
    await this.ask("start", { configuration, file, line });
  }

  close() {
    return this.workbench.close();
  }
}

async function reading(host, name, transfer, quick, report) {
  const times = [];
  let how = "";
  for (let i = 0; i < (quick ? 2 : 7); i++) {
    const read = await host.ask("read", { expression: quick ? "small" : "large", transfer });
    times.push(read.milliseconds);
    ({ how } = read);
  }
  const size = quick ? "64 x 64 float32" : SIZE;
  const aim = quick ? undefined : name.endsWith("-file") ? 250 : 2500;
  report({ name, size, contestant: OURS, value: median(times), unit: "ms", note: `${how}, median`, aim });
}

async function listing(host, quick, report) {
  const times = [];
  let count = 0;
  for (let i = 0; i < (quick ? 2 : 15); i++) {
    const list = await host.ask("list");
    times.push(list.milliseconds);
    ({ count } = list);
  }
  const note = `${count} tensors found, median`;
  const size = "500 variables, NumPy and PyTorch";
  report({ name: "list-python", size, contestant: OURS, value: median(times), unit: "ms", note, aim: 150 });
}

async function clickToPicture(host, quick, report) {
  const [fresh, again] = [[], []];
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    await host.ask("closeAll");
    await host.workbench.page.locator("iframe.webview").first().waitFor({ state: "detached" });
    const clicked = host.ask("click", { expression: "small" });
    let generation = await host.workbench.drawn(0);
    fresh.push(Date.now() - (await clicked).at);
    for (let i = 0; i < (quick ? 1 : 2); i++) {
      const next = host.ask("click", { expression: "small" });
      generation = await host.workbench.drawn(generation);
      again.push(Date.now() - (await next).at);
    }
  }
  const row = (size, value, note, aim) =>
    report({ name: "click-to-picture", size, contestant: OURS, value, unit: "ms", note, aim });
  row("64 x 64 float32, Python, panel open", median(again), "median", 600);
  row("64 x 64 float32, Python, new panel", median(fresh), "the panel's own page is made too, median");
}

/** Rest between two steps: what VS Code itself asks after a stop must not run into the next step. */
const REST_MILLISECONDS = 800;

/** A step without and with an open panel, in turns and with the same rests, so that both see the same machine. */
async function stepCost(host, quick, report) {
  const rounds = quick ? 1 : 5;
  const steps = quick ? 2 : 6;
  const rest = quick ? 0 : REST_MILLISECONDS;
  const times = { without: [], open: [] };
  for (let round = 0; round < rounds; round++) {
    await host.ask("closeAll");
    await host.workbench.page.locator("iframe.webview").first().waitFor({ state: "detached" });
    for (let i = 0; i < steps; i++) {
      await sleep(rest);
      times.without.push((await host.ask("step")).milliseconds);
    }
    await host.ask("click", { expression: "small" });
    // A user looks at the picture before the next step: it is drawn and checked.
    const verdict = host.workbench.panelFrame().locator("[data-verdict]");
    let generation = await host.workbench.drawn(0);
    for (let i = 0; i < steps; i++) {
      await Promise.all([verdict.waitFor(), sleep(rest)]);
      times.open.push((await host.ask("step")).milliseconds);
      generation = await host.workbench.drawn(generation);
    }
  }
  const row = (size, value, note, aim) =>
    report({ name: "step-cost", size, contestant: OURS, value, unit: "ms", note, aim });
  row(
    "64 x 64 float32",
    median(times.open) - median(times.without),
    "an open panel's share of a step, difference of medians",
    30,
  );
  row("step without a panel", median(times.without), "median");
}

/** Runs the benches named in `only`, all without it, and gives each figure to `report`. */
export async function run({ quick = false, only, report }) {
  const wanted = chosen(NAMES, only);
  if (wanted.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-bench-"));
  const host = await Host.start(folder);
  try {
    const python = wanted.filter((name) => !name.includes("javascript") && name !== "list-python");
    if (python.length) {
      await host.debug("debugpy", "tensors.py");
      if (python.includes("click-to-picture")) await clickToPicture(host, quick, report);
      if (python.includes("step-cost")) await stepCost(host, quick, report);
      if (python.includes("read-python-file")) await reading(host, "read-python-file", "auto", quick, report);
      if (python.includes("read-python-protocol"))
        await reading(host, "read-python-protocol", "protocolOnly", quick, report);
      await host.ask("stop");
    }
    if (wanted.includes("list-python")) {
      await host.debug("debugpy", "frame.py");
      await listing(host, quick, report);
      await host.ask("stop");
    }
    if (wanted.some((name) => name.includes("javascript"))) {
      await host.debug("node", "tensors.mjs");
      if (wanted.includes("read-javascript-file")) await reading(host, "read-javascript-file", "auto", quick, report);
      if (wanted.includes("read-javascript-protocol"))
        await reading(host, "read-javascript-protocol", "protocolOnly", quick, report);
      await host.ask("stop");
    }
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
