import { batch } from "@preact/signals-core";
import { css } from "lit";
import type { PanelEvent, PanelState, TensorName, Tile, WholeTiles } from "../src/protocol";
import { CHECKED } from "../src/views";
import { rehearse, sceneOf } from "./heatmap";
import { keepView } from "./page/keep";
import { followMotion } from "./page/motion";
import { createPage, type Page } from "./page/page";
import { openPort } from "./page/port";
import { setStrings } from "./page/strings";
import { followTheme } from "./page/theme";
import { fittingPlane } from "./page/geometry";
import { createStore, type Store } from "./store";
import { Client } from "./transport";
import { followCandidate } from "./page/show-candidate";
import { markDrawn } from "./page/mark-drawn";
import "./components/app";

/** The document around the page; every part brings its own sheet. */
const documentStyles = css`
  html,
  body {
    height: 100%;
  }
  body {
    margin: 0;
    padding: 0;
    overflow: hidden;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, system-ui, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
  }
  gl-app {
    display: flex;
    height: 100%;
  }
`;

const port = openPort();
let onEvent: (event: PanelEvent) => void = () => undefined;
let generation = (): number => 0;
const client = new Client(
  port,
  () => generation(),
  (event) => onEvent(event),
);
const store = createStore(client);
const page = createPage(store);
generation = () => store.panel.peek()?.analysis?.generation ?? 0;
onEvent = (event) => receive(page, event);

if (documentStyles.styleSheet)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, documentStyles.styleSheet];
followTheme(store);
followMotion();
followCandidate(page, keepView(page, port));
markDrawn(store);
const app = document.createElement("gl-app");
app.page = page;
document.body.append(app);
void page.act("ready", null).then((state) => {
  if (state) draw(store, state);
});
// A page that the browser keeps to come back to is not gone.
globalThis.addEventListener("pagehide", ({ persisted }) => {
  if (!persisted) client.close();
});
void rehearse(store);

function receive({ store }: Page, event: PanelEvent): void {
  switch (event.event) {
    case "state":
      draw(store, event.state, event.tiles);
      return;
    case "progress":
      if (event.generation !== store.analysis.peek()?.generation) return;
      store.check.value = event.check;
      raise(store, event.tensors);
      return;
    case "cursor": {
      page.goTo(event);
      return;
    }
  }
}

/** Takes over a state: everything on screen follows from it. */
function draw(store: Store, state: PanelState, tiles: WholeTiles = {}): void {
  const last = store.analysis.peek();
  // Everything drawn hangs on the analysis: one that says the same stays the one it was.
  const next = JSON.stringify(last) === JSON.stringify(state.analysis) ? last : state.analysis;
  batch(() => {
    setStrings(state.strings);
    store.panel.value = { ...state, analysis: next };
    if (!next) return;
    store.check.value = next.check;
    if (next.shape.join() !== last?.shape.join() || next.axis !== last.axis) fitTo(store, next.shape, last === null);
    if (next.generation !== last?.generation) raise(store, Object.keys(next.summaries) as TensorName[]);
    else if (next.check?.status !== last.check?.status) raise(store, CHECKED); // the last columns have come
  });
  const scene = sceneOf(store);
  // Each is a whole tensor, which came with its state as if it had been asked for.
  const place = { plane: { kind: "matrix" }, levels: { row: 0, column: 0 }, row: 0, column: 0 } as const;
  for (const [tensor, tile] of Object.entries(tiles) as [TensorName, Tile][])
    scene.tiles.take({ tensor, ...place }, tile, scene.edition(tensor));
}

/** Another shape: places in the old one mean nothing. The first shape may be the one that a kept view waits for. */
function fitTo(store: Store, shape: readonly number[], first: boolean): void {
  store.plane.value = fittingPlane(store.plane.peek(), shape);
  if (first) return;
  store.camera.value = null;
  store.cursor.value = null;
  store.hover.value = null;
  store.selection.value = null;
}

/** Tiles of these tensors must be asked for again. */
function raise(store: Store, tensors: readonly TensorName[]): void {
  const next = { ...store.revision.peek() };
  for (const name of tensors) next[name] = (next[name] ?? 0) + 1;
  store.revision.value = next;
}
