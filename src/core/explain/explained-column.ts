/**
 * One column of a problem, taken apart: what the derivation of docs/article.md needs to be filled with its numbers. All
 * is per set (src/core/sets.ts): the whole column, or one part of it.
 */
import {
  batchnormBackward,
  batchnormForward,
  gatherUpstream,
  upstreamStatistics,
  type BatchnormCache,
} from "../batchnorm/batchnorm";
import { largestMagnitude } from "../batchnorm/largest-magnitude";
import { columnsProblem } from "../batchnorm/columns";
import { degreesOf, slopeOf } from "../conventions";
import { itemAt, numberAt } from "../item-at";
import type { Problem } from "../problem";
import type { RowSet } from "../sets";

/** A set and its statistics, in the problem's units. */
export interface ExplainedSet extends RowSet {
  readonly mean: number;
  readonly variance: number;
  readonly r: number; // 1 / sqrt(v + eps)
  /** r = scaledR / unit, a power of two: it may leave the range of doubles where gamma r does not. */
  readonly scaledR: number;
  readonly unit: number;
  readonly gbar: number; // sum(dout) / M, also where the mean does not depend on x
  /** sum(dout xhat) / M, or / (M - 1), likewise; with eps outside the root times (sqrt(v) + eps) / sqrt(v). */
  readonly c: number;
  /** gbar and c in units of `upstreamUnit`, a power of two, as the backward takes them; 0 in evaluation. */
  readonly paths: { readonly gbar: number; readonly c: number };
  readonly upstreamUnit: number;
  readonly sumXhat: number; // sum(dout xhat): this set's share of dgamma
  /** d mu / d x of a member: 1/M; 0 in evaluation. */
  readonly perMean: number;
  /**
   * What turns a sum over the set into c and a product xhat_i xhat_l into the variance path: 1/M, or 1/(M - 1); with eps
   * outside the root times (sqrt(v) + eps) / sqrt(v). 0 in evaluation.
   */
  readonly perC: number;
  /** d v / d x of a member is this times x - mu: 2/M, or 2/(M - 1); 0 in evaluation. */
  readonly perVariance: number;
}

export interface ExplainedColumn {
  readonly column: number; // k, in the problem
  /** The column as a problem of its own. */
  readonly problem: Problem;
  readonly cache: BatchnormCache;
  readonly gamma: number;
  readonly x: Float64Array; // (N)
  readonly xhat: Float64Array; // (N)
  readonly largestXhat: Float64Array; // (sets) largest |xhat| of each
  readonly out: Float64Array; // (N) through the activation
  readonly dout: Float64Array; // (N) as given
  readonly through: Float64Array; // (N) dout as the activation hands it on
  /** (N) What the activation multiplies by: d out_i is slope_i d y_i. 1 everywhere without one. */
  readonly slope: Float64Array;
  readonly dx: Float64Array; // (N)
  readonly dgamma: number;
  readonly dbeta: number;
  readonly sets: readonly ExplainedSet[];
  /** Whether mean and variance depend on x of this row: not in evaluation, nor where a mask is 0. */
  readonly moves: (row: number) => boolean;
}

/** Takes column k of a problem apart. */
export function explainColumn(whole: Problem, k: number): ExplainedColumn {
  const problem = columnsProblem(whole, k, k + 1);
  const { out, cache } = batchnormForward(problem);
  const { dx, dgamma, dbeta } = batchnormBackward(problem.dout, cache);
  const N = problem.layout.rows;
  // The single column of a problem stands in the order of its rows.
  const [x, dout] = [Float64Array.from(problem.x), Float64Array.from(problem.dout)];
  const through = gatherUpstream(problem.dout, cache, 0, new Float64Array(N));
  const below = slopeOf(problem);
  const xhat = new Float64Array(N);
  const statistics = itemAt(cache.columns, 0);
  const isTraining = problem.mode === "train";
  const sets = problem.sets.map((set, s): ExplainedSet => {
    const { from, to, members } = set;
    const { unit, m, delta, v, r, perC } = itemAt(statistics, s);
    for (let i = from; i < to; i++) xhat[i] = (numberAt(x, i) / unit - m - delta.hi) * r.hi;
    const upstream = upstreamStatistics(itemAt(statistics, s), x.subarray(from, to), through.subarray(from, to));
    const degrees = degreesOf(problem.variance, members);
    const [gbar, c] = isTraining ? [upstream.gbar, upstream.c] : [upstream.sum, upstream.sumXhat];
    const share = isTraining ? upstream.unit : upstream.unit / members;
    return {
      ...set,
      mean: (m + delta.hi) * unit,
      variance: v.hi * unit * unit,
      r: r.hi / unit,
      scaledR: r.hi,
      unit,
      gbar: gbar.hi * share,
      c: c.hi * share,
      paths: { gbar: upstream.gbar.hi, c: upstream.c.hi },
      upstreamUnit: upstream.unit,
      sumXhat: upstream.sumXhat.hi * upstream.unit,
      perMean: isTraining ? 1 / members : 0,
      perC: isTraining ? perC.hi : 0,
      perVariance: isTraining ? 2 / degrees : 0,
    };
  });
  const { mode, mask } = problem;
  return {
    column: k,
    problem,
    cache,
    gamma: numberAt(problem.gamma, 0),
    x,
    xhat,
    largestXhat: Float64Array.from(sets, ({ from, to }) => largestMagnitude(xhat.subarray(from, to))),
    out,
    dout,
    through,
    slope: out.map((value) => (value <= 0 ? below : 1)),
    dx,
    dgamma: numberAt(dgamma, 0),
    dbeta: numberAt(dbeta, 0),
    sets,
    moves: (row) => mode === "train" && mask?.[row] !== 0,
  };
}

/** x - mu of a row, without the rounding of the mean. */
export function centred({ x, cache }: ExplainedColumn, set: number, row: number): number {
  const { unit, m, delta } = itemAt(itemAt(cache.columns, 0), set);
  return (numberAt(x, row) / unit - m - delta.hi) * unit;
}
