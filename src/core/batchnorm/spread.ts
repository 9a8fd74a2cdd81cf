/**
 * How wide a column is, in plain float64: what steps, scales and units of a probe need. Gradients are made of the
 * statistics in statistics.ts, which are good to the last place.
 */
import type { Problem } from "../problem";
import { unitOf } from "./statistics";

/** In units of `unit`, a power of two: 1 for ordinary data. */
export interface Spread {
  readonly unit: number;
  readonly origin: number; // what columns are shifted by: their first element; in evaluation, the running mean
  readonly mean: number; // of the shifted column
  readonly s: number; // sqrt(v + eps); NaN when a value of the column is not finite
}

/** Spread of column k, whose values are x (N): the batch's own in training, the running one in evaluation. */
export function spreadOf({ mode, running, eps }: Problem, k: number, x: Float64Array): Spread {
  if (mode === "train") return batchSpread(x, eps);
  if (!running) throw new Error("expected running statistics in evaluation mode, got none");
  const variance = running.variance[k];
  const unit = variance > 0 ? unitOf(Math.sqrt(variance), false, eps) : 1;
  return { unit, origin: running.mean[k] / unit, mean: 0, s: lengthOf(variance / unit / unit, eps, unit) };
}

function batchSpread(x: Float64Array, eps: number): Spread {
  const N = x.length;
  let largest = 0;
  let constant = true;
  for (let i = 0; i < N; i++) {
    largest = Math.max(largest, Math.abs(x[i])); // NaN stays
    constant &&= x[i] === x[0];
  }
  if (!Number.isFinite(largest)) return { unit: 1, origin: NaN, mean: NaN, s: NaN };
  const unit = unitOf(largest, constant, eps);
  const inverse = 1 / unit;
  const origin = x[0] * inverse;
  let mean = 0;
  for (let i = 0; i < N; i++) mean += x[i] * inverse - origin;
  mean /= N;
  let v = 0;
  for (let i = 0; i < N; i++) v += (x[i] * inverse - origin - mean) ** 2;
  return { unit, origin, mean, s: lengthOf(v / N, eps, unit) };
}

/** sqrt(v + eps) in the unit that v is in. Beside an eps that is beyond the range of doubles there v is nothing. */
function lengthOf(v: number, eps: number, unit: number): number {
  const scaled = eps / unit / unit;
  return Number.isFinite(scaled) ? Math.sqrt(v + scaled) : Math.sqrt(eps) / unit;
}
