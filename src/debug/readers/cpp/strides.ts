import { sizeOf } from "../../../core/tensor";

/** Strides of numbers that lie one after the other, in elements. */
export function stridesOf(shape: readonly number[], columnMajor: boolean): readonly number[] {
  return columnMajor
    ? shape.map((_, axis) => sizeOf(shape.slice(0, axis)))
    : shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/**
 * Whether numbers with these strides lie by columns (true) or by rows (false); undefined where they lie in neither way,
 * or by columns in more than two dimensions. Of an axis of one entry any stride is right.
 */
export function isByColumns(shape: readonly number[], strides: readonly number[]): boolean | undefined {
  const has = (expected: readonly number[]): boolean =>
    strides.length === shape.length && shape.every((extent, axis) => extent === 1 || strides[axis] === expected[axis]);
  if (has(stridesOf(shape, false))) return false;
  return shape.length === 2 && has(stridesOf(shape, true)) ? true : undefined;
}

/** Why an array with such strides is not read. */
export function stridesRefused(strides: readonly number[]): string {
  return `an array whose strides are ${strides.join(", ")}: show a copy of it.`;
}
