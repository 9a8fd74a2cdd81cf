/**
 * What a scale of x feels. xhat of x = s z takes the stretch along but for eps, d xhat / ds = xhat eps / ((v + eps) s), so
 *
 *   dL/ds = (1/s) sum over the sets of gamma dgamma eps / (v + eps);  eps outside the root: eps / (sqrt(v) + eps)
 *
 * It is sum(dx z), too. There it is left of terms that cancel, and is nothing but their rounding where eps is small.
 */
import { columnMembers } from "../batchnorm/column";
import { gatherUpstream, upstreamStatistics, type BatchnormCache } from "../batchnorm/upstream";
import { itemAt, numberAt } from "../item-at";
import type { Values } from "../tensor";
import { epsShare } from "./eps-share";

/** dL/ds at s = 1 of column k, with the batch's statistics: a term for each set. */
export function scaleDerivatives(cache: BatchnormCache, dout: Values, k: number): number[] {
  const { problem, columns } = cache;
  const { layout, sets, gamma } = problem;
  const x = columnMembers(layout, problem.x, k);
  const g = gatherUpstream(dout, cache, k, new Float64Array(layout.rows));
  return sets.map(({ from, to }, s) => {
    const statistics = itemAt(itemAt(columns, k), s);
    const { sumXhat, unit } = upstreamStatistics(statistics, x.subarray(from, to), g.subarray(from, to));
    const left = epsShare(problem, { unit: statistics.unit, r: statistics.r.hi });
    return sumXhat.hi * left * numberAt(gamma, k) * unit;
  });
}
