import { spawnWeb } from "../../../src/compute/worker/web/spawn-web-worker";
import { PanelHost, type Asked } from "../harness/panel-host";
import { PROBLEMS } from "./problems";
import { applyTheme } from "./themes";
import { overTheWire } from "../harness/wire";

/** What a test sees of the page: its host, and what it has kept. */
export interface PanelHarness {
  readonly host: PanelHost;
  /** What the page kept by setState. */
  kept: unknown;
  /** Pictures that were drawn out of sight so far. */
  rehearsals: number;
  /** Starts host and page, with a state kept earlier. */
  start(options?: { readonly kept?: unknown; readonly strings?: Readonly<Record<string, string>> }): void;
  /** Gives the source one of the named problems, as this stop of a program where one is named. */
  load(name: string, stop?: number): void;
  setTheme(theme: Parameters<typeof applyTheme>[0]): void;
  /** Starts workers as in a host without WebAssembly: their roundings are the same on every machine. */
  forbidKernels(): void;
}

const global = globalThis as unknown as { panel: PanelHarness; harness: PanelHarness; acquireVsCodeApi: () => unknown };

let worker = document.getElementById("compute-worker")?.textContent ?? "";
// One end of the wire is the host's, the other the page's: what is sent comes later, and in its order.
const wire = new MessageChannel();
const host = new PanelHost(
  (message) => wire.port1.postMessage(overTheWire(message)),
  () => spawnWeb(new TextEncoder().encode(worker))(),
);
wire.port1.onmessage = ({ data }: MessageEvent<Asked>) => host.receive(data);
// As in VS Code, they are events of the window.
wire.port2.onmessage = ({ data }: MessageEvent<unknown>) =>
  globalThis.dispatchEvent(new MessageEvent("message", { data }));

let acquired = 0;
const panel: PanelHarness = {
  host,
  kept: undefined,
  rehearsals: 0,
  start({ kept, strings = {} } = {}) {
    panel.kept = kept;
    host.open(kept, strings);
    void import("../../../webview/main");
  },
  load(name, stop) {
    const make = PROBLEMS[name];
    if (!make) throw new Error(`expected one of ${Object.keys(PROBLEMS).join(", ")}, got ${name}`);
    const { input, provenance } = make();
    host.source.give({
      source: { kind: "input", input },
      provenance: { ...ACTIVATIONS, ...provenance },
      ...(stop !== undefined && { stop: { stop, title: `stop ${stop}, train.py:41` } }),
    });
  },
  setTheme: applyTheme,
  forbidKernels() {
    worker = `globalThis.WebAssembly = undefined;\n${worker}`;
  },
};

/** Where the numbers of a named problem are said to be from, unless it says so itself. */
const ACTIVATIONS = {
  title: "activations.json",
  details: ["examples/activations.json", "line 3, column 8 to line 67, column 2"],
};

// As in VS Code: a second call throws.
global.acquireVsCodeApi = () => {
  if (acquired++) throw new Error("An instance of the VS Code API has already been acquired");
  return {
    postMessage: (message: unknown) => wire.port2.postMessage(overTheWire(message)),
    getState: () => panel.kept,
    setState: (state: unknown) => {
      panel.kept = overTheWire(state);
    },
  };
};
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node.nodeName === "GL-VIEW") panel.rehearsals++;
}).observe(document.body, { childList: true });
global.panel = panel;
global.harness = panel; // by this name the shared harness sets the theme
applyTheme("dark");
