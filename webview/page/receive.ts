import { batch } from "@preact/signals-core";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { PanelEvent } from "../../src/protocol/events";
import type { PanelState } from "../../src/protocol/panel-state";
import type { TensorName, Tile, TileName, WholeTiles } from "../../src/protocol/picture";
import type { CellQuery } from "../../src/protocol/queries";
import { CHECKED } from "../../src/views";
import { sceneOf } from "../heatmap";
import type { Store } from "../store";
import { fittingPlane, openingPlane } from "./geometry";
import { setStrings } from "./strings";

/** Takes an event of the host's over into the store. `goTo`: what the cursor of the source does. */
export function receive(
  store: Store,
  event: Exclude<PanelEvent, { event: "command" }>,
  goTo: (cell: CellQuery) => void,
): void {
  switch (event.event) {
    case "state":
      takeState(store, event.state, event.tiles);
      return;
    case "progress":
      if (event.generation !== store.analysis.peek()?.generation) return;
      store.check.value = event.check;
      raise(store, event.tensors);
      return;
    case "cursor":
      goTo(event);
  }
}

/** Takes a state over: everything on screen follows from it. */
export function takeState(store: Store, state: PanelState, tiles: WholeTiles = {}): void {
  const last = store.analysis.peek();
  // Everything drawn hangs on the analysis: one that says the same stays the one it was.
  const next = JSON.stringify(last) === JSON.stringify(state.analysis) ? last : state.analysis;
  batch(() => {
    setStrings(state.strings);
    store.panel.value = { ...state, analysis: next };
    if (!next) return;
    store.check.value = next.check;
    if (placesOf(next) !== (last && placesOf(last))) fitTo(store, next, last === null);
    if (next.generation !== last?.generation) raise(store, Object.keys(next.summaries) as TensorName[]);
    else if (next.check?.status !== last.check?.status) raise(store, CHECKED); // the last columns have come
  });
  const scene = sceneOf(store);
  // Each is a whole tensor, which came with its state as if it had been asked for.
  const place = { plane: { kind: "matrix" }, levels: { row: 0, column: 0 }, row: 0, column: 0 } as const;
  for (const [tensor, tile] of Object.entries(tiles) as [TileName, Tile][])
    scene.tiles.take({ tensor, ...place }, tile, scene.edition(tensor));
}

/** What places in a tensor hang on. */
function placesOf({ shape, columnAxes }: AnalysisState): string {
  return `${shape.join()} ${columnAxes.join()}`;
}

/** Another shape: places in the old one mean nothing. The first shape may be the one that a kept view waits for. */
function fitTo(store: Store, next: AnalysisState, first: boolean): void {
  const { plane, isPlaneChosen } = store;
  plane.value = isPlaneChosen.peek() ? fittingPlane(plane.peek(), next) : openingPlane(next);
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
