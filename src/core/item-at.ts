import type { Values } from "./tensor";

/**
 * The item of an array at an index that the caller knows to be in range. Throws a RangeError where none stands: a fault
 * of the program. Not for the inner loops over numbers, which read plainly (CONTRIBUTING.md).
 */
export function itemAt<T>(array: ArrayLike<T>, index: number): T {
  const item = array[index];
  if (item === undefined) throw new RangeError(`expected an index below ${array.length}, got ${index}`);
  return item;
}

/** The same of a column or tensor of numbers: by itself, so that engines keep it fast where millions are read. */
export function numberAt(values: Values, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`expected an index below ${values.length}, got ${index}`);
  return value;
}
