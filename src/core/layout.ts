import { failure, success, type Result } from "./fault";
import { itemAt } from "./item-at";
import { sizeOf } from "./tensor";

/** The axis that holds the channels where nothing else is said: PyTorch's and ONNX's. */
export const DEFAULT_AXIS = 1;

/**
 * How a tensor of rank 2 to 5 is read as the N x D matrix of batch normalization.
 *
 * One axis holds the channels; every other axis counts as rows. In row-major order the element of row i = (n, l) and
 * column k stands at (n * channels + k) * inner + l, with n < outer and l < inner. A plain N x D matrix has inner = 1,
 * and so has every tensor whose channels come last; one that has its features first has outer = 1.
 */
export interface Layout {
  readonly shape: readonly number[];
  readonly axis: number; // that holds the channels, counted from 0
  readonly outer: number; // product of the extents before that axis
  readonly channels: number; // D, extent of that axis
  readonly inner: number; // product of the extents behind it
  readonly rows: number; // N = outer * inner
  /** Extent of the first axis that holds no channels: the batch. Row i belongs to sample i / positions, rounded down. */
  readonly samples: number;
  readonly positions: number; // rows of one sample
  /** Where a layer's sets are no channels (normalization-layer.ts): each column is one of its sets, and these tell where it lies. */
  readonly cells?: SetCells;
}

/** Places of the cells of sets, all of one form: that of row i of set k is ofRow[i] + ofSet[k]; entries of gamma likewise. */
export interface SetCells {
  readonly ofRow: Uint32Array; // (N)
  readonly ofSet: Uint32Array; // (D)
  readonly affineOfRow: Uint32Array; // (N)
  readonly affineOfSet: Uint32Array; // (D)
  readonly affineShape: readonly number[];
}

/** The shape of gamma, beta, dgamma and dbeta. */
export function affineShapeOf({ cells, channels }: Layout): readonly number[] {
  return cells?.affineShape ?? [channels];
}

/** Which entry of gamma and beta acts on a cell. */
export function affineIndexOf({ cells }: Layout, row: number, column: number): number {
  return cells ? itemAt(cells.affineOfRow, row) + itemAt(cells.affineOfSet, column) : column;
}

/**
 * Reads a shape as a batch of channels. A negative axis counts from the end. Fault "rank" unless 2 <= rank <= 5; "empty"
 * when an extent is 0; "axis" when there is no such axis.
 */
export function toLayout(shape: readonly number[], axis = DEFAULT_AXIS): Result<Layout> {
  const rank = shape.length;
  if (rank < 2 || rank > 5) {
    const why = rank === 1 ? ": one list is a set of layer and RMS norm alone" : "";
    return failure("rank", `Expected a tensor of rank 2 to 5 (N x D or N x C x ...), got rank ${rank}${why}.`);
  }
  const filled = checkExtents(shape);
  if (!filled.ok) return filled;
  const found = channelAxis(shape, axis);
  return found.ok ? success(layoutOn(found.value, shape)) : found;
}

/** Fault "empty" when an extent is 0. */
export function checkExtents(shape: readonly number[]): Result<void> {
  if (!shape.includes(0)) return success(undefined);
  return failure("empty", `Expected at least one value along every axis, got shape ${shape.join(" x ")}.`);
}

/** The axis that is said to hold the channels, counted from the front. Fault "axis" when there is none such. */
export function channelAxis(shape: readonly number[], axis: number): Result<number> {
  const rank = shape.length;
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return success(axis < 0 ? axis + rank : axis);
  const extents = shape.join(" x ");
  return failure("axis", `axis is ${axis}, expected a whole number from ${-rank} to ${rank - 1} (x is ${extents}).`);
}

/** The layout of a shape whose channels lie on an axis that it has. */
export function layoutOn(axis: number, shape: readonly number[]): Layout {
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  const rows = outer * inner;
  const channels = itemAt(shape, axis);
  const samples = itemAt(shape, axis === 0 ? 1 : 0);
  return { shape, axis, outer, channels, inner, rows, samples, positions: rows / samples };
}

/** The same layout with so many channels. */
export function withChannels({ axis, shape }: Layout, channels: number): Layout {
  return layoutOn(axis, [...shape.slice(0, axis), channels, ...shape.slice(axis + 1)]);
}

/** Offset of row i, column k in the tensor's row-major values. */
export function offsetOf(layout: Layout, row: number, column: number): number {
  const { channels, inner, cells } = layout;
  if (cells) return itemAt(cells.ofRow, row) + itemAt(cells.ofSet, column);
  const l = row % inner;
  return (((row - l) / inner) * channels + column) * inner + l;
}

/** Row of the element at a row-major offset. */
export function rowAt({ channels, inner }: Layout, offset: number): number {
  return Math.floor(offset / (channels * inner)) * inner + (offset % inner);
}

/** Index in the tensor's own shape of the element at a row-major offset. */
export function indexAt(shape: readonly number[], offset: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = itemAt(shape, axis);
    const at = rest % extent;
    index[axis] = at;
    rest = (rest - at) / extent;
  }
  return index;
}

/** Index in the tensor's own shape of row i, column k: (n, c, h, w). */
export function indexOf(layout: Layout, row: number, column: number): number[] {
  return indexAt(layout.shape, offsetOf(layout, row, column));
}

/** Row and column of an index in the tensor's own shape. */
export function cellOf(layout: Layout, index: readonly number[]): { row: number; column: number } {
  const { shape, channels, inner, cells } = layout;
  const offset = index.reduce((before, at, i) => before * itemAt(shape, i) + at, 0);
  if (cells) return cellAmong(cells, offset);
  return { row: rowAt(layout, offset), column: Math.floor(offset / inner) % channels };
}

/** The set and the row of it that lie at an offset. */
function cellAmong({ ofRow, ofSet }: SetCells, offset: number): { row: number; column: number } {
  for (const [column, first] of ofSet.entries()) {
    const row = offset < first ? -1 : placeIn(ofRow, offset - first);
    if (row >= 0) return { row, column };
  }
  throw new RangeError(`expected the offset of a cell, got ${offset}`);
}

/** Where a number stands among rising ones; -1 where it does not. */
function placeIn(rising: Uint32Array, wanted: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (itemAt(rising, middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return rising[low] === wanted ? low : -1;
}

/** The axes of a tensor of images: samples and channels, and rows and columns of each image. */
interface ImageAxes {
  readonly samples: number;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

/** The axes of images of a shape of rank 4 whose channels lie on this axis; undefined where it holds no images. */
export function imageAxesOf(shape: readonly number[], axis: number): ImageAxes | undefined {
  if (shape.length !== 4) return undefined;
  const [samples = 0, rows = 0, columns = 0] = [0, 1, 2, 3].filter((other) => other !== axis);
  return { samples, channels: axis, rows, columns };
}
