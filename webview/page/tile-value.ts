import { TILE, type TensorName } from "../../src/protocol/picture";
import { STRIPS } from "../../src/views";
import { decoded } from "../heatmap/scale";
import { sceneOf } from "../heatmap/scene";
import { isOfBlocks } from "../heatmap/set-blocks";
import type { Cell, Store } from "../store";

const FINEST = { row: 0, column: 0 };

/** What the tiles in hand know of one cell, in single precision; null unless a tile of single cells is there. */
export function nearValue(store: Store, tensor: TensorName, cell: Cell, column: number): number | null {
  const strip = (STRIPS as readonly TensorName[]).includes(tensor);
  if (isOfBlocks(tensor, store.analysis.peek())) return null; // told by the worker, for the set that the cell is of
  const at = strip ? { row: 0, column } : cell;
  const row = Math.floor(at.row / TILE);
  const tileColumn = Math.floor(at.column / TILE);
  const plane = strip ? ({ kind: "matrix" } as const) : store.plane.peek();
  const tile = sceneOf(store).tiles.read({ tensor, plane, levels: FINEST, row, column: tileColumn });
  if (!tile) return null;
  const value = tile.values[(at.row - row * TILE) * tile.columns + (at.column - tileColumn * TILE)];
  return value === undefined ? null : decoded(value, tile);
}
