import { failure, success, type Result } from "./fault";

/**
 * How a tensor of rank 2 to 5 is read as the N x D matrix of batch normalization.
 *
 * Axis 1 holds the channels; every other axis counts as rows. In row-major order the element of row i = (n, l) and
 * column k stands at (n * channels + k) * inner + l, with n < outer and l < inner. A plain N x D matrix has inner = 1.
 */
export interface Layout {
  readonly shape: readonly number[];
  readonly outer: number; // extent of axis 0
  readonly channels: number; // D, extent of axis 1
  readonly inner: number; // product of the extents of axes 2, 3, ...
  readonly rows: number; // N = outer * inner
}

/** Reads a shape as a batch of channels. Fault "rank" unless 2 <= rank <= 5; "empty" when an extent is 0. */
export function toLayout(shape: readonly number[]): Result<Layout> {
  if (shape.length < 2 || shape.length > 5) {
    return failure("rank", `Expected a tensor of rank 2 to 5 (N x D or N x C x ...), got rank ${shape.length}.`);
  }
  if (shape.some((extent) => extent === 0)) {
    return failure("empty", `Expected at least one value along every axis, got shape ${shape.join(" x ")}.`);
  }
  const [outer, channels, ...rest] = shape;
  const inner = rest.reduce((product, extent) => product * extent, 1);
  return success({ shape, outer, channels, inner, rows: outer * inner });
}

/** Offset of row i, column k in the tensor's row-major values. */
export function offsetOf(layout: Layout, row: number, column: number): number {
  const { channels, inner } = layout;
  const l = row % inner;
  return (((row - l) / inner) * channels + column) * inner + l;
}

/** Index in the tensor's own shape of the element at a row-major offset. */
export function indexAt(shape: readonly number[], offset: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis];
    rest = (rest - index[axis]) / shape[axis];
  }
  return index;
}

/** Index in the tensor's own shape of row i, column k: (n, c, h, w). */
export function indexOf(layout: Layout, row: number, column: number): number[] {
  return indexAt(layout.shape, offsetOf(layout, row, column));
}

/** Row and column of an index in the tensor's own shape. */
export function cellOf(layout: Layout, index: readonly number[]): { row: number; column: number } {
  let l = 0;
  for (let axis = 2; axis < index.length; axis++) l = l * layout.shape[axis] + index[axis];
  return { row: index[0] * layout.inner + l, column: index[1] };
}
