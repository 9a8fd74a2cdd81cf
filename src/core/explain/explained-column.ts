/**
 * One column of a problem, taken apart: what the derivation of docs/article.md needs to be filled with its numbers. All
 * is per set (src/core/sets.ts): the whole column, or one part of it. In other layers than batch norm the column is one of
 * the layer's sets, gamma may be another number in each of its rows, and u = gamma dout stands in both means.
 */
import {
  batchnormBackward,
  batchnormForward,
  gatherUpstream,
  upstreamStatistics,
  type BatchnormCache,
} from "../batchnorm/batchnorm";
import { smoothOf } from "../activation/smooth";
import { weigh, type Upstream } from "../batchnorm/affine";
import { gatherAffine } from "../batchnorm/affine-rows";
import { largestMagnitude } from "../batchnorm/largest-magnitude";
import { columnsProblem } from "../batchnorm/columns";
import type { SetStatistics } from "../batchnorm/statistics";
import { moves, throughActivation, type UpstreamStatistics } from "../batchnorm/upstream";
import { degreesOf } from "../conventions";
import { itemAt, numberAt } from "../item-at";
import { isCentred } from "../normalization-layer";
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
  readonly gbar: number; // sum(dout) / M, also where the mean does not depend on x; of other layers ubar = sum(u) / M
  /** sum(dout xhat) / M, or / (M - 1), likewise; with eps outside the root times (sqrt(v) + eps) / sqrt(v). Else of u. */
  readonly c: number;
  readonly sumU: number; // of u = gamma dout
  readonly sumUXhat: number; // of u xhat
  /** r, and the means as the backward takes them: in units, and 0 where they do not depend on x. */
  readonly statistics: SetStatistics;
  readonly upstream: UpstreamStatistics;
  /** d mu / d x of a member: 1/M; 0 in evaluation, and in RMS norm, whose mu is 0. */
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
  readonly gamma: Float64Array; // (N) what acts on each row: the same number in all of them, where it stands in front
  readonly beta: Float64Array; // (N)
  readonly x: Float64Array; // (N)
  readonly xhat: Float64Array; // (N)
  readonly largestXhat: Float64Array; // (sets) largest |xhat| of each
  readonly out: Float64Array; // (N) through the activation
  readonly dout: Float64Array; // (N) as given
  /** dout as the activation hands it on, in front of it gamma; or, where gamma varies, u. */
  readonly weighed: Upstream;
  /** (N) What the activation multiplies by: d out_i is slope_i d y_i. 1 everywhere without one. */
  readonly slope: Float64Array;
  readonly dx: Float64Array; // (N)
  readonly dgamma: Float64Array; // (N) of the gamma that acts on each row: what this column adds to it
  readonly dbeta: Float64Array; // (N)
  readonly sets: readonly ExplainedSet[];
  /** Whether mean and variance depend on x of this row: not in evaluation, nor where a mask is 0. */
  readonly moves: (row: number) => boolean;
}

/** Takes column k of a problem apart. */
export function explainColumn(whole: Problem, k: number): ExplainedColumn {
  const problem = columnsProblem(whole, k, k + 1);
  const { layout } = problem;
  const { out, cache } = batchnormForward(problem);
  const { dx, dgamma, dbeta } = batchnormBackward(problem.dout, cache);
  const N = layout.rows;
  // The single column of a problem stands in the order of its rows.
  const [x, dout] = [Float64Array.from(problem.x), Float64Array.from(problem.dout)];
  const lost = smoothOf(problem) && new Float64Array(N);
  const weighed = weigh(problem, 0, gatherUpstream(problem.dout, cache, 0, new Float64Array(N), lost), lost);
  const ofRows = (values: Float64Array): Float64Array => gatherAffine(layout, values, 0, new Float64Array(N));
  const xhat = new Float64Array(N);
  const sets = problem.sets.map((set, s): ExplainedSet => {
    const { from, to } = set;
    const statistics = itemAt(itemAt(cache.columns, 0), s);
    const { unit, m, delta, r } = statistics;
    for (let i = from; i < to; i++) xhat[i] = (numberAt(x, i) / unit - m - delta.hi) * r.hi;
    const { u, low } = weighed;
    const [rows, ofSet] = [x.subarray(from, to), (values: Float64Array) => values.subarray(from, to)];
    return explainedSet(
      problem,
      set,
      statistics,
      upstreamStatistics(statistics, rows, ofSet(u), low && ofSet(low)),
      weighed,
    );
  });
  return {
    column: k,
    problem,
    cache,
    gamma: ofRows(problem.gamma),
    beta: ofRows(problem.beta),
    x,
    xhat,
    largestXhat: Float64Array.from(sets, ({ from, to }) => largestMagnitude(xhat.subarray(from, to))),
    out,
    dout,
    weighed,
    slope: throughActivation(cache, 0, new Float64Array(N).fill(1), lost && new Float64Array(N)),
    dx,
    dgamma: ofRows(dgamma),
    dbeta: ofRows(dbeta),
    sets,
    moves: moves(problem, 0),
  };
}

/** What a set has in the problem's units. */
function explainedSet(
  { mode, norm, variance }: Problem,
  set: RowSet,
  statistics: SetStatistics,
  upstream: UpstreamStatistics,
  { front, units }: Upstream,
): ExplainedSet {
  const { unit, m, delta, v, r, perC } = statistics;
  const { members } = set;
  const isTraining = mode === "train";
  const hasMean = isCentred({ norm });
  const weighed = (value: number): number => value * upstream.unit * front * units[0] * units[1];
  // The article's gbar and c are means of dout.
  const shown = norm === "batch" ? (value: number): number => value * upstream.unit : weighed;
  const constant = { gbar: upstream.sum.hi / members, c: upstream.sumXhat.hi / members };
  const gbar = isTraining && hasMean ? upstream.gbar.hi : constant.gbar;
  const c = isTraining ? upstream.c.hi : constant.c;
  return {
    ...set,
    mean: hasMean ? (m + delta.hi) * unit : 0,
    variance: v.hi * unit * unit,
    r: r.hi / unit,
    scaledR: r.hi,
    unit,
    gbar: shown(gbar),
    c: shown(c),
    sumU: weighed(upstream.sum.hi),
    sumUXhat: weighed(upstream.sumXhat.hi),
    statistics,
    upstream,
    perMean: isTraining && hasMean ? 1 / members : 0,
    perC: isTraining ? perC.hi : 0,
    perVariance: isTraining ? 2 / degreesOf(variance, members) : 0,
  };
}

/** x - mu of a row, without the rounding of the mean. */
export function centred({ x, cache }: ExplainedColumn, set: number, row: number): number {
  const { unit, m, delta } = itemAt(itemAt(cache.columns, 0), set);
  return (numberAt(x, row) / unit - m - delta.hi) * unit;
}
