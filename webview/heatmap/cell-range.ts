import type { Cell, CellRange } from "../store";

/** The rectangle of cells between two corners, both inside. */
export function rangeBetween(a: Cell, b: Cell): CellRange {
  return {
    row0: Math.min(a.row, b.row),
    row1: Math.max(a.row, b.row) + 1,
    column0: Math.min(a.column, b.column),
    column1: Math.max(a.column, b.column) + 1,
  };
}
