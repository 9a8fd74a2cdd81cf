/** What both precisions share: statistics of a column of x, and sums over the same column of dout. */
import { gatherColumn } from "./column";
import { dd, divide, multiply, subtract, Sum, twoDiff, type DD } from "../arithmetic/dd";
import { offsetOf } from "../layout";
import type { Problem } from "../problem";
import { batchStatistics, givenStatistics, unitOf, type ColumnStatistics } from "./statistics";

/** What the backward pass needs of the forward. */
export interface BatchnormCache {
  /** x, gamma, dout and the mode are read again; nothing of the size of x is copied. */
  readonly problem: Problem;
  /** (D) mean as m + delta, v and r: recomputing them would cost two more passes over x. */
  readonly columns: readonly ColumnStatistics[];
  /** (N,D) kept because ReLU lets a gradient pass exactly where out > 0. */
  readonly out: Float64Array;
}

/** Sums over a column of dout that the backward pass needs; dout in units of `unit`, after ReLU's mask. */
export interface UpstreamStatistics {
  readonly unit: number; // a power of two, 1 for ordinary data
  readonly sum: DD; // sum dout = dbeta
  readonly sumXhat: DD; // sum dout xhat = dgamma
  readonly gbar: DD; // mean(dout); 0 in evaluation, where the mean does not depend on x
  readonly c: DD; // mean(dout xhat); 0 in evaluation likewise
}

/** Statistics of column k: the batch's in training, the running ones in evaluation. */
export function columnStatistics(problem: Problem, k: number, x: Float64Array): ColumnStatistics {
  const { mode, running, eps } = problem;
  if (mode === "train") return batchStatistics(x, eps);
  if (!running) throw new Error("expected running statistics in evaluation mode, got none");
  return givenStatistics(running.mean[k], running.variance[k], eps);
}

/** Column k of dout (N), with 0 where ReLU stopped the signal. At a tie, out = 0, ReLU's derivative is taken as 0. */
export function gatherUpstream(
  dout: Problem["dout"],
  cache: BatchnormCache,
  k: number,
  target: Float64Array,
): Float64Array {
  return maskUpstream(cache, k, gatherColumn(cache.problem.layout, dout, k, target));
}

/** Puts 0 into column k of dout (N) where ReLU stopped the signal. */
export function maskUpstream({ problem, out }: BatchnormCache, k: number, column: Float64Array): Float64Array {
  if (problem.activation === "relu") {
    for (let i = 0; i < column.length; i++) {
      if (out[offsetOf(problem.layout, i, k)] <= 0) column[i] = 0; // written so that NaN passes on
    }
  }
  return column;
}

/** Double-double sums over a column: x (N) and upstream g (N), the latter after ReLU's mask. */
export function upstreamStatistics(
  problem: Problem,
  column: ColumnStatistics,
  x: Float64Array,
  g: Float64Array,
): UpstreamStatistics {
  const N = x.length;
  let largest = 0;
  for (let i = 0; i < N; i++) largest = Math.max(largest, Math.abs(g[i]));
  const unit = unitOf(largest, false, 0);
  const sum = new Sum();
  const sumD = new Sum(); // of dout (x - mu)
  for (let i = 0; i < N; i++) {
    const gi = g[i] / unit;
    const d = subtract(twoDiff(x[i] / column.unit, column.m), column.delta);
    sum.add(gi);
    sumD.addProduct(gi, d.hi, d.lo);
  }
  const total = sum.value();
  const sumXhat = Number.isFinite(total.hi) ? multiply(sumD.value(), column.r) : dd(NaN);
  const training = problem.mode === "train";
  return {
    unit,
    sum: total,
    sumXhat,
    gbar: training ? divideBy(total, N) : dd(0),
    c: training ? divideBy(sumXhat, N) : dd(0),
  };
}

function divideBy(a: DD, N: number): DD {
  return Number.isFinite(a.hi) ? divide(a, dd(N)) : dd(a.hi / N);
}

/** ReLU in place; NaN stays. */
export function rectify(y: Float64Array): void {
  for (let i = 0; i < y.length; i++) if (y[i] <= 0) y[i] = 0;
}
