import { scatterColumn, gatherColumn } from "../column";
import type { Gradients } from "../gradients";
import { indexAt } from "../layout";
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
  readonly sure: number;
  readonly unsure: number;
}

/**
 * terms: sum of the magnitudes that the exact value is the (cancelling) sum of; kappa: the loss that an offset of x
 * costs careful arithmetic, squared for a variance computed as mean(x^2) - mean(x)^2.
 */
export function allowance(held: Held, N: number, exact: number, terms: number, kappa: number): Allowance {
  const steps = (8 + Math.sqrt(N)) * arithmetic(held) * terms;
  const sure = resolution(held, exact) + steps * kappa;
  return { sure, unsure: sure + 4 * (steps * kappa * kappa + roundoff(held) * terms) };
}

export interface Agreement {
  readonly checked: CheckedTensor;
  /** Offset of the worst cell; the numbers there. */
  readonly worst: { readonly offset: number; readonly given: number; readonly expected: number };
}

interface Judged {
  readonly state: "agrees" | "doubtful" | "wrong";
  readonly error: number;
  readonly excess: number; // error in units of what is sure; orders the cells from best to worst
}

/** Relative error has a floor: a denominator below this share of the cell's terms is raised to it. */
const FLOOR = 1e-3;

function judge(held: Held, given: number, exact: number, terms: number, { sure, unsure }: Allowance): Judged {
  if (given === exact || (Number.isNaN(given) && Number.isNaN(exact))) return { state: "agrees", error: 0, excess: 0 };
  if (held.dtype !== "float64" && given === roundTo(exact, held.dtype)) return { state: "agrees", error: 0, excess: 0 };
  if (Number.isFinite(given) && !Number.isFinite(exact)) return { state: "doubtful", error: NaN, excess: 1 };
  const distance = Math.abs(given - exact);
  const error = distance / Math.max(Math.abs(given), Math.abs(exact), FLOOR * terms);
  const excess = sure > 0 ? distance / sure : Infinity;
  if (distance <= sure) return { state: "agrees", error, excess };
  if (distance <= unsure) return { state: "doubtful", error, excess };
  return { state: "wrong", error: Number.isFinite(given) ? error : NaN, excess: Infinity };
}

class Tally {
  agreeing = 0;
  doubtful = 0;
  wrong = 0;
  largest = 0;
  incomparable = false;
  private worstExcess = -1;
  private worstError = -1;
  offset = 0;
  add(offset: number, { state, error, excess }: Judged): void {
    if (state === "agrees") this.agreeing++;
    else if (state === "doubtful") this.doubtful++;
    else this.wrong++;
    if (Number.isNaN(error)) this.incomparable = true;
    else this.largest = Math.max(this.largest, error);
    const rank = Number.isNaN(error) ? Infinity : error;
    if (excess > this.worstExcess || (excess === this.worstExcess && rank > this.worstError)) {
      this.worstExcess = excess;
      this.worstError = rank;
      this.offset = offset;
    }
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
      tally.add(k, judged);
    }
  }
  const { offset } = tally;
  return {
    checked: {
      cells: exact.length,
      agreeing: tally.agreeing,
      doubtful: tally.doubtful,
      wrong: tally.wrong,
      maxRelativeError: tally.incomparable ? NaN : tally.largest,
      worst: name === "dx" ? indexAt(s.problem.layout.shape, offset) : [offset],
      error,
    },
    worst: { offset, given: candidate.values[offset], expected: exact[offset] },
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
  const read = createColumnReader(s.problem, s.mask);
  const given = new Float64Array(s.N);
  const expected = new Float64Array(s.N);
  const errors = new Float64Array(s.N);
  for (let k = 0; k < s.D; k++) {
    const { g, xhat } = read(k);
    gatherColumn(layout, candidate.values, k, given);
    gatherColumn(layout, exact, k, expected);
    for (let i = 0; i < s.N; i++) {
      if (given[i] === expected[i]) {
        errors[i] = 0;
        tally.agreeing++;
        continue;
      }
      const terms = termsOf(s, k, g[i], xhat[i]);
      const judged = judge(held, given[i], expected[i], terms, allowance(held, s.N, expected[i], terms, s.kappa[k]));
      errors[i] = judged.error;
      tally.add(((i - (i % s.inner)) / s.inner) * s.D * s.inner + k * s.inner + (i % s.inner), judged);
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
