import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import { indexAt, offsetOf } from "../../layout";
import type { Tensor } from "../../tensor";
import { roundTo } from "../../ulp";
import type { CheckedTensor, GradientName } from "../../verdict";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { allowance, slackOf, stepsOf, termsOf, vectorMagnitudes, type Allowance, type Magnitudes } from "./allowance";
import type { GivenPrecision } from "./given-precision";
import { inputRounding, type InputRounding } from "./input-rounding";
import { findReluTies, type ReluTies } from "./relu-ties";

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

function judge(precision: GivenPrecision, given: number, exact: number, terms: number, allowed: Allowance): Judged {
  // Where the exact value is not a number or infinite, arithmetic of any order ends in one or the other.
  if (given === exact || (!Number.isFinite(given) && !Number.isFinite(exact)))
    return { state: "agrees", error: 0, careful: true };
  if (precision.dtype !== "float64" && !precision.printed && given === roundTo(exact, precision.dtype))
    return { state: "agrees", error: 0, careful: true };
  if (!Number.isFinite(given)) {
    // Infinite only means: beyond the dtype's largest number, which rounding may have reached.
    const reached = roundTo(exact + Math.sign(given) * allowed.unsure, precision.dtype) === given;
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

function multiplied({ terms, slack, offset, flips, inputs }: Magnitudes, factor: number): Magnitudes {
  const times = Math.abs(factor);
  return { terms: times * terms, slack: times * slack, offset, flips: times * flips, inputs: times * inputs };
}

/** Holds a candidate tensor against the exact gradient, cell by cell. */
export function compareCells(
  s: Statistics,
  gradients: Pick<Gradients, GradientName>,
  name: GradientName,
  candidate: Tensor,
  precision: GivenPrecision,
  factor?: Float64Array, // (D) of the exact gradient, when the candidate is held against a multiple
): Agreement {
  const exact = gradients[name];
  const error = new Float32Array(exact.length); // single precision: it is looked at, not computed with
  const tally = new Tally();
  const rounding = inputRounding(s, precision);
  const ties = findReluTies(s, precision, rounding);
  if (name === "dx") compareDx(s, gradients.dx, candidate, { precision, ties, rounding, tally, error, factor });
  else {
    for (let k = 0; k < s.D; k++) {
      const times = factor?.[k] ?? 1;
      const magnitudes = multiplied(vectorMagnitudes(s, name, k, ties, rounding), times);
      const allowed = allowance(precision, s.N, times * exact[k], magnitudes);
      const judged = judge(precision, candidate.values[k], times * exact[k], magnitudes.terms, allowed);
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

/** How dx is compared, and where the outcome goes. */
interface Comparing {
  readonly precision: GivenPrecision;
  readonly ties: ReluTies | undefined;
  readonly rounding: InputRounding | undefined;
  readonly tally: Tally;
  readonly error: Float32Array; // (N,D) in the layout of x
  readonly factor: Float64Array | undefined; // (D)
}

function compareDx(
  s: Statistics,
  exact: Float64Array,
  candidate: Tensor,
  { precision, ties, rounding, tally, error, factor }: Comparing,
): void {
  const { layout } = s.problem;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(s.N);
  const expected = new Float64Array(s.N);
  const errors = new Float64Array(s.N);
  const steps = stepsOf(precision, s.N);
  for (let k = 0; k < s.D; k++) {
    const { x, g, dout, xhat } = read(k);
    const times = factor?.[k] ?? 1;
    const scale = Math.abs(s.gamma[k] * s.r[k]);
    gatherColumn(layout, candidate.values, k, given);
    gatherColumn(layout, exact, k, expected);
    if (times !== 1) for (let i = 0; i < s.N; i++) expected[i] *= times;
    for (let i = 0; i < s.N; i++) {
      if (given[i] === expected[i]) {
        errors[i] = 0;
        tally.add(offsetOf(layout, i, k), "agrees", 0, true);
        continue;
      }
      const terms = Math.abs(times) * termsOf(s, k, g[i], xhat[i]);
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
      const inputs = rounding?.dx(k, g[i], xhat[i]) ?? 0;
      const magnitudes = multiplied({ terms: 0, slack, offset: s.offset[k], flips, inputs }, times);
      const allowed = allowance(precision, s.N, expected[i], { ...magnitudes, terms });
      const judged = judge(precision, given[i], expected[i], terms, allowed);
      errors[i] = judged.error;
      tally.add(offsetOf(layout, i, k), judged.state, judged.error, judged.careful);
    }
    scatterColumn(layout, errors, k, error);
  }
}
