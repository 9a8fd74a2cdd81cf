/**
 * The matrix that people are shown: one column for each entry of gamma and beta, so that dgamma and dbeta lie under the
 * columns that they are sums over. What shares a mean and a variance is a block of it.
 *
 *   norm         rows                           columns                a set is
 *   batch        all axes but the channels      channels               a column
 *   layer, rms   all axes but the normalized    normalized axes        a row
 *   group        all axes but the channels      channels               rows of a sample x channels of a group
 *   instance     all axes but the channels      channels               rows of a sample x one channel
 */
import { itemAt } from "./item-at";
import { cellOf, indexOf, layoutOn, type Layout } from "./layout";
import type { Problem } from "./problem";
import { sizeOf } from "./tensor";

type Shown = Pick<Problem, "layout" | "norm" | "normalizedAxes">;

/** Axes of x that are the columns, rising; all others are rows. */
export function columnAxesOf({ layout, normalizedAxes }: Shown): readonly number[] {
  return normalizedAxes.length > 0 ? normalizedAxes : [layout.axis];
}

/** Rows and columns of the shown matrix; of batch norm those of its layout. */
export function shownMatrix(problem: Shown): Layout {
  const { layout, normalizedAxes: axes } = problem;
  const { shape, axis, cells } = layout;
  if (!cells) return layout;
  if (axes.length === 0) return layoutOn(axis, shape);
  const [first] = axes;
  const extent = { samples: layout.channels, positions: 1, channels: layout.rows, rows: layout.channels };
  if (first !== undefined && axis - first + 1 === axes.length) {
    return { shape, axis, ...extent, outer: sizeOf(shape.slice(0, first)), inner: sizeOf(shape.slice(axis + 1)) };
  }
  const { ofRow, ofSet, affineOfRow, affineOfSet, affineShape } = cells;
  const turned = { ofRow: ofSet, ofSet: ofRow, affineOfRow: affineOfSet, affineOfSet: affineOfRow, affineShape };
  return { shape, axis, ...extent, outer: 1, inner: layout.channels, cells: turned };
}

/** Rows and columns of the block that a set is in the shown matrix. */
export function setBlock(problem: Shown & Pick<Problem, "groups">): {
  readonly rows: number;
  readonly columns: number;
} {
  const { norm, layout, groups } = problem;
  const { rows, channels, positions } = shownMatrix(problem);
  switch (norm) {
    case "batch":
      return { rows, columns: 1 };
    case "layer":
    case "rms":
      return { rows: 1, columns: channels };
    case "group":
      return { rows: positions, columns: itemAt(layout.shape, layout.axis) / groups };
    case "instance":
      return { rows: positions, columns: 1 };
  }
}

/** Numbers of the sets as their blocks lie over the shown matrix, row by row. */
export function bySetBlocks(
  problem: Shown & Pick<Problem, "groups">,
  ofSets: Float64Array,
): { readonly rows: number; readonly columns: number; readonly values: Float64Array } {
  const { rows: height, channels: width } = shownMatrix(problem);
  const block = setBlock(problem);
  const [rows, columns] = [height / block.rows, width / block.columns];
  // The sets of channels that stand before the samples go down the columns.
  const isTurned =
    problem.layout.cells !== undefined && problem.normalizedAxes.length === 0 && problem.layout.axis === 0;
  const values = isTurned
    ? Float64Array.from(ofSets, (_, i) => itemAt(ofSets, (i % columns) * rows + Math.floor(i / columns)))
    : ofSets;
  return { rows, columns, values };
}

/** Where a cell of the shown matrix lies among the sets: in which row of which of them. */
export function cellAmongSets(
  { layout, normalizedAxes }: Shown,
  shown: Layout,
  { row, column }: { readonly row: number; readonly column: number },
): { readonly row: number; readonly column: number } {
  if (!layout.cells) return { row, column };
  return normalizedAxes.length > 0 ? { row: column, column: row } : cellOf(layout, indexOf(shown, row, column));
}

/** Tells for a row-major offset of x which set it lies in. */
export function setFinder({ cells, channels, inner, rows, shape }: Layout): (offset: number) => number {
  if (!cells) return (offset) => Math.floor(offset / inner) % channels;
  const { ofRow, ofSet } = cells;
  // In order of memory where the members of a set are neighbours: the last member stands rows - 1 behind the first.
  if (itemAt(ofRow, rows - 1) === rows - 1) return (offset) => Math.floor(offset / rows);
  const sets = new Uint32Array(sizeOf(shape));
  for (const [k, first] of ofSet.entries()) for (const place of ofRow) sets[first + place] = k;
  return (offset) => itemAt(sets, offset);
}
