import { rowAt } from "../layout";
import type { Problem } from "../problem";
import { setOfRow } from "../sets";
import type { SetStatistics } from "./statistics";

/**
 * What normalises each set, as the forward has it: xhat = ((x / unit - m) - delta) r. A column's sets follow each other. Mean and variance as numbers of
 * their own would not do: the mean is rounded, and squares leave the range of doubles before x does.
 */
export interface Normaliser {
  readonly unit: Float64Array; // (D, sets) a power of two, 1 for ordinary data
  readonly m: Float64Array; // (D, sets) the mean, rounded, in `unit`
  readonly delta: Float64Array; // (D, sets) what the rounding of m left
  readonly r: Float64Array; // (D, sets) 1 / s, in 1 / `unit`
}

export function normaliserOf(columns: readonly (readonly SetStatistics[])[]): Normaliser {
  const sets = columns.flat();
  return {
    unit: Float64Array.from(sets, ({ unit }) => unit),
    m: Float64Array.from(sets, ({ m }) => m),
    delta: Float64Array.from(sets, ({ delta }) => delta.hi),
    r: Float64Array.from(sets, ({ r }) => r.hi),
  };
}

/** The function that gives xhat at an offset of x (N,D), in column k. */
export function normalised(
  { x, layout, sets }: Pick<Problem, "x" | "layout" | "sets">,
  { unit, m, delta, r }: Normaliser,
): (offset: number, k: number) => number {
  const inverse = unit.map((power) => 1 / power); // of powers of two: times it is the same as divided by the unit
  const at = (offset: number, set: number): number => (x[offset] * inverse[set] - m[set] - delta[set]) * r[set];
  if (sets.length === 1) return at;
  return (offset, k) => at(offset, k * sets.length + setOfRow(sets, rowAt(layout, offset)));
}
