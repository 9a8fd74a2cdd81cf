/**
 * Normalization, forward and backward: the readable reference. Names are those of docs/article.md, which has batch norm.
 *
 *   N rows, D columns; everything below is per set: a column k, or one part of it (src/core/sets.ts). What a column is, and
 *   which entry a of gamma and beta acts on a row, is the layer's (src/core/normalization-layer.ts); in batch norm a = k.
 *   mu = mean(x) (0 in RMS norm)   v = mean((x - mu)^2)   r = 1 / sqrt(v + eps)   xhat = (x - mu) r
 *   out = gamma[a] xhat + beta[a]     u = gamma[a] dout     ubar = mean(u)     c = mean(u xhat)
 *   dx = r (u - ubar - xhat c)        terms: (1) direct, (2) mean path (not in RMS norm), (3) variance path
 *   dgamma[a] = sum dout xhat, dbeta[a] = sum dout over every row of every set that a acts on
 *
 * Where gamma is one number in a set it stands in front: gamma r (dout - gbar - xhat c), as the article writes batch norm.
 *
 * The conventions of docs/conventions.md change what v, r, gbar and c are (statistics.ts, upstream.ts), and not the terms;
 * a row that a mask keeps out of the statistics, or any in evaluation, has the first alone.
 *
 * Sums are double-double, cells float64: every cell of out, dx, dgamma and dbeta is within 4 ulp of the exact
 * result, measured in ulp of the sum of its terms' magnitudes (docs/accuracy.md).
 */
import { degreesOf } from "../conventions";
import { activated } from "../activation/acting";
import { isActivated } from "../activation/pieces";
import { smoothOf } from "../activation/smooth";
import { AffineSums, gammaVaries, inProblemUnits, weigh, type Upstream } from "./affine";
import { gatherAffine } from "./affine-rows";
import type { Precision } from "../checker";
import { columnMembers, gatherColumn, scatterColumn } from "./column";
import { exactBackward, exactForward } from "./exact";
import type { Gradients } from "./gradients";
import { inFront } from "./before-activation";
import { normaliserOf } from "./normaliser";
import type { Problem } from "../problem";
import { setOfRow, type RowSet } from "../sets";
import type { SetStatistics } from "./statistics";
import {
  columnStatistics,
  gatherUpstream,
  moves,
  upstreamStatistics,
  type BatchnormCache,
  type UpstreamStatistics,
} from "./upstream";
import { shownStatistics } from "./shown-statistics";

export type { BatchnormCache };
export { columnStatistics, gatherUpstream, upstreamStatistics };

/** out (N,D) = gamma xhat + beta, through the activation; and what backward needs. */
export function batchnormForward(problem: Problem): { out: Float64Array; cache: BatchnormCache } {
  const { layout, gamma, beta, sets } = problem;
  const { rows: N, channels: D } = layout;
  const out = new Float64Array(N * D);
  const columns: SetStatistics[][] = [];
  const smooth = smoothOf(problem);
  const through = isActivated(problem) ? activated(problem) : undefined;
  const [x, y, gammas, betas] = [1, 2, 3, 4].map(() => new Float64Array(N)) as Quartet;
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, problem.x, k, x);
    gatherAffine(layout, gamma, k, gammas);
    gatherAffine(layout, beta, k, betas);
    const column = columnStatistics(problem, k, x);
    sets.forEach(({ from, to }, s) => {
      const { m, unit } = column[s];
      const delta = column[s].delta.hi;
      const r = column[s].r.hi;
      for (let i = from; i < to; i++) {
        if (smooth) {
          const { hi, lo } = inFront(x[i], gammas[i], betas[i], column[s]);
          y[i] = smooth.value(hi, lo);
          continue;
        }
        const xhat = (x[i] / unit - m - delta) * r; // delta last: x - m is exact or rounds less than xhat itself
        const affine = gammas[i] * xhat + betas[i];
        y[i] = through ? through(affine) : affine;
      }
    });
    scatterColumn(layout, y, k, out);
    columns.push(column);
  }
  return { out, cache: { problem, columns, out } };
}

type Quartet = [Float64Array, Float64Array, Float64Array, Float64Array];

/** dx (N,D), dgamma (A) and dbeta (A) of L, given dout = dL/dout (N,D) in the layout of x. */
export function batchnormBackward(
  dout: Problem["dout"],
  cache: BatchnormCache,
): { dx: Float64Array; dgamma: Float64Array; dbeta: Float64Array } {
  const { problem, columns } = cache;
  const { layout, sets } = problem;
  const { rows: N, channels: D } = layout;
  const dx = new Float64Array(N * D);
  const affine = new AffineSums(problem, dout);
  const x = new Float64Array(N);
  const g = new Float64Array(N);
  // What a smooth slope is rounded by does not cancel in the sums as dout does.
  const lost = smoothOf(problem) && new Float64Array(N);
  for (let k = 0; k < D; k++) {
    const isMember = moves(problem, k); // where mean and variance are constants, there is the direct term alone
    gatherColumn(layout, problem.x, k, x);
    gatherUpstream(dout, cache, k, g, lost);
    if (gammaVaries(layout)) affine.addCells(k, columns[k][0], x, g, lost);
    const whole = weigh(problem, k, g, lost);
    const upstream = sets.map((set, s) => upstreamOfSet(whole, columns[k][s], x, set));
    affine.addSets(k, upstream);

    sets.forEach(({ from, to }, s) => {
      const { m, unit } = columns[k][s];
      const delta = columns[k][s].delta.hi;
      const r = columns[k][s].r.hi;
      const gUnit = upstream[s].unit;
      const ubar = upstream[s].gbar.hi;
      const c = upstream[s].c.hi;
      for (let i = from; i < to; i++) {
        const xhat = (x[i] / unit - m - delta) * r;
        //                        (1) direct   (2) mean path   (3) variance path
        const inner = isMember(i) ? g[i] / gUnit - ubar - xhat * c : g[i] / gUnit;
        g[i] = inProblemUnits(inner, whole, upstream[s], columns[k][s]);
      }
    });
    scatterColumn(layout, g, k, dx);
  }
  return { dx, ...affine.gradients() };
}

/** The sums over one set of what weigh has made of a column. */
function upstreamOfSet(
  { u, low }: Upstream,
  statistics: SetStatistics,
  x: Float64Array,
  { from, to }: RowSet,
): UpstreamStatistics {
  return upstreamStatistics(statistics, x.subarray(from, to), u.subarray(from, to), low?.subarray(from, to));
}

/**
 * Forward and backward of a problem. "standard": cells in float64. "exact": cells in double-double too, so that each is
 * the exact result correctly rounded, but for cancellations below 2^-100 of their terms.
 */
export function batchnormGradients(problem: Problem, precision: Precision): Gradients {
  const exact = precision === "exact";
  const { out, cache } = exact ? exactForward(problem) : batchnormForward(problem);
  const backward = exact ? exactBackward(problem.dout, cache) : batchnormBackward(problem.dout, cache);
  return {
    out,
    ...backward,
    ...shownStatistics(problem, cache.columns),
    normaliser: normaliserOf(cache.columns),
  };
}

/**
 * dL/dmu and dL/dv of the set of one row, for a backward that is built step by step: dx = dxhat r + dmu / M +
 * dv 2 (x - mu) / M in the rows that make the statistics (M - 1 in the last term for the unbiased variance). They hold
 * the sums that the terms of dx hold: dmu = -r M ubar, and dv = -r^2 M c / 2. null where mean and variance are given.
 */
export function statisticsGradients(
  problem: Problem,
  cache: BatchnormCache,
  row: number,
  column: number,
): { readonly dmu: number; readonly dv: number } | null {
  const { layout, sets, variance, mode } = problem;
  if (mode === "eval") return null;
  const set = setOfRow(sets, row);
  const { members } = sets[set];
  const statistics = cache.columns[column][set];
  const x = columnMembers(layout, problem.x, column);
  const g = gatherUpstream(problem.dout, cache, column, new Float64Array(layout.rows));
  const whole = weigh(problem, column, g, undefined);
  const upstream = upstreamOfSet(whole, statistics, x, sets[set]);
  const degrees = degreesOf(variance, members);
  const r = statistics.r.hi / statistics.unit;
  const scale = -whole.front * whole.units[0] * whole.units[1] * r * upstream.unit;
  return { dmu: scale * members * upstream.gbar.hi, dv: (scale * r * degrees * upstream.c.hi) / 2 };
}

/** The three numbered terms of dx at one cell: r u, -r ubar, -r xhat c. They add up to dx. */
export function terms(
  problem: Problem,
  cache: BatchnormCache,
  row: number,
  column: number,
): readonly [number, number, number] {
  const { layout, sets } = problem;
  const set = setOfRow(sets, row);
  const statistics = cache.columns[column][set];
  const x = columnMembers(layout, problem.x, column);
  const g = gatherUpstream(problem.dout, cache, column, new Float64Array(layout.rows));
  const whole = weigh(problem, column, g, undefined);
  const upstream = upstreamOfSet(whole, statistics, x, sets[set]);
  const { unit, m, delta, r } = statistics;
  const xhat = (x[row] / unit - m - delta.hi) * r.hi;
  const term = (inner: number): number => inProblemUnits(inner, whole, upstream, statistics);
  const direct = term(g[row] / upstream.unit);
  return moves(problem, column)(row) ? [direct, term(-upstream.gbar.hi), term(-xhat * upstream.c.hi)] : [direct, 0, 0];
}
