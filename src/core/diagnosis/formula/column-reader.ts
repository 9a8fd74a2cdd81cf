import { gatherColumn } from "../../batchnorm/column";
import { slopeAt } from "../../activation/acting";
import { isActivated, piecesOf } from "../../activation/pieces";
import type { Problem } from "../../problem";

/**
 * Which elements of dout an activation lets through whole; the others times its slope. "correct" is out > 0; "closed" the
 * same, with nothing of the others.
 */
export type Mask = "correct" | "omitted" | "x" | "xhat" | "ties" | "closed";

/** One column of a problem of a single set, copied out of the tensor's layout. The arrays are used again for the next column. */
export interface Column {
  readonly x: Float64Array; // (N)
  readonly dout: Float64Array; // (N) as given
  readonly g: Float64Array; // (N) dout through the activation; the same numbers as dout without one
  readonly xhat: Float64Array; // (N) centred and scaled by the batch's statistics
  mean: number; // of the batch, rounded
  rest: number; // what that rounding left: the mean is mean + rest
  variance: number; // of the batch, with the problem's denominator
}

interface Centre {
  readonly mean: number;
  readonly rest: number;
  readonly variance: number;
}

/** M, or M - 1 of an unbiased variance: what its sum of squares is divided by. */
export function degreesOf({ sets, variance }: Pick<Problem, "sets" | "variance">): number {
  const [{ members: M }] = sets;
  return variance === "unbiased" && M > 1 ? M - 1 : M;
}

/**
 * Mean and variance of the rows of a column that make them, and all its values centred. The rounding of the mean is kept: d = x - fl(mean) is
 * centred a second time, so that an offset of 1e15 standard deviations costs nothing. Squares are taken of d / max|d|,
 * so that they neither overflow nor vanish.
 */
function centre(x: Float64Array, into: Float64Array, problem: Problem): Centre {
  const { mask } = problem;
  const n = x.length;
  const [{ members: M }] = problem.sets;
  const inverse = 1 / M;
  let mean = 0;
  for (let i = 0; i < n; i++) if (mask?.[i] !== 0) mean += x[i] * inverse;
  let rest = 0;
  for (let i = 0; i < n; i++) if (mask?.[i] !== 0) rest += x[i] - mean;
  rest /= M;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    into[i] = x[i] - mean - rest;
    if (mask?.[i] !== 0) largest = Math.max(largest, Math.abs(into[i]));
  }
  if (!(largest > 0) || !Number.isFinite(largest)) return { mean, rest, variance: largest * largest };
  let squares = 0;
  for (let i = 0; i < n; i++) {
    if (mask?.[i] === 0) continue;
    const d = into[i] / largest;
    squares += d * d;
  }
  return { mean, rest, variance: (squares / degreesOf(problem)) * largest * largest };
}

/** What a variance divides by: sqrt(v + eps), or sqrt(v) + eps. */
export function rootOf({ eps, epsPlacement }: Pick<Problem, "eps" | "epsPlacement">, variance: number): number {
  return epsPlacement === "outside" ? Math.sqrt(variance) + eps : Math.sqrt(variance + eps);
}

/** Mean (rounded, and what the rounding left) and variance of every column: (D) each. */
export interface Centres {
  readonly means: Float64Array;
  readonly rests: Float64Array;
  readonly variances: Float64Array;
}

/**
 * Reads columns one after the other into the same buffers, with dout masked as `mask` says. Centres that are known
 * already save half of the work.
 */
export function createColumnReader(
  problem: Problem,
  mask: Mask = "correct",
  known?: Centres,
): (column: number) => Column {
  const { rows } = problem.layout;
  const column: Column = {
    x: new Float64Array(rows),
    dout: new Float64Array(rows),
    g: new Float64Array(rows),
    xhat: new Float64Array(rows),
    mean: 0,
    rest: 0,
    variance: 0,
  };
  const pieces = piecesOf(problem);
  const masked = isActivated(problem) && mask !== "omitted";
  const slope = slopeAt(problem);
  return (k) => {
    const { x, dout, g, xhat } = column;
    gatherColumn(problem.layout, problem.x, k, x);
    gatherColumn(problem.layout, problem.dout, k, dout);
    const found = known ? centred(known, k, x, xhat) : centre(x, xhat, problem);
    column.mean = found.mean;
    column.rest = found.rest;
    column.variance = found.variance;
    const r = 1 / rootOf(problem, found.variance);
    // A constant column with eps = 0: r is infinite, and its centred values, all 0, stay 0.
    for (let i = 0; i < rows; i++) xhat[i] = xhat[i] === 0 ? 0 : xhat[i] * r;
    g.set(dout);
    // Of the masks that are mistakes only those of a ReLU are tried.
    if (masked && pieces?.top === Infinity) {
      const passes = maskTest(problem, mask, k, column);
      const below = mask === "closed" ? 0 : pieces.below;
      for (let i = 0; i < rows; i++) if (!passes(i)) g[i] = below === 0 ? 0 : below * g[i];
    } else if (masked) {
      const y = outOf(problem, k, xhat, x);
      for (let i = 0; i < rows; i++) g[i] *= slope(y(i));
    }
    return column;
  };
}

function centred(known: Centres, k: number, x: Float64Array, into: Float64Array): Centre {
  const mean = known.means[k];
  const rest = known.rests[k];
  for (let i = 0; i < x.length; i++) into[i] = x[i] - mean - rest;
  return { mean, rest, variance: known.variances[k] };
}

/** Which rows a mask lets through. A NaN passes nowhere but counts as wrong elsewhere. */
function maskTest(problem: Problem, mask: Mask, k: number, { x, xhat }: Column): (row: number) => boolean {
  const out = outOf(problem, k, xhat, x);
  switch (mask) {
    case "x":
      return (i) => x[i] > 0;
    case "xhat":
      return (i) => normalised(problem, k, xhat, x, i) > 0;
    case "ties":
      return (i) => out(i) >= 0;
    case "correct":
    case "closed":
    case "omitted":
      return (i) => out(i) > 0;
  }
}

/** xhat as the forward uses it: with the batch's statistics in training, the running ones in evaluation. */
function normalised(problem: Problem, k: number, xhat: Float64Array, x: Float64Array, i: number): number {
  const { mode, running } = problem;
  if (mode === "train" || !running) return xhat[i];
  return (x[i] - running.mean[k]) / rootOf(problem, running.variance[k]);
}

/** out before the ReLU, of one column. */
function outOf(problem: Problem, k: number, xhat: Float64Array, x: Float64Array): (row: number) => number {
  return (i) => problem.gamma[k] * normalised(problem, k, xhat, x, i) + problem.beta[k];
}
