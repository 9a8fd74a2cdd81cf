import { itemAt } from "../../core/item-at";
import { imageAxesOf, offsetOf, type Layout } from "../../core/layout";
import type { Plane } from "../../protocol/picture";

/**
 * A plane's geometry: where the cell (row, column) of the picture stands among the tensor's numbers in row-major order.
 */
export interface PlaneGeometry {
  readonly rows: number;
  readonly columns: number;
  /** Offset in the tensor of the plane's cell. */
  offset(row: number, column: number): number;
  /** Step between neighbouring columns of one row. */
  readonly columnStride: number;
  /** Columns after which a row goes on elsewhere. */
  readonly run: number;
  /** True when the whole plane is the tensor itself in row-major order. */
  readonly contiguous: boolean;
}

/** Geometry of a plane of an N x D tensor in its own layout. */
export function planeGeometry(layout: Layout, plane: Plane): PlaneGeometry {
  if (plane.kind === "matrix") {
    return {
      rows: layout.rows,
      columns: layout.channels,
      offset: (row, column) => offsetOf(layout, row, column),
      columnStride: layout.inner,
      run: layout.cells ? 1 : Infinity, // the columns of axes that lie apart have no stride in common
      contiguous: !layout.cells && layout.inner === 1,
    };
  }
  const { shape } = layout;
  const stride = (axis: number): number => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  if (plane.kind === "images") return imagesGeometry(layout, stride);
  assertAxes(plane, shape.length);
  let base = 0;
  for (const [axis, index] of plane.at.entries()) {
    if (axis !== plane.rows && axis !== plane.columns) base += index * stride(axis);
  }
  const rowStride = stride(plane.rows);
  const columnStride = stride(plane.columns);
  return {
    rows: itemAt(shape, plane.rows),
    columns: itemAt(shape, plane.columns),
    offset: (row, column) => base + row * rowStride + column * columnStride,
    columnStride,
    run: Infinity,
    contiguous: shape.length === 2 && plane.rows === 0,
  };
}

/** Samples below each other, channels side by side. */
function imagesGeometry({ shape, axis }: Layout, stride: (axis: number) => number): PlaneGeometry {
  const axes = imageAxesOf(shape, axis);
  if (!axes) throw new Error(`expected a tensor of rank 4 for images, got shape ${shape.join(" x ")}`);
  const [height, width] = [itemAt(shape, axes.rows), itemAt(shape, axes.columns)];
  const strides = [stride(axes.samples), stride(axes.rows), stride(axes.channels), stride(axes.columns)] as const;
  const [sample, rowStride, channel, columnStride] = strides;
  return {
    rows: itemAt(shape, axes.samples) * height,
    columns: itemAt(shape, axes.channels) * width,
    offset: (row, column) =>
      Math.floor(row / height) * sample +
      (row % height) * rowStride +
      Math.floor(column / width) * channel +
      (column % width) * columnStride,
    columnStride,
    run: width,
    contiguous: false,
  };
}

/** Geometry of a strip. */
export function stripGeometry(rows: number, columns: number): PlaneGeometry {
  const offset = (row: number, column: number): number => row * columns + column;
  return { rows, columns, offset, columnStride: 1, run: Infinity, contiguous: true };
}

/** Names a plane, so that what was computed for it can be found again. */
export function planeKey(plane: Plane): string {
  return plane.kind !== "axes" ? plane.kind : `${plane.rows},${plane.columns}@${plane.at.join(",")}`;
}

function assertAxes(plane: Extract<Plane, { kind: "axes" }>, rank: number): void {
  const valid = (axis: number): boolean => Number.isInteger(axis) && axis >= 0 && axis < rank;
  if (!valid(plane.rows) || !valid(plane.columns) || plane.rows === plane.columns || plane.at.length !== rank) {
    throw new Error(`expected two different axes of a rank-${rank} tensor, got ${JSON.stringify(plane)}`);
  }
}
