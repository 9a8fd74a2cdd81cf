import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import type { PanelEvent, PanelRequest, ReplyMessage } from "../../../src/protocol";
import { FakeHost } from "./host";
import { PROBLEMS } from "./problems";
import { applyTheme } from "./themes";

/** What a test sees of the page: its host, and what it has kept. */
export interface PanelHarness {
  readonly host: FakeHost;
  /** What the page kept by setState. */
  kept: unknown;
  /** Pictures that were drawn out of sight so far. */
  rehearsals: number;
  /** Starts the page, with a state kept earlier. */
  start(options?: { readonly kept?: unknown; readonly strings?: Readonly<Record<string, string>> }): void;
  /** Gives the host one of the named problems. */
  load(name: string): void;
  setTheme(theme: Parameters<typeof applyTheme>[0]): void;
}

const global = globalThis as unknown as { panel: PanelHarness; harness: PanelHarness; acquireVsCodeApi: () => unknown };

let acquired = 0;
const panel: PanelHarness = {
  host: new FakeHost(createTypescriptEngine()),
  kept: undefined,
  rehearsals: 0,
  start({ kept, strings } = {}) {
    panel.kept = kept;
    if (strings) panel.host.state = { ...panel.host.state, strings };
    void import("../../../webview/main");
  },
  load(name) {
    const make = PROBLEMS[name];
    if (!make) throw new Error(`expected one of ${Object.keys(PROBLEMS).join(", ")}, got ${name}`);
    const { input, provenance } = make();
    panel.host.load(input, provenance);
  },
  setTheme: applyTheme,
};

// As in VS Code: a second call throws, messages come as events of the window.
global.acquireVsCodeApi = () => {
  if (acquired++) throw new Error("An instance of the VS Code API has already been acquired");
  return {
    postMessage: (message: PanelRequest) => panel.host.post(structuredClone(message)),
    getState: () => panel.kept,
    setState: (state: unknown) => {
      panel.kept = structuredClone(state);
    },
  };
};
panel.host.listen((message: ReplyMessage | PanelEvent) => {
  globalThis.dispatchEvent(new MessageEvent("message", { data: message }));
});
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node.nodeName === "GL-VIEW") panel.rehearsals++;
}).observe(document.body, { childList: true });
global.panel = panel;
global.harness = panel; // by this name the shared harness sets the theme
applyTheme("dark");
