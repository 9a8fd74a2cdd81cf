import type { Sample } from "./gradcheck/sample";
import type { Check } from "./verdict";

/** "standard": float64 with double-double column sums; "exact": double-double throughout. */
export type Precision = "standard" | "exact";

/**
 * A gradient check that advances in slices, so that its caller can report progress, serve tiles in between and stop.
 * It covers the columns [from, to) only, so that several workers can share one problem.
 */
export interface Checker {
  /** Units of work; done rises from 0 to total. */
  readonly total: number;
  readonly done: number;
  /** Relative error of every cell of dx in the layout of x; UNCHECKED where it has not come to. */
  readonly error: Float32Array; // (N,D)
  /** Works for about this long. True when finished. */
  advance(milliseconds: number): boolean;
  /** The verdict over what was looked at so far: with its coverage, where that is not every cell of the columns. */
  result(): Check;
}

export interface CheckOptions {
  readonly precision: Precision;
  readonly from: number; // first column
  readonly to: number; // exclusive
  /** Looks at these cells of dx only; dgamma and dbeta are looked at whole. */
  readonly sample?: Sample | undefined;
  /** Where errors go, cells that another check has looked at among them; an array of its own without one. */
  readonly error?: Float32Array; // (N,D)
}
