import { imageAxesOf } from "../../src/core/layout";
import type { Plane } from "../../src/protocol/picture";
import type { CellQuery } from "../../src/protocol/queries";
import type { Cell } from "../store";
import { itemAt } from "../../src/core/item-at";

/**
 * Where a cell of a plane lies in the tensor. One axis holds the channels; the matrix plane has the channels as columns
 * and every other axis, flattened in order, as rows.
 */
interface Axes {
  readonly shape: readonly number[];
  readonly axis: number; // that holds the channels
}

/** Index in the tensor's own shape of a cell of the plane. */
export function indexInShape({ shape, axis: channels }: Axes, plane: Plane, cell: Cell): number[] {
  if (plane.kind === "axes") {
    const index = [...plane.at];
    index[plane.rows] = cell.row;
    index[plane.columns] = cell.column;
    return index;
  }
  const index = new Array<number>(shape.length);
  const images = plane.kind === "images" ? imageAxesOf(shape, channels) : undefined;
  if (images) {
    const [height, width] = [itemAt(shape, images.rows), itemAt(shape, images.columns)];
    index[images.samples] = Math.floor(cell.row / height);
    index[images.rows] = cell.row % height;
    index[images.channels] = Math.floor(cell.column / width);
    index[images.columns] = cell.column % width;
    return index;
  }
  index[channels] = cell.column;
  let rest = cell.row;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (axis === channels) continue;
    const extent = itemAt(shape, axis);
    index[axis] = rest % extent;
    rest = Math.floor(rest / extent);
  }
  return index;
}

/** Row and column of the matrix plane for an index in the tensor's own shape. */
export function matrixCell({ shape, axis: channels }: Axes, index: readonly number[]): CellQuery {
  let row = 0;
  shape.forEach((extent, axis) => {
    if (axis !== channels) row = row * extent + itemAt(index, axis);
  });
  return { row, column: itemAt(index, channels) };
}

/** The plane that shows the element of this index, changed only where it has to be, and its cell there. */
export function planeThrough(plane: Plane, axes: Axes, index: readonly number[]): { plane: Plane; cell: Cell } {
  const images = plane.kind === "images" ? imageAxesOf(axes.shape, axes.axis) : undefined;
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
export function openingPlane(shape: readonly number[], channels: number): Plane {
  const images = imageAxesOf(shape, channels);
  const isLine = images && (itemAt(shape, images.rows) === 1 || itemAt(shape, images.columns) === 1);
  return { kind: images && !isLine ? "images" : "matrix" };
}

/** A plane that fits the shape: a stored one may be of another tensor. */
export function fittingPlane(plane: Plane, shape: readonly number[]): Plane {
  if (plane.kind === "matrix") return plane;
  if (plane.kind === "images") return shape.length === 4 ? plane : { kind: "matrix" };
  const axis = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < shape.length;
  if (!axis(plane.rows) || !axis(plane.columns) || plane.rows === plane.columns) return { kind: "matrix" };
  if (plane.at.length !== shape.length) return { kind: "matrix" };
  return { ...plane, at: shape.map((extent, i) => Math.max(0, Math.min(extent - 1, plane.at[i] ?? 0))) };
}

/** Names of the axes of a shape: n, c, h, w; the channels have theirs wherever they stand. */
export function axisNames(rank: number, channels: number): readonly string[] {
  const places = { 2: [], 3: ["l"], 4: ["h", "w"] }[rank] ?? ["d", "h", "w"];
  const names = ["n", ...places];
  return [...names.slice(0, channels), "c", ...names.slice(channels)];
}
