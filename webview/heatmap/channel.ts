import { itemAt } from "../../src/core/item-at";
import { imagesOf, indexInShape, matrixCell } from "../page/geometry";
import type { Cell, Store } from "../store";
import type { Extent } from "./camera";

type Where = Pick<Store, "plane" | "analysis">;

/**
 * Columns of the plane that belong to one column of the matrix plane, a channel: strips then stand column under column.
 * null where the columns are others, or not all of them.
 */
export function columnsPerChannel(where: Where): number | null {
  const image = imageSize(where);
  if (image) return image.columns;
  const shown = where.plane.value;
  if (shown.kind !== "axes") return 1; // of images of a tensor that is not there yet, too
  const { columnAxes = [] } = where.analysis.value ?? {};
  return columnAxes.length === 1 && columnAxes[0] === shown.columns ? 1 : null;
}

/** The column of the matrix plane that a cell of the plane belongs to; in an image of one channel it is that one, cell or no cell. */
export function channelOf({ plane, analysis }: Where, cell: Cell | null): number | undefined {
  const shown = plane.value;
  const state = analysis.value;
  if (!state) return undefined;
  const isAlong = (axis: number): boolean => shown.kind !== "axes" || axis === shown.rows || axis === shown.columns;
  if (!cell && state.columnAxes.some(isAlong)) return undefined;
  return matrixCell(state, indexInShape(state, shown, cell ?? { row: 0, column: 0 })).column;
}

/** Rows and columns of one image, where images stand side by side. */
export function imageSize({ plane, analysis }: Where): Extent | null {
  const state = analysis.value;
  const axes = state && plane.value.kind === "images" ? imagesOf(state) : undefined;
  if (!state || !axes) return null;
  return { rows: itemAt(state.shape, axes.rows), columns: itemAt(state.shape, axes.columns) };
}

/** Rows and columns of the plane that share a mean and a variance, where these are blocks of it: of group and instance norm. */
export function blockSize(where: Where): Extent | null {
  const state = where.analysis.value;
  if (!state || (state.norm !== "group" && state.norm !== "instance")) return null;
  const { rows, columns } = state.setBlock;
  const image = imageSize(where);
  if (image) return { rows: image.rows, columns: image.columns * columns };
  return where.plane.value.kind === "matrix" ? { rows, columns } : null;
}
