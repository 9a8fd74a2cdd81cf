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
  /** Relative error of every cell of dx in the layout of x; NaN-safe: cells not yet checked hold -1. */
  readonly error: Float32Array; // (N,D)
  /** Works for about this long. True when finished. */
  advance(milliseconds: number): boolean;
  /** The verdict over the columns covered. Call it when finished. */
  result(): Check;
}

export interface CheckOptions {
  readonly precision: Precision;
  readonly from: number; // first column
  readonly to: number; // exclusive
}
