import type { PictureName } from "../../src/protocol/picture";
import { PICTURES } from "../../src/views";
import type { Cell, Store } from "../store";
import { moveCursor } from "./move-cursor";
import type { Action } from "./keys";
import type { Scene } from "./scene";
import { rangeBetween } from "./cell-range";

/** Pictures that there are, in the order of the keys 1 to 9. */
export function available(store: Store): readonly PictureName[] {
  const summaries = store.analysis.value?.summaries;
  return summaries ? PICTURES.filter((name) => summaries[name]) : [];
}

/** Side by side: puts a picture in or takes it out (never the last one). One at a time: shows it. */
export function toggleView(store: Store, name: PictureName): void {
  const shown = store.views.value;
  if (store.single.value) {
    store.active.value = name;
    return;
  }
  store.areViewsChosen.value = true;
  if (!shown.includes(name)) {
    store.views.value = PICTURES.filter((other) => other === name || shown.includes(other));
    store.active.value = name;
  } else if (shown.length > 1) {
    const left = shown.filter((other) => other !== name);
    store.views.value = left;
    if (store.active.value === name) store.active.value = left[0] ?? name;
  }
}

/** Carries out a key's action. */
export function perform(scene: Scene, action: Action): void {
  const { store } = scene;
  switch (action.kind) {
    case "move":
    case "step":
    case "page":
    case "edge":
      moveBy(scene, action);
      return;
    case "zoom": {
      const { row, column, rows, columns } = scene.camera.value;
      const at = store.cursor.value;
      const x = at ? (at.column + 0.5 - column) / columns : 0.5;
      const y = at ? (at.row + 0.5 - row) / rows : 0.5;
      const inView = x >= 0 && x <= 1 && y >= 0 && y <= 1;
      scene.zoom({ rows: action.factor, columns: action.factor }, inView ? { x, y } : { x: 0.5, y: 0.5 });
      return;
    }
    case "fit":
      store.camera.value = null;
      return;
    case "square":
      store.square.value = !store.square.value;
      store.camera.value = null;
      return;
    case "all": {
      const { rows, columns } = store.planeSize.value;
      store.selection.value = { row0: 0, row1: rows, column0: 0, column1: columns };
      return;
    }
    case "clear":
      if (store.selection.value) store.selection.value = null;
      else store.cursor.value = null;
      return;
    case "single":
      store.single.value = !store.single.value;
      return;
    case "view": {
      const name = available(store)[action.index];
      if (name !== undefined) toggleView(store, name);
    }
  }
}

type Movement = Extract<Action, { extend: boolean }>;

function moveBy(scene: Scene, action: Movement): void {
  const { store } = scene;
  const camera = scene.camera.value;
  const middle = {
    row: Math.floor(camera.row + camera.rows / 2),
    column: Math.floor(camera.column + camera.columns / 2),
  };
  const from = store.cursor.value;
  const to = from ? target(action, from, camera) : middle;
  const selection = store.selection.value;
  store.hover.value = null; // a pointer that rests on a picture does not hold what the keys have left
  moveCursor(scene, to);
  const at = store.cursor.value;
  if (!action.extend || !from || !at) {
    if (!action.extend) store.selection.value = null;
    return;
  }
  // The corner opposite to the cursor stays: it is where the selection began.
  const anchor = selection
    ? {
        row: from.row === selection.row0 ? selection.row1 - 1 : selection.row0,
        column: from.column === selection.column0 ? selection.column1 - 1 : selection.column0,
      }
    : from;
  store.selection.value = rangeBetween(anchor, at);
}

/** Where a key leads; it may lie beyond the plane's edge. */
function target(action: Movement, from: Cell, camera: { rows: number; columns: number }): Cell {
  switch (action.kind) {
    case "move":
      return { row: from.row + action.rows, column: from.column + action.columns };
    case "step": {
      const tenth = (cells: number): number => Math.max(1, Math.round(cells / 10));
      return {
        row: from.row + action.rows * tenth(camera.rows),
        column: from.column + action.columns * tenth(camera.columns),
      };
    }
    case "page":
      return { row: from.row + action.direction * Math.max(1, Math.round(camera.rows)), column: from.column };
    case "edge":
      switch (action.to) {
        case "row-start":
          return { row: from.row, column: 0 };
        case "row-end":
          return { row: from.row, column: Infinity };
        case "first":
          return { row: 0, column: 0 };
        case "last":
          return { row: Infinity, column: Infinity };
      }
  }
}
