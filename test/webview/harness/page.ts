import { effect } from "@preact/signals-core";
import { rehearse, type LinkedViewsElement } from "../../../webview/heatmap";
import type { PanelEvent } from "../../../src/protocol/events";
import type { TensorName } from "../../../src/protocol/picture";
import type { PanelRequest, ReplyMessage } from "../../../src/protocol/requests";
import { markDrawn } from "../../../webview/page/mark-drawn";
import { receive } from "../../../webview/page/receive";
import { createStore, type Store } from "../../../webview/store";
import { Client, type Port } from "../../../webview/transport";
import { InThreadWorker } from "../../panel/interleavings/in-thread-worker";
import { PanelHost } from "./panel-host";
import { inputOf, picturesOf, ScenarioEngine, type Scenario } from "./scenario-engine";
import { NEEDLES, SCENARIOS } from "./scenarios";
import { BODY_CLASS, THEMES, type ThemeName } from "./themes";
import { overTheWire } from "./wire";

/** What a test sees of the page. */
export interface HarnessPage {
  readonly store: Store;
  readonly host: PanelHost;
  readonly views: LinkedViewsElement;
  show(scenario: Scenario): Promise<void>;
  /** Shows one of the named scenarios. */
  showNamed(name: string): Promise<void>;
  /** Replies of the host are kept back from now on, or come at last. */
  hold(): void;
  release(): void;
  setTheme(theme: ThemeName): void;
  /** Draws out of sight, as a page does that waits for its first numbers. */
  rehearse(): Promise<void>;
  /** The exact number at a row-major offset of a tensor. */
  valueAt(tensor: TensorName, offset: number): number;
  /** Cells of the scenario "needles". */
  readonly needles: readonly number[];
}

declare global {
  interface Window {
    harness: HarnessPage;
  }
}

const engine = new ScenarioEngine();
let deliver: (message: ReplyMessage | PanelEvent) => void = () => undefined;
const held: ReplyMessage[] = [];
let isHeld = false;
const host = new PanelHost(
  (message) => {
    const arrived = overTheWire(message) as typeof message;
    if (isHeld && "id" in arrived) held.push(arrived);
    else deliver(arrived);
  },
  () => new InThreadWorker(() => Promise.resolve(), engine.engine),
);
const port: Port = {
  post: (message) => {
    host.receive(overTheWire(message) as PanelRequest);
  },
  listen: (listener) => {
    deliver = listener;
  },
  getState: () => null,
  setState: () => undefined, // nothing outlives this page
};
const client = new Client(
  port,
  () => store.analysis.value?.generation ?? 0,
  (event) => {
    if (event.event !== "command") receive(store, event, () => undefined);
  },
);
const store: Store = createStore(client);

function setTheme(theme: ThemeName): void {
  document.body.className = BODY_CLASS[theme];
  const { style } = document.documentElement;
  style.cssText = "";
  for (const [name, value] of Object.entries(THEMES[theme])) style.setProperty(name, value);
  style.setProperty("background", "var(--vscode-editor-background)");
  style.setProperty("color", "var(--vscode-foreground)");
  store.theme.value = theme;
  store.palette.value++;
}

let shown: Scenario | null = null;

/** Resolves when the scenario stands in the store, and its check is done or has been cancelled. */
async function show(scenario: Scenario): Promise<void> {
  shown = scenario;
  engine.scenario = scenario;
  document.body.dataset.state = "drawing";
  const before = store.analysis.peek()?.generation;
  const asks = picturesOf(scenario);
  store.views.value = store.views.peek().filter((name) => asks.includes(name));
  host.source.give({ source: { kind: "input", input: inputOf(scenario) } });
  await new Promise<void>((resolve) => {
    const stop = effect(() => {
      const generation = store.analysis.value?.generation;
      if (generation === undefined || generation === before) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
  if (!scenario.isChecked) await client.request("cancelCheck", null);
}

setTheme("dark");
const views = document.createElement("gl-linked-views");
views.store = store;
document.body.append(views);

markDrawn(store);
host.open(undefined, {});

window.harness = {
  store,
  host,
  views,
  show,
  showNamed: (name) => {
    const make = SCENARIOS[name];
    if (!make) throw new Error(`expected one of ${Object.keys(SCENARIOS).join(", ")}, got ${name}`);
    return show(make());
  },
  hold: () => {
    isHeld = true;
  },
  release: () => {
    isHeld = false;
    for (const reply of held.splice(0)) deliver(reply);
  },
  setTheme,
  rehearse: () => rehearse(store),
  valueAt: (tensor, offset) => shown?.tensors[tensor]?.[offset] ?? NaN,
  needles: NEEDLES,
};
