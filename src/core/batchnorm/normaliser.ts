import type { ColumnStatistics } from "./statistics";
import type { Values } from "../tensor";

/**
 * What normalises each column, as the forward has it: xhat = ((x / unit - m) - delta) r. Mean and variance as numbers of
 * their own would not do: the mean is rounded, and squares leave the range of doubles before x does.
 */
export interface Normaliser {
  readonly unit: Float64Array; // (D) a power of two, 1 for ordinary data
  readonly m: Float64Array; // (D) the mean, rounded, in `unit`
  readonly delta: Float64Array; // (D) what the rounding of m left
  readonly r: Float64Array; // (D) 1 / sqrt(v + eps), in 1 / `unit`
}

export function normaliserOf(columns: readonly ColumnStatistics[]): Normaliser {
  return {
    unit: Float64Array.from(columns, ({ unit }) => unit),
    m: Float64Array.from(columns, ({ m }) => m),
    delta: Float64Array.from(columns, ({ delta }) => delta.hi),
    r: Float64Array.from(columns, ({ r }) => r.hi),
  };
}

/** The function that gives xhat at an offset of x (N,D), in column k. */
export function normalised(x: Values, { unit, m, delta, r }: Normaliser): (offset: number, k: number) => number {
  const inverse = unit.map((power) => 1 / power); // of powers of two: times it is the same as divided by the unit
  return (offset, k) => (x[offset] * inverse[k] - m[k] - delta[k]) * r[k];
}
