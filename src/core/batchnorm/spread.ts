/**
 * How wide a set is, in plain float64: what steps, scales and units of a probe need. Gradients are made of the
 * statistics in statistics.ts, which are good to the last place.
 */
import { degreesOf } from "../conventions";
import { isCentred } from "../normalization-layer";
import type { Problem } from "../problem";
import type { RowSet } from "../sets";
import { epsLengthOf, unitOf, type Normalisation } from "./statistics";
import { membersOf } from "./upstream";

/** In units of `unit`, a power of two: 1 for ordinary data. */
export interface Spread {
  readonly unit: number;
  readonly origin: number; // what the set is shifted by: its first member; in evaluation, the running mean
  readonly mean: number; // of the shifted set
  readonly v: number;
  readonly s: number; // sqrt(v + eps), or sqrt(v) + eps; NaN when a value of the set is not finite
}

/** Spread of a set of column k, whose values are x (N): the batch's own in training, the running one in evaluation. */
export function spreadOf(problem: Problem, k: number, set: RowSet, x: Float64Array): Spread {
  const { mode, running } = problem;
  if (mode === "train") return batchSpread(membersOf(problem, k, set, x), problem);
  if (!running) throw new Error("expected running statistics in evaluation mode, got none");
  const variance = running.variance[k];
  const unit = variance > 0 ? unitOf(Math.sqrt(variance), false, epsLengthOf(problem)) : 1;
  const v = variance / unit / unit;
  return { unit, origin: running.mean[k] / unit, mean: 0, v, s: lengthOf(v, problem, unit) };
}

function batchSpread(x: Float64Array, how: Normalisation): Spread {
  const M = x.length;
  let largest = 0;
  const centred = isCentred(how);
  let constant = centred;
  for (let i = 0; i < M; i++) {
    largest = Math.max(largest, Math.abs(x[i])); // NaN stays
    constant &&= x[i] === x[0];
  }
  if (!Number.isFinite(largest)) return { unit: 1, origin: NaN, mean: NaN, v: NaN, s: NaN };
  const unit = unitOf(largest, constant, epsLengthOf(how));
  const inverse = 1 / unit;
  const origin = centred ? x[0] * inverse : 0;
  let mean = 0;
  if (centred) for (let i = 0; i < M; i++) mean += x[i] * inverse - origin;
  mean /= M;
  let squares = 0;
  for (let i = 0; i < M; i++) squares += (x[i] * inverse - origin - mean) ** 2;
  const v = squares / degreesOf(how.variance, M);
  return { unit, origin, mean, v, s: lengthOf(v, how, unit) };
}

/** s in the unit that v is in. Beside an eps that is beyond the range of doubles there v is nothing. */
function lengthOf(v: number, { eps, epsPlacement }: Normalisation, unit: number): number {
  if (epsPlacement === "outside") return Math.sqrt(v) + eps / unit;
  const scaled = eps / unit / unit;
  return Number.isFinite(scaled) ? Math.sqrt(v + scaled) : Math.sqrt(eps) / unit;
}
