import { DEFAULT_AXIS, imageAxesOf } from "../../src/core/layout";
import { normalizesAxes, type Norm } from "../../src/core/normalization-layer";
import type { Plane } from "../../src/protocol/picture";
import type { CellQuery } from "../../src/protocol/queries";
import type { Cell } from "../store";
import { itemAt } from "../../src/core/item-at";

/**
 * Where a cell of a plane lies in the tensor. The matrix plane has the channels, or the normalized axes, as columns and
 * every other axis as rows, each flattened in order.
 */
export interface Axes {
  readonly shape: readonly number[];
  readonly columnAxes: readonly number[];
}

/** The axes of images where they can stand side by side, channel by channel. */
export function imagesOf({ shape, columnAxes }: Axes): ReturnType<typeof imageAxesOf> {
  const [channels = 0, ...more] = columnAxes;
  return more.length > 0 ? undefined : imageAxesOf(shape, channels);
}

/** Index in the tensor's own shape of a cell of the plane. */
export function indexInShape(axes: Axes, plane: Plane, cell: Cell): number[] {
  const { shape, columnAxes } = axes;
  if (plane.kind === "axes") {
    const index = [...plane.at];
    index[plane.rows] = cell.row;
    index[plane.columns] = cell.column;
    return index;
  }
  const index = new Array<number>(shape.length);
  const images = plane.kind === "images" ? imagesOf(axes) : undefined;
  if (images) {
    const [height, width] = [itemAt(shape, images.rows), itemAt(shape, images.columns)];
    index[images.samples] = Math.floor(cell.row / height);
    index[images.rows] = cell.row % height;
    index[images.channels] = Math.floor(cell.column / width);
    index[images.columns] = cell.column % width;
    return index;
  }
  const rest = { row: cell.row, column: cell.column };
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const side = columnAxes.includes(axis) ? "column" : "row";
    const extent = itemAt(shape, axis);
    index[axis] = rest[side] % extent;
    rest[side] = Math.floor(rest[side] / extent);
  }
  return index;
}

/** Row and column of the matrix plane for an index in the tensor's own shape. */
export function matrixCell({ shape, columnAxes }: Axes, index: readonly number[]): CellQuery {
  const cell = { row: 0, column: 0 };
  shape.forEach((extent, axis) => {
    const side = columnAxes.includes(axis) ? "column" : "row";
    cell[side] = cell[side] * extent + itemAt(index, axis);
  });
  return cell;
}

/** Column of the matrix plane for an index in the shape of gamma, dgamma and dbeta. */
export function affineColumn({ shape, columnAxes }: Axes, index: readonly number[]): number {
  return columnAxes.reduce((column, axis, i) => column * itemAt(shape, axis) + itemAt(index, i), 0);
}

/** The plane that shows the element of this index, changed only where it has to be, and its cell there. */
export function planeThrough(plane: Plane, axes: Axes, index: readonly number[]): { plane: Plane; cell: Cell } {
  const images = plane.kind === "images" ? imagesOf(axes) : undefined;
  if (images) {
    const at = (outer: number, inner: number): number =>
      itemAt(index, outer) * itemAt(axes.shape, inner) + itemAt(index, inner);
    const cell = { row: at(images.samples, images.rows), column: at(images.channels, images.columns) };
    return { plane, cell };
  }
  if (plane.kind !== "axes") return { plane, cell: matrixCell(axes, index) };
  const same = plane.at.every((at, axis) => axis === plane.rows || axis === plane.columns || at === index[axis]);
  return {
    plane: same ? plane : { ...plane, at: index },
    cell: { row: itemAt(index, plane.rows), column: itemAt(index, plane.columns) },
  };
}

/** The plane of a shape until the user chooses one: images side by side where it holds some, else the matrix. */
export function openingPlane(axes: Axes & { readonly norm: Norm }): Plane {
  const { shape } = axes;
  const images = normalizesAxes(axes) ? undefined : imagesOf(axes); // whose sets are rows
  const isLine = images && (itemAt(shape, images.rows) === 1 || itemAt(shape, images.columns) === 1);
  return { kind: images && !isLine ? "images" : "matrix" };
}

/** A plane that fits the shape: a stored one may be of another tensor. */
export function fittingPlane(plane: Plane, axes: Axes): Plane {
  const { shape } = axes;
  if (plane.kind === "matrix") return plane;
  if (plane.kind === "images") return imagesOf(axes) ? plane : { kind: "matrix" };
  const axis = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < shape.length;
  if (!axis(plane.rows) || !axis(plane.columns) || plane.rows === plane.columns) return { kind: "matrix" };
  if (plane.at.length !== shape.length) return { kind: "matrix" };
  return { ...plane, at: shape.map((extent, i) => Math.max(0, Math.min(extent - 1, plane.at[i] ?? 0))) };
}

/** Names of the axes of a shape: n, c, h, w; the channels have theirs wherever they stand. Of layer and RMS norm b, t, d. */
export function axisNames({ shape, columnAxes, norm }: Axes & { readonly norm: Norm }): readonly string[] {
  const rank = shape.length;
  const [axis = 0] = columnAxes;
  const isLayer = normalizesAxes({ norm });
  if (isLayer && rank <= 3) return ["b", "t", "d"].slice(3 - rank);
  const channels = isLayer && columnAxes.length > 1 ? DEFAULT_AXIS : axis;
  const places = rank === 3 ? ["l"] : ["e", "d", "h", "w"].slice(6 - rank);
  const names = ["n", ...places];
  return [...names.slice(0, channels), "c", ...names.slice(channels)].slice(0, rank);
}
