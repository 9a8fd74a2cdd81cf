/** How a set is named where the sets are no columns: by its row on the tensor's own axes, or by sample and group. */
import { itemAt } from "../../src/core/item-at";
import { normalizesAxes } from "../../src/core/normalization-layer";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { Cell } from "../store";

export type Blocks = Pick<AnalysisState, "norm" | "shape" | "columnAxes" | "setBlock" | "rows" | "columns">;

/** Extents of the index of a set. */
export function setExtents({ norm, shape, columnAxes, setBlock, rows, columns }: Blocks): readonly number[] {
  if (normalizesAxes({ norm })) return shape.filter((_, axis) => !columnAxes.includes(axis));
  return [rows / setBlock.rows, columns / setBlock.columns];
}

/** The block of a set. */
export function blockOf(known: Blocks, index: readonly number[]): Cell {
  const extents = setExtents(known);
  if (!normalizesAxes(known)) return { row: itemAt(index, 0), column: itemAt(index, 1) };
  return { row: index.reduce((row, at, i) => row * itemAt(extents, i) + at, 0), column: 0 };
}

/** The index of the set of a block. */
export function setIndex(known: Blocks, { row, column }: Cell): readonly number[] {
  if (!normalizesAxes(known)) return [row, column];
  let rest = row;
  const inner = setExtents(known).map((_, i, all) => all.slice(i + 1).reduce((product, extent) => product * extent, 1));
  return inner.map((stride) => {
    const at = Math.floor(rest / stride);
    rest -= at * stride;
    return at;
  });
}

/** The first cell of the matrix plane in a block. */
export function firstCellIn({ setBlock }: Pick<Blocks, "setBlock">, { row, column }: Cell): Cell {
  return { row: row * setBlock.rows, column: column * setBlock.columns };
}
