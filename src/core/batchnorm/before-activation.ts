/** gamma xhat + beta, which an activation takes: what a smooth one makes of it hangs on the last place. */
import { add, dd, multiply, type DD } from "../arithmetic/dd";
import { gatherAffine } from "./affine-rows";
import { gatherColumn } from "./column";
import type { Problem } from "../problem";
import { centre, type SetStatistics } from "./statistics";

/** gamma xhat + beta in double-double. */
export function affinely(gamma: number, xhat: DD, beta: number): DD {
  return add(multiply(dd(gamma), xhat), dd(beta));
}

/** What stands in front of the activation where x is normalised so. */
export function inFront(x: number, gamma: number, beta: number, statistics: SetStatistics): DD {
  const { unit, m, r } = statistics;
  const y = affinely(gamma, multiply(centre(x, statistics), r), beta);
  // Error terms of infinities are NaN; plain arithmetic says which infinity it is.
  return Number.isFinite(y.hi) ? y : dd(gamma * ((x / unit - m) * r.hi) + beta);
}

/** The same at every row of column k (N), one after the other. */
export function eachInFront(
  { layout, x, gamma, beta, sets }: Problem,
  column: readonly SetStatistics[],
  k: number,
  take: (row: number, y: DD, beta: number) => void,
): void {
  const rows = (): Float64Array => new Float64Array(layout.rows);
  const values = gatherColumn(layout, x, k, rows());
  const [gammas, betas] = [gatherAffine(layout, gamma, k, rows()), gatherAffine(layout, beta, k, rows())];
  sets.forEach(({ from, to }, s) => {
    for (let i = from; i < to; i++) take(i, inFront(values[i], gammas[i], betas[i], column[s]), betas[i]);
  });
}
