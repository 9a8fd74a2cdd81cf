/** Judges cells one by one and counts. */
import type { Precision } from "../checker";
import type { NumericDerivative } from "./numeric";
import { UNCHECKED } from "./unchecked";
import type { Doubts } from "../verdict";

/** A cell agrees when |analytic - numeric| <= tolerance * max(|analytic|, |numeric|, floor * scale of its column). */
interface Strictness {
  readonly tolerance: number;
  readonly floor: number;
}

export const STRICTNESS: Readonly<Record<Precision, Strictness>> = {
  standard: { tolerance: 1e-8, floor: 1e-3 },
  exact: { tolerance: 1e-11, floor: 2e-4 },
};

/** Below the normal numbers spacing is absolute, so no relative error is asked for. */
const SMALLEST_NORMAL = 2 ** -1022;

export interface Comparand {
  readonly analytic: number;
  readonly numeric: number;
  readonly uncertainty: number;
  readonly scale: number; // the column's, in the units of the gradient
}

type Judgement = "agrees" | "wrong" | "doubtful";

/** |analytic - numeric| and the magnitude it is held against. */
function distance(
  { analytic, numeric, scale }: Comparand,
  { floor }: Strictness,
): { difference: number; magnitude: number } {
  // The same infinity on both sides is agreement: the gradient leaves the range of doubles.
  const difference = analytic === numeric ? 0 : Math.abs(analytic - numeric);
  const magnitude = Math.max(Math.abs(analytic), Math.abs(numeric), floor * scale, SMALLEST_NORMAL);
  return { difference, magnitude };
}

/** True when a better numeric derivative could change the judgement. */
export function isUndecided(cell: Comparand, strictness: Strictness): boolean {
  const { difference, magnitude } = distance(cell, strictness);
  return Math.abs(difference - strictness.tolerance * magnitude) <= cell.uncertainty;
}

export function isDoubtful(cell: Comparand, strictness: Strictness): boolean {
  return judge(cell, strictness).judgement === "doubtful";
}

export function judge(cell: Comparand, strictness: Strictness): { judgement: Judgement; error: number } {
  const { difference, magnitude } = distance(cell, strictness);
  const error = relativeError(difference, magnitude, cell.numeric);
  if (error <= strictness.tolerance) return { judgement: "agrees", error }; // so that NaN does not agree
  const unsure = !Number.isFinite(cell.numeric) || difference <= cell.uncertainty;
  return { judgement: unsure ? "doubtful" : "wrong", error };
}

/** NaN where there is nothing to compare with; NaN or infinity where it is a number is infinitely wrong. */
function relativeError(difference: number, magnitude: number, reference: number): number {
  if (difference === 0) return 0;
  return !Number.isFinite(difference) && Number.isFinite(reference) ? Infinity : difference / magnitude;
}

/** Counts over one gradient tensor. */
export class Tally {
  cells = 0;
  agreeing = 0;
  wrong = 0;
  readonly doubts: Doubts = { notFinite: 0, kink: 0, noise: 0 };
  /** Offset of the worst cell: of the wrong ones if there are any, else of all that could be compared. */
  worst = -1;
  maxRelativeError = 0;
  /** Offset of the first cell that cannot be compared; -1 where all can. */
  incomparable = -1;
  readonly error: Float64Array | Float32Array; // UNCHECKED where not checked
  wrongCells: Uint8Array | undefined; // 1 where wrong
  private worstIsWrong = false;

  constructor(
    size: number,
    readonly strictness: Strictness,
    error?: Float32Array,
  ) {
    this.error = error ?? new Float64Array(size).fill(UNCHECKED);
  }

  /**
   * The short way for most cells, without objects: counts a cell that agrees by more than `margin` and returns true;
   * else does nothing. Same judgement as `add`.
   */
  addIfAgreeing(offset: number, analytic: number, numeric: number, scale: number, margin: number): boolean {
    const { tolerance, floor } = this.strictness;
    const magnitude = Math.max(Math.abs(analytic), Math.abs(numeric), floor * scale, SMALLEST_NORMAL);
    const difference = Math.abs(analytic - numeric);
    const error = difference / magnitude;
    if (!(error <= tolerance) || tolerance * magnitude - difference <= margin) return false; // so that NaN is not counted
    this.cells++;
    this.agreeing++;
    this.error[offset] = error;
    if (this.worst < 0 || (!this.worstIsWrong && error > this.maxRelativeError)) {
      this.worst = offset;
      this.maxRelativeError = error;
    }
    return true;
  }

  add(offset: number, cell: Comparand): void {
    const { judgement, error } = judge(cell, this.strictness);
    this.cells++;
    this.error[offset] = error;
    if (judgement === "agrees") this.agreeing++;
    else if (judgement === "wrong") this.addWrong(offset);
    else if (cell.uncertainty === Infinity) this.doubts.kink++;
    else this.doubts.noise++;
    const wrong = judgement === "wrong";
    if (
      this.worst < 0 ||
      (wrong && !this.worstIsWrong) ||
      (wrong === this.worstIsWrong && error > this.maxRelativeError)
    ) {
      this.worst = offset;
      this.worstIsWrong = wrong;
      this.maxRelativeError = error;
    }
  }

  private addWrong(offset: number): void {
    this.wrong++;
    this.wrongCells ??= new Uint8Array(this.error.length);
    this.wrongCells[offset] = 1;
  }

  /** A cell of a column that is not finite: there is nothing to compare. */
  addIncomparable(offset: number): void {
    this.cells++;
    this.error[offset] = NaN;
    this.doubts.notFinite++;
    if (this.incomparable < 0 || offset < this.incomparable) this.incomparable = offset;
  }

  get doubtful(): number {
    return this.doubts.notFinite + this.doubts.kink + this.doubts.noise;
  }
}

export function toComparand(analytic: number, derivative: NumericDerivative, scale: number): Comparand {
  return { analytic, numeric: derivative.value, uncertainty: derivative.uncertainty, scale };
}
