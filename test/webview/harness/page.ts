import { effect } from "@preact/signals-core";
import { rehearse, type LinkedViewsElement } from "../../../webview/heatmap";
import type { TensorName } from "../../../src/protocol";
import { createStore, type Store } from "../../../webview/store";
import { Client } from "../../../webview/transport";
import { TensorHost, type Scenario } from "./host";
import { NEEDLES, SCENARIOS } from "./scenarios";
import { BODY_CLASS, THEMES, type ThemeName } from "./themes";

/** What a test sees of the page. */
export interface HarnessPage {
  readonly store: Store;
  readonly host: TensorHost;
  readonly views: LinkedViewsElement;
  show(scenario: Scenario): void;
  /** Shows one of the named scenarios. */
  showNamed(name: string): void;
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

const host = new TensorHost();
const client = new Client(
  host,
  () => store.analysis.value?.generation ?? 0,
  () => undefined,
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

function show(scenario: Scenario): void {
  shown = scenario;
  const analysis = host.load(scenario);
  store.check.value = analysis.check;
  store.panel.value = {
    provenance: null,
    analysis,
    stale: null,
    fault: null,
    busy: null,
    history: [],
    historyShown: null,
    strings: {},
    memento: null,
  };
}

setTheme("dark");
const views = document.createElement("gl-linked-views");
views.store = store;
document.body.append(views);

// "drawn" when nothing has been pending for two frames: what is put in late asks for its tiles by then.
effect(() => {
  const isIdle = store.analysis.value !== null && store.pendingTiles.value === 0;
  document.body.dataset.state = "drawing";
  if (!isIdle) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (store.pendingTiles.peek() === 0) document.body.dataset.state = "drawn";
    }),
  );
});

window.harness = {
  store,
  host,
  views,
  show,
  showNamed: (name) => {
    const make = SCENARIOS[name];
    if (!make) throw new Error(`expected one of ${Object.keys(SCENARIOS).join(", ")}, got ${name}`);
    show(make());
  },
  setTheme,
  rehearse: () => rehearse(store),
  valueAt: (tensor, offset) => shown?.tensors[tensor]?.[offset] ?? NaN,
  needles: NEEDLES,
};
