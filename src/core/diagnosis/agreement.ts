import { scatterColumn, gatherColumn } from "../column";
import type { Gradients } from "../gradients";
import { indexAt, offsetOf } from "../layout";
import type { Tensor } from "../tensor";
import { roundTo } from "../ulp";
import type { CheckedTensor, GradientName } from "../verdict";
import { createColumnReader } from "./columns";
import { arithmetic, resolution, roundoff, type Held } from "./held";
import type { Statistics } from "./statistics";

/**
 * How far from the exact value a cell of the candidate may be. Up to `sure` it agrees; up to `unsure` it is doubtful:
 * honest arithmetic of the candidate's dtype may have lost that much; beyond, it is wrong.
 */
export interface Allowance {
  readonly careful: number; // where the rounding of x - mu is kept
  readonly sure: number;
  readonly unsure: number;
}

/** What a cell is made of, and what may disturb it; all in the cell's own unit. */
export interface Magnitudes {
  readonly terms: number; // sum of the magnitudes that the exact value is the (cancelling) sum of
  readonly slack: number; // what a unit of roundoff in the mean of x does to the cell, in units of roundoff
  readonly offset: number; // |mu| r; a variance computed as mean(x^2) - mean(x)^2 loses as much again
  readonly flips: number; // change of the cell when the ReLU decides the other way at values of out that rounding reaches
}

export function allowance(
  held: Held,
  N: number,
  exact: number,
  { terms, slack, offset, flips }: Magnitudes,
): Allowance {
  const steps = stepsOf(held, N);
  const rounding = resolution(held, exact);
  const sure = rounding + steps * (terms + slack);
  const careless = 4 * (steps * (terms + slack) * (1 + offset) + roundoff(held) * terms);
  return { careful: rounding + steps * terms, sure, unsure: sure + careless + flips };
}

/** Rounding of a sum of N terms, in units of the terms: careful summation loses less, a plain loop about as much. */
export function stepsOf(held: Held, N: number): number {
  return (8 + Math.sqrt(N)) * arithmetic(held);
}

/** Of a cell of dgamma or dbeta. */
export function vectorMagnitudes(s: Statistics, name: "dgamma" | "dbeta", k: number, ties?: Ties): Magnitudes {
  return name === "dgamma"
    ? {
        terms: s.sums[k],
        slack: s.offset[k] * s.sumsBeta[k],
        offset: s.offset[k],
        flips: ties?.products[k] ?? 0,
      }
    : { terms: s.sumsBeta[k], slack: 0, offset: 0, flips: ties?.sums[k] ?? 0 };
}

/** Of a cell of dx with this |xhat|: rounding the mean shifts xhat, which stands in the variance path twice. */
export function slackOf(s: Statistics, k: number, xhat: number, steps: number): number {
  if (!s.training) return 0;
  const { offset, sums, sumsBeta, N } = s;
  const shift = offset[k];
  return (Math.abs(s.gamma[k] * s.r[k]) * shift * (sums[k] + (Math.abs(xhat) + steps * shift) * sumsBeta[k])) / N;
}

/** Values of out so near to 0 that rounding may open or close the ReLU there: sums of |dout| and |dout * xhat|. */
interface Ties {
  readonly sums: Float64Array; // (D)
  readonly products: Float64Array; // (D)
  readonly isNear: (k: number, xhat: number, x: number) => boolean;
}

function findTies(s: Statistics, held: Held): Ties | undefined {
  if (s.problem.activation !== "relu") return undefined;
  const { gamma, beta, offset, N, D } = s;
  const steps = 4 * stepsOf(held, N);
  const short = held.dtype === "float64" ? "float32" : "bfloat16";
  const isNear = (k: number, xhat: number, x: number): boolean => {
    if (!Number.isFinite(s.r[k])) return true; // a constant column with eps = 0: out is not a number
    // A short number that the whole column repeats has an exact mean in any arithmetic: the tie is one for everybody.
    if (xhat === 0 && beta[k] === 0 && roundTo(x, short) === x) return false;
    const size = Math.abs(gamma[k]) * (Math.abs(xhat) + offset[k]) + Math.abs(beta[k]);
    return !(Math.abs(gamma[k] * xhat + beta[k]) > steps * size) && size !== 0; // so that NaN is near
  };
  const sums = new Float64Array(D);
  const products = new Float64Array(D);
  const read = createColumnReader(s.problem, s.mask, s.centres);
  for (let k = 0; k < D; k++) {
    const { x, dout, xhat } = read(k);
    for (let i = 0; i < N; i++) {
      if (!isNear(k, xhat[i], x[i])) continue;
      sums[k] += Math.abs(dout[i]);
      products[k] += Math.abs(dout[i] * xhat[i]);
    }
  }
  return { sums, products, isNear };
}

export interface Agreement {
  readonly checked: CheckedTensor;
  /** Offset of the worst cell; the numbers there. */
  readonly worst: { readonly offset: number; readonly given: number; readonly expected: number };
  /** Every cell is as good as careful arithmetic makes it, whatever the offset of x. */
  readonly careful: boolean;
}

interface Judged {
  readonly state: "agrees" | "doubtful" | "wrong";
  readonly error: number; // relative; NaN when it cannot be told
  readonly careful: boolean; // the offset of x cost nothing
}

/** Relative error has a floor: a denominator below this share of the cell's terms is raised to it. */
const FLOOR = 1e-3;

function relativeError(distance: number, given: number, exact: number, terms: number): number {
  return distance / Math.max(Math.abs(given), Math.abs(exact), FLOOR * terms);
}

function judge(held: Held, given: number, exact: number, terms: number, allowed: Allowance): Judged {
  // Where the exact value is not a number or infinite, arithmetic of any order ends in one or the other.
  if (given === exact || (!Number.isFinite(given) && !Number.isFinite(exact)))
    return { state: "agrees", error: 0, careful: true };
  if (held.dtype !== "float64" && given === roundTo(exact, held.dtype))
    return { state: "agrees", error: 0, careful: true };
  if (!Number.isFinite(given)) {
    // Infinite only means: beyond the dtype's largest number, which rounding may have reached.
    const reached = roundTo(exact + Math.sign(given) * allowed.unsure, held.dtype) === given;
    return { state: reached ? "doubtful" : "wrong", error: NaN, careful: false };
  }
  if (!Number.isFinite(exact)) return { state: "doubtful", error: NaN, careful: false };
  const distance = Math.abs(given - exact);
  const error = relativeError(distance, given, exact, terms);
  const { sure, unsure, careful } = allowed;
  const state = distance <= sure ? "agrees" : distance <= unsure ? "doubtful" : "wrong";
  return { state, error, careful: distance <= careful };
}

/** Counts cells and keeps the worst: a wrong one before a doubtful one, then by relative error, NaN before all. */
class Tally {
  readonly counts = { agrees: 0, doubtful: 0, wrong: 0 };
  largest = 0;
  incomparable = false;
  careful = true;
  offset = 0;
  private worst = -1;

  add(offset: number, state: Judged["state"], error: number, careful: boolean): void {
    this.careful &&= careful;
    this.counts[state]++;
    if (Number.isNaN(error)) this.incomparable = true;
    else if (error > this.largest) this.largest = error;
    const badness = (state === "wrong" ? 2e3 : state === "doubtful" ? 1e3 : 0) + (Number.isNaN(error) ? 999 : error);
    if (badness <= this.worst) return;
    this.worst = badness;
    this.offset = offset;
  }
}

/** Holds a candidate tensor against the exact gradient, cell by cell. */
export function compareCells(
  s: Statistics,
  gradients: Gradients,
  name: GradientName,
  candidate: Tensor,
  held: Held,
): Agreement {
  const exact = gradients[name];
  const error = new Float32Array(exact.length); // single precision: it is looked at, not computed with
  const tally = new Tally();
  const ties = findTies(s, held);
  if (name === "dx") compareDx(s, gradients.dx, candidate, held, ties, tally, error);
  else {
    for (let k = 0; k < s.D; k++) {
      const magnitudes = vectorMagnitudes(s, name, k, ties);
      const allowed = allowance(held, s.N, exact[k], magnitudes);
      const judged = judge(held, candidate.values[k], exact[k], magnitudes.terms, allowed);
      error[k] = judged.error;
      tally.add(k, judged.state, judged.error, judged.careful);
    }
  }
  const { offset } = tally;
  return {
    checked: {
      cells: exact.length,
      agreeing: tally.counts.agrees,
      doubtful: tally.counts.doubtful,
      wrong: tally.counts.wrong,
      maxRelativeError: tally.incomparable ? NaN : tally.largest,
      worst: name === "dx" ? indexAt(s.problem.layout.shape, offset) : [offset],
      error,
    },
    worst: { offset, given: candidate.values[offset], expected: exact[offset] },
    careful: tally.careful,
  };
}

function compareDx(
  s: Statistics,
  exact: Float64Array,
  candidate: Tensor,
  held: Held,
  ties: Ties | undefined,
  tally: Tally,
  error: Float32Array,
): void {
  const { layout } = s.problem;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(s.N);
  const expected = new Float64Array(s.N);
  const errors = new Float64Array(s.N);
  const steps = stepsOf(held, s.N);
  for (let k = 0; k < s.D; k++) {
    const { x, g, dout, xhat } = read(k);
    const scale = Math.abs(s.gamma[k] * s.r[k]);
    gatherColumn(layout, candidate.values, k, given);
    gatherColumn(layout, exact, k, expected);
    for (let i = 0; i < s.N; i++) {
      if (given[i] === expected[i]) {
        errors[i] = 0;
        tally.add(offsetOf(layout, i, k), "agrees", 0, true);
        continue;
      }
      const terms = termsOf(s, k, g[i], xhat[i]);
      // Most cells of a right gradient end here; the others are judged with more care.
      const distance = Math.abs(given[i] - expected[i]);
      if (distance <= steps * terms) {
        errors[i] = relativeError(distance, given[i], expected[i], terms);
        tally.add(offsetOf(layout, i, k), "agrees", errors[i], true);
        continue;
      }
      const paths = ties && s.training ? (ties.sums[k] + Math.abs(xhat[i]) * ties.products[k]) / s.N : 0;
      const flips = scale * (paths + (ties?.isNear(k, xhat[i], x[i]) ? Math.abs(dout[i]) : 0));
      const slack = slackOf(s, k, xhat[i], steps);
      const allowed = allowance(held, s.N, expected[i], { terms, slack, offset: s.offset[k], flips });
      const judged = judge(held, given[i], expected[i], terms, allowed);
      errors[i] = judged.error;
      tally.add(offsetOf(layout, i, k), judged.state, judged.error, judged.careful);
    }
    scatterColumn(layout, errors, k, error);
  }
}

/** |gamma r| (|g| + mean|g| + |xhat| mean|g xhat|): the magnitudes that a cell of dx is made of. */
export function termsOf(s: Statistics, k: number, g: number, xhat: number): number {
  const scale = Math.abs(s.gamma[k] * s.r[k]);
  if (!s.training) return scale * Math.abs(g);
  return scale * (Math.abs(g) + s.sumsBeta[k] / s.N + (Math.abs(xhat) * s.sums[k]) / s.N);
}
