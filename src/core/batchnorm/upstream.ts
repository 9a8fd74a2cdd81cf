/** What both precisions share: statistics of the sets of a column of x, and sums over the same sets of dout. */
import { gatherColumn } from "./column";
import { add, dd, divide, multiply, productError, Sum, type DD } from "../arithmetic/dd";
import { piecesOf, slopeOnPieces, type Pieces } from "../activation/pieces";
import { smoothOf, type SmoothActivation } from "../activation/smooth";
import { eachInFront } from "./before-activation";
import { offsetOf } from "../layout";
import type { Problem } from "../problem";
import { maskOf, type Masked, type RowSet } from "../sets";
import { batchStatistics, centre, givenStatistics, unitOf, type SetStatistics } from "./statistics";

/** What the backward pass needs of the forward. */
export interface BatchnormCache {
  /** x, gamma, dout and the mode are read again; nothing of the size of x is copied. */
  readonly problem: Problem;
  /** (D, sets) mean as m + delta, v and r: recomputing them would cost two more passes over x. */
  readonly columns: readonly (readonly SetStatistics[])[];
  /** (N,D) kept because ReLU lets a gradient pass exactly where out > 0; of a smooth activation x is read again. */
  readonly out: Float64Array;
}

/** Sums over a set of dout that the backward pass needs; dout in units of `unit`, through the activation. */
export interface UpstreamStatistics {
  readonly unit: number; // a power of two, 1 for ordinary data
  readonly sum: DD; // sum dout = dbeta, but for other sets of the column
  readonly sumXhat: DD; // sum dout xhat = dgamma, likewise
  readonly gbar: DD; // sum dout / M; 0 in evaluation, where the mean does not depend on x
  readonly c: DD; // mean(dout xhat); 0 in evaluation likewise
}

/** Statistics of column k, one for each set: the batch's in training, the running ones in evaluation. */
export function columnStatistics(problem: Problem, k: number, x: Float64Array): SetStatistics[] {
  const { mode, running, sets } = problem;
  if (mode === "train") return sets.map((set) => batchStatistics(membersOf(problem, k, set, x), problem));
  if (!running) throw new Error("expected running statistics in evaluation mode, got none");
  const given = givenStatistics(running.mean[k], running.variance[k], problem);
  return sets.map(() => given);
}

/** Those values of a column that make the statistics of a set. */
export function membersOf(problem: Masked, k: number, { from, to }: RowSet, x: Float64Array): Float64Array {
  const rows = x.subarray(from, to);
  const mask = maskOf(problem, k);
  return mask ? rows.filter((_, i) => mask[from + i] === 1) : rows;
}

/** Whether x of a row of column k moves the statistics of its set: not in evaluation, and not where a mask is 0. */
export function moves(problem: Masked & Pick<Problem, "mode">, k: number): (row: number) => boolean {
  if (problem.mode === "eval") return () => false;
  const mask = maskOf(problem, k);
  return mask ? (row) => mask[row] === 1 : () => true;
}

/**
 * Column k of dout (N), as the activation hands it on. At a tie, out = 0, ReLU's derivative is taken as 0. `low` (N) gets
 * what the slope of a leaky ReLU, or of a smooth activation, rounded away.
 */
export function gatherUpstream(
  dout: Problem["dout"],
  cache: BatchnormCache,
  k: number,
  target: Float64Array,
  low?: Float64Array,
): Float64Array {
  return throughActivation(cache, k, gatherColumn(cache.problem.layout, dout, k, target), low);
}

/** Multiplies column k of dout (N) by the activation's slope. */
export function throughActivation(
  cache: BatchnormCache,
  k: number,
  column: Float64Array,
  low?: Float64Array,
): Float64Array {
  low?.fill(0);
  const smooth = smoothOf(cache.problem);
  if (smooth) throughSmooth(smooth, cache, k, column, low);
  else throughPieces(piecesOf(cache.problem), cache, k, column, low);
  return column;
}

function throughPieces(
  pieces: Pieces | undefined,
  { problem, out }: BatchnormCache,
  k: number,
  column: Float64Array,
  low?: Float64Array,
): void {
  if (!pieces || pieces.below === 1) return;
  const { layout } = problem;
  for (let i = 0; i < column.length; i++) {
    const slope = slopeOnPieces(pieces, out[offsetOf(layout, i, k)]);
    if (slope === 1) continue;
    if (low) low[i] = lostBy(slope, column[i]);
    column[i] = slope === 0 ? 0 : slope * column[i]; // nothing passes a ReLU, not even infinity
  }
}

/** Slopes are those at gamma xhat + beta, which out of most of them does not tell. */
function throughSmooth(
  smooth: SmoothActivation,
  { problem, columns }: BatchnormCache,
  k: number,
  column: Float64Array,
  low?: Float64Array,
): void {
  eachInFront(problem, columns[k], k, (i, y) => {
    if (Number.isNaN(y.hi)) return;
    if (!low || !Number.isFinite(column[i])) {
      column[i] *= smooth.slope(y.hi, y.lo);
      return;
    }
    const unit = unitOf(Math.abs(column[i]), false, 0);
    const product = multiply(dd(column[i] / unit), smooth.preciseSlope(y));
    column[i] = product.hi * unit;
    low[i] = product.lo * unit;
  });
}

/** What the product of a slope and a value is rounded by. */
function lostBy(slope: number, value: number): number {
  if (slope === 0 || !Number.isFinite(value)) return 0;
  const unit = unitOf(Math.abs(value), false, 0);
  const scaled = value / unit;
  return productError(slope, scaled, slope * scaled) * unit;
}

/** Double-double sums over a set: x and upstream g (and what it was rounded by) of its rows, through the activation. */
export function upstreamStatistics(
  statistics: SetStatistics,
  x: Float64Array,
  g: Float64Array,
  low?: Float64Array,
): UpstreamStatistics {
  let largest = 0;
  for (let i = 0; i < g.length; i++) largest = Math.max(largest, Math.abs(g[i]));
  const unit = unitOf(largest, false, 0);
  const sum = new Sum();
  const sumD = new Sum(); // of dout (x - mu)
  for (let i = 0; i < x.length; i++) {
    const gi = g[i] / unit;
    const d = centre(x[i], statistics);
    sum.add(gi);
    sumD.addProduct(gi, d.hi, d.lo);
    if (!low) continue;
    sum.add(low[i] / unit);
    sumD.addProduct(low[i] / unit, d.hi, d.lo);
  }
  const total = sum.value();
  const sumXhat = Number.isFinite(total.hi) ? multiply(sumD.value(), statistics.r) : dd(NaN);
  const training = statistics.M !== Infinity;
  return {
    unit,
    sum: total,
    sumXhat,
    gbar: training && statistics.centred ? meanOf(total, statistics.M) : dd(0),
    c: training ? timesShare(sumXhat, statistics.perC) : dd(0),
  };
}

function meanOf(sum: DD, M: number): DD {
  return Number.isFinite(sum.hi) ? divide(sum, dd(M)) : dd(sum.hi / M);
}

function timesShare(sum: DD, share: DD): DD {
  return Number.isFinite(sum.hi) ? multiply(sum, share) : dd(sum.hi * share.hi);
}

/** A sum over all sets of a column, of what each has in a unit of its own; 0 over none. */
export function overSets(sets: readonly UpstreamStatistics[], of: "sum" | "sumXhat"): number {
  if (sets.length === 0) return 0;
  const unit = sets.reduce((largest, set) => Math.max(largest, set.unit), 0);
  const terms = sets.map((set): DD => {
    const ratio = set.unit / unit;
    return dd(set[of].hi * ratio, set[of].lo * ratio);
  });
  const total = terms.reduce(add).hi;
  // Error terms of infinities are NaN; plain arithmetic says which infinity it is.
  return unit * (Number.isFinite(total) ? total : terms.reduce((plain, { hi }) => plain + hi, 0));
}
