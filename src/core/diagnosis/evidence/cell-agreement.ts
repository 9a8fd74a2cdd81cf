import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import { affineShapeOf, indexAt, offsetOf, type Layout } from "../../layout";
import { takePart } from "../../batchnorm/parts";
import { worstFirst } from "../../worst-first";
import type { Tensor, Values } from "../../tensor";
import { roundTo } from "../../ulp";
import type { CheckedTensor, GradientName } from "../../verdict";
import { createColumnReader } from "../formula/column-reader";
import { partsIn, type Statistics } from "../formula/column-statistics";
import { allowance, slackOf, stepsOf, termsOf, vectorMagnitudes, type Allowance, type Magnitudes } from "./allowance";
import { isCutOff, type GivenPrecision } from "./given-precision";
import { inputRounding } from "./input-rounding";
import { keptDistance, keptDistances } from "./kept-distance";
import { upstreamSize } from "../formula/upstream-size";
import { findReluTies, type ReluTies } from "./relu-ties";

export interface Agreement {
  readonly checked: CheckedTensor;
  /** Offset of the worst cell; the numbers there. */
  readonly worst: { readonly offset: number; readonly given: number; readonly expected: number };
  /** Every cell is as good as careful arithmetic makes it, whatever the offset of x. */
  readonly careful: boolean;
  /** Cells agree only because x and dout lost digits in print. */
  readonly byInputs: boolean;
  /** Cells are doubtful, and not wrong, only because they are right in the few digits that they have. */
  readonly byDigits: boolean;
}

interface Judged {
  readonly state: "agrees" | "doubtful" | "wrong";
  readonly error: number; // relative; NaN when it cannot be told
  readonly careful: boolean; // the offset of x cost nothing
  readonly byInputs?: boolean; // it agrees by what the inputs lost in print alone
  readonly byDigits?: boolean; // it is right in the few digits that it has
}

const EQUAL: Judged = { state: "agrees", error: 0, careful: true };

/** Relative error has a floor: a denominator below this share of the cell's terms is raised to it. */
const FLOOR = 1e-3;

function relativeError(distance: number, given: number, exact: number, terms: number): number {
  return distance / Math.max(Math.abs(given), Math.abs(exact), FLOOR * terms);
}

export function judge(
  precision: GivenPrecision,
  given: number,
  exact: number,
  terms: number,
  allowed: Allowance,
): Judged {
  // Where the exact value is not a number or infinite, arithmetic of any order ends in one or the other.
  if (given === exact || (!Number.isFinite(given) && !Number.isFinite(exact))) return EQUAL;
  if (precision.dtype !== "float64" && !precision.printed && given === roundTo(exact, precision.dtype)) return EQUAL;
  if (!Number.isFinite(given)) {
    // Infinite only means: beyond the dtype's largest number, which rounding may have reached.
    const reached = roundTo(exact + Math.sign(given) * allowed.unsure, precision.dtype) === given;
    return { state: reached ? "doubtful" : "wrong", error: NaN, careful: false };
  }
  if (!Number.isFinite(exact)) return { state: "doubtful", error: NaN, careful: false };
  const distance = Math.abs(given - exact);
  const error = relativeError(distance, given, exact, terms);
  const { sure, printed, unsure, careful } = allowed;
  const { tolerance } = precision;
  const isSure = tolerance === undefined ? distance <= sure : error <= tolerance;
  const state = isSure ? "agrees" : distance <= unsure ? "doubtful" : "wrong";
  if (state === "wrong" && tolerance === undefined && isCutOff(precision, given, exact)) {
    return { state: "doubtful", error, careful: false, byDigits: true };
  }
  return { state, error, careful: distance <= careful, byInputs: isSure && distance > sure - printed };
}

/** Counts cells and keeps the worst: a wrong one before a doubtful one, then by relative error, NaN before all. */
export class Tally {
  readonly counts = { agrees: 0, doubtful: 0, wrong: 0 };
  largest = 0;
  incomparable = false;
  careful = true;
  byInputs = false;
  byDigits = false;
  offset = 0;
  wrongCells: Uint8Array | undefined; // 1 where wrong
  private worst: Pick<Judged, "state" | "error"> | undefined;

  /** `room`: so many may be doubtful, and none wrong, before there is no need to look further. */
  constructor(
    private readonly cells: number,
    private readonly room = Infinity,
  ) {}

  get isOver(): boolean {
    return this.room < Infinity && (this.counts.wrong > 0 || this.counts.doubtful > this.room);
  }

  add(offset: number, { state, error, careful, byInputs = false, byDigits = false }: Judged): void {
    this.careful &&= careful;
    this.byInputs ||= byInputs;
    this.byDigits ||= byDigits;
    this.counts[state]++;
    if (state === "wrong") {
      this.wrongCells ??= new Uint8Array(this.cells);
      this.wrongCells[offset] = 1;
    }
    if (Number.isNaN(error)) this.incomparable = true;
    else if (error > this.largest) this.largest = error;
    if (this.worst && !isWorse(state, error, this.worst)) return;
    this.worst = { state, error };
    this.offset = offset;
  }
}

const STATES = ["wrong", "doubtful", "agrees"] as const;

function isWorse(state: Judged["state"], error: number, than: Pick<Judged, "state" | "error">): boolean {
  const step = STATES.indexOf(state) - STATES.indexOf(than.state);
  return step < 0 || (step === 0 && worstFirst(error, than.error) < 0);
}

function multiplied({ terms, slack, offset, flips, kept, inputs }: Magnitudes, factor: number): Magnitudes {
  const times = Math.abs(factor);
  return {
    terms: times * terms,
    slack: times * slack,
    offset,
    flips: times * flips,
    kept: times * kept,
    inputs: times * inputs,
  };
}

/** A candidate tensor and what it is held against. */
export interface Held {
  readonly s: Statistics;
  readonly gradients: Pick<Gradients, GradientName>;
  readonly name: GradientName;
  readonly candidate: Tensor;
  readonly precision: GivenPrecision;
  readonly factor?: Float64Array; // (D) of the exact gradient, when the candidate is held against a multiple
}

/** Holds a candidate tensor against the exact gradient, cell by cell. */
export function compareCells(held: Held): Agreement {
  const { s, name, candidate, precision } = held;
  const exact = held.gradients[name];
  const error = new Float32Array(exact.length); // single precision: it is looked at, not computed with
  const tally = new Tally(exact.length);
  tallyCells(held, tally, error);
  return concluded(s.problem.layout, { name, given: candidate.values, exact, tally, error, dtype: precision.dtype });
}

/** What the cells of a tensor came to, once all have been counted. */
export function concluded(
  layout: Layout,
  counted: {
    readonly name: GradientName;
    readonly given: Values;
    readonly exact: Float64Array;
    readonly tally: Tally;
    readonly error: Float32Array;
    readonly dtype: Agreement["checked"]["dtype"];
  },
): Agreement {
  const { name, given, exact, tally, error, dtype } = counted;
  const { offset } = tally;
  return {
    checked: {
      cells: exact.length,
      agreeing: tally.counts.agrees,
      doubtful: tally.counts.doubtful,
      wrong: tally.counts.wrong,
      maxRelativeError: tally.incomparable ? NaN : tally.largest,
      worst: indexAt(name === "dx" ? layout.shape : affineShapeOf(layout), offset),
      error,
      wrongCells: tally.wrongCells,
      dtype,
    },
    worst: { offset, given: given[offset], expected: exact[offset] },
    careful: tally.careful,
    byInputs: tally.byInputs,
    byDigits: tally.byDigits,
  };
}

/** Whether no cell is wrong, and at most so many are doubtful; the rest is not looked at once they are more. */
export function cellsHold(held: Held, doubtful = 0): boolean {
  const tally = new Tally(held.gradients[held.name].length, doubtful);
  tallyCells(held, tally);
  return !tally.isOver;
}

function tallyCells({ s, gradients, name, candidate, precision, factor }: Held, tally: Tally, error?: Float32Array) {
  const exact = gradients[name];
  if (name === "dx") {
    for (const { part, s: own } of partsIn(s)) {
      const rows = <V extends Values>(values: V): V => takePart(part, values);
      const judging = { precision, tally, error: error && rows(error), factor, start: part.start };
      compareDx(own, rows(exact), rows(candidate.values), judging);
    }
    return;
  }
  const rounding = inputRounding(s, precision);
  const ties = findReluTies(s, precision, rounding);
  const kept = name === "dgamma" ? keptDistances(s) : undefined;
  for (let k = 0; k < s.D && !tally.isOver; k++) {
    const times = factor?.[k] ?? 1;
    const magnitudes = multiplied(vectorMagnitudes(s, name, k, ties, rounding, kept), times);
    const allowed = allowance(precision, s.rows, times * exact[k], magnitudes);
    const judged = judge(precision, candidate.values[k], times * exact[k], magnitudes.terms, allowed);
    if (error) error[k] = judged.error;
    tally.add(k, judged);
  }
}

/** How dx is compared, and where the outcome goes. */
interface Comparing {
  readonly precision: GivenPrecision;
  readonly tally: Tally;
  readonly error: Float32Array | undefined; // (N,D) in the layout of x
  readonly factor: Float64Array | undefined; // (D)
  readonly start: number; // offset of the first element in the whole
}

function compareDx(
  s: Statistics,
  exact: Float64Array,
  candidate: Values,
  { precision, tally, error, factor, start }: Comparing,
): void {
  const rounding = inputRounding(s, precision);
  const ties = findReluTies(s, precision, rounding);
  const { layout } = s.problem;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(s.rows);
  const expected = new Float64Array(s.rows);
  const errors = new Float64Array(s.rows);
  const steps = stepsOf(precision, s.rows);
  for (let k = 0; k < s.D && !tally.isOver; k++) {
    const { x, g, dout, xhat } = read(k);
    const sizeOf = upstreamSize(s, k);
    const times = factor?.[k] ?? 1;
    const scale = Math.abs(s.gamma[k] * s.r[k]);
    gatherColumn(layout, candidate, k, given);
    gatherColumn(layout, exact, k, expected);
    const kept = keptDistance(s, k, { x, xhat, g });
    if (times !== 1) for (let i = 0; i < s.rows; i++) expected[i] *= times;
    for (let i = 0; i < s.rows && !tally.isOver; i++) {
      const offset = start + offsetOf(layout, i, k);
      if (given[i] === expected[i]) {
        errors[i] = 0;
        tally.add(offset, EQUAL);
        continue;
      }
      const upstream = sizeOf({ g: g[i], dout: dout[i], xhat: xhat[i] });
      const terms = Math.abs(times) * termsOf(s, k, upstream, xhat[i], i);
      // Most cells of a right gradient end here; the others are judged with more care.
      const distance = Math.abs(given[i] - expected[i]);
      if (distance <= steps * terms && precision.tolerance === undefined) {
        errors[i] = relativeError(distance, given[i], expected[i], terms);
        tally.add(offset, { ...EQUAL, error: errors[i] });
        continue;
      }
      const flips = scale * flipsOf(s, ties, k, { row: i, x: x[i], xhat: xhat[i], dout: dout[i] });
      const slack = s.problem.mask?.[i] === 0 ? 0 : slackOf(s, k, xhat[i], steps);
      const inputs = rounding?.dx(k, g[i], xhat[i], i) ?? 0;
      const magnitudes = multiplied({ terms: 0, slack, offset: s.offset[k], flips, kept: kept.dx(i), inputs }, times);
      const allowed = allowance(precision, s.rows, expected[i], { ...magnitudes, terms });
      const judged = judge(precision, given[i], expected[i], terms, allowed);
      errors[i] = judged.error;
      tally.add(offset, judged);
    }
    if (error) scatterColumn(layout, errors, k, error);
  }
}

/** How far the ReLUs that rounding may open or close move a cell of dx, in units of |gamma r|. */
function flipsOf(
  s: Statistics,
  ties: ReluTies | undefined,
  k: number,
  cell: { readonly row: number; readonly x: number; readonly xhat: number; readonly dout: number },
): number {
  if (!ties) return 0;
  const isMember = s.training && s.problem.mask?.[cell.row] !== 0;
  const slope = (Math.abs(cell.xhat) * ties.products[k] * s.stretch[k]) / s.degrees;
  const paths = isMember ? ties.sums[k] / s.N + slope : 0;
  return paths + (ties.isNear(k, cell.xhat, cell.x) ? ties.change * Math.abs(cell.dout) : 0);
}
