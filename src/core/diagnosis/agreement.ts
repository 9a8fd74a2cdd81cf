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

/**
 * terms: sum of the magnitudes that the exact value is the (cancelling) sum of; kappa: the loss that an offset of x
 * costs careful arithmetic, squared for a variance computed as mean(x^2) - mean(x)^2.
 */
export function allowance(held: Held, N: number, exact: number, terms: number, kappa: number): Allowance {
  const steps = stepsOf(held, N) * terms;
  const rounding = resolution(held, exact);
  const sure = rounding + steps * kappa;
  return { careful: rounding + steps, sure, unsure: sure + 4 * (steps * kappa * kappa + roundoff(held) * terms) };
}

/** Rounding of a sum of N terms, in units of the terms: careful summation loses less, a plain loop about as much. */
function stepsOf(held: Held, N: number): number {
  return (8 + Math.sqrt(N)) * arithmetic(held);
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
  if (given === exact || (Number.isNaN(given) && Number.isNaN(exact)))
    return { state: "agrees", error: 0, careful: true };
  if (held.dtype !== "float64" && given === roundTo(exact, held.dtype))
    return { state: "agrees", error: 0, careful: true };
  if (!Number.isFinite(given)) return { state: "wrong", error: NaN, careful: false };
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
  const error = new Float64Array(exact.length);
  const tally = new Tally();
  if (name === "dx") compareDx(s, gradients.dx, candidate, held, tally, error);
  else {
    for (let k = 0; k < s.D; k++) {
      const terms = name === "dgamma" ? s.sums[k] : s.sumsBeta[k];
      const allowed = allowance(held, s.N, exact[k], terms, name === "dgamma" ? s.kappa[k] : 1);
      const judged = judge(held, candidate.values[k], exact[k], terms, allowed);
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
  tally: Tally,
  error: Float64Array,
): void {
  const { layout } = s.problem;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(s.N);
  const expected = new Float64Array(s.N);
  const errors = new Float64Array(s.N);
  const steps = stepsOf(held, s.N);
  for (let k = 0; k < s.D; k++) {
    const { g, xhat } = read(k);
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
      const judged = judge(held, given[i], expected[i], terms, allowance(held, s.N, expected[i], terms, s.kappa[k]));
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
