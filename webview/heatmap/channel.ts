import { itemAt } from "../../src/core/item-at";
import { imageAxesOf } from "../../src/core/layout";
import type { Plane } from "../../src/protocol/picture";
import type { Cell, Store } from "../store";
import type { Extent } from "./camera";

type Where = Pick<Store, "plane" | "axis" | "analysis">;

/**
 * Columns of the plane that belong to one channel: strips then stand column under column. null where the columns are not
 * of the channels, or not of all of them.
 */
export function columnsPerChannel(where: Where): number | null {
  const image = imageSize(where);
  if (image) return image.columns;
  const { plane, axis } = where;
  const shown = plane.value;
  if (shown.kind === "images") return 1; // of a tensor that is not there yet
  return shown.kind === "matrix" || shown.columns === axis.value ? 1 : null;
}

/** The channel that a cell of the plane belongs to; in an image of one channel it is that one, cell or no cell. */
export function channelOf(where: Where, cell: Cell | null): number | undefined {
  const width = columnsPerChannel(where);
  if (width !== null) return cell ? Math.floor(cell.column / width) : undefined;
  return channelOfRows(where.plane.value, where.axis.value, cell);
}

function channelOfRows(plane: Plane, axis: number, cell: Cell | null): number | undefined {
  return plane.kind === "axes" && plane.rows !== axis ? plane.at[axis] : cell?.row;
}

/** Rows and columns of one image, where images stand side by side. */
export function imageSize({ plane, axis, analysis }: Where): Extent | null {
  const shape = analysis.value?.shape ?? [];
  const axes = plane.value.kind === "images" ? imageAxesOf(shape, axis.value) : undefined;
  return axes ? { rows: itemAt(shape, axes.rows), columns: itemAt(shape, axes.columns) } : null;
}
