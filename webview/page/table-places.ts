/** Where the numbers of a tensor stand in a table of their own, and which cell of the pictures that is. */
import type { TensorName } from "../../src/protocol/picture";
import { STRIPS } from "../../src/views";
import { blockAt, blocksOf, isOfBlocks } from "../heatmap/set-blocks";
import type { Cell, Store } from "../store";
import { firstCellIn } from "./block-index";
import { indexInShape, matrixCell, planeThrough } from "./geometry";

/** Of a picture the cells of its plane, of a strip a column for each channel, of sets that are no columns their blocks. */
type Kind = "picture" | "strip" | "blocks";

export function kindOf({ analysis }: Store, tensor: TensorName): Kind {
  if (isOfBlocks(tensor, analysis.value)) return "blocks";
  return (STRIPS as readonly TensorName[]).includes(tensor) ? "strip" : "picture";
}

export function tableSize(store: Store, tensor: TensorName): { readonly rows: number; readonly columns: number } {
  switch (kindOf(store, tensor)) {
    case "picture":
      return store.planeSize.value;
    case "strip":
      return { rows: 1, columns: store.analysis.value?.columns ?? 0 };
    case "blocks":
      return blocksOf(store);
  }
}

/** Where the cursor stands in the table. */
export function placeInTable(store: Store, tensor: TensorName): Cell | null {
  const cursor = store.cursor.value;
  const analysis = store.analysis.value;
  if (!cursor || !analysis) return cursor;
  switch (kindOf(store, tensor)) {
    case "picture":
      return cursor;
    case "strip":
      return { row: 0, column: matrixCell(analysis, indexInShape(analysis, store.plane.value, cursor)).column };
    case "blocks":
      return blockAt(store, cursor) ?? null;
  }
}

/** Moves the pictures' cursor to a place of the table: along a strip it keeps its row. */
export function chooseInTable(store: Store, tensor: TensorName, cell: Cell): void {
  const analysis = store.analysis.peek();
  const kind = kindOf(store, tensor);
  store.hover.value = null; // a pointer that rests on a picture does not hold what the table has left
  if (kind === "picture" || !analysis) {
    store.cursor.value = cell;
    return;
  }
  const matrix = { kind: "matrix" } as const;
  const from = indexInShape(analysis, store.plane.peek(), store.cursor.peek() ?? { row: 0, column: 0 });
  const there = kind === "strip" ? { ...matrixCell(analysis, from), column: cell.column } : firstCellIn(analysis, cell);
  const { plane, cell: chosen } = planeThrough(store.plane.peek(), analysis, indexInShape(analysis, matrix, there));
  store.plane.value = plane;
  store.cursor.value = chosen;
}
