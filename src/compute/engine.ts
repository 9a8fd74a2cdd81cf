import type { Check } from "../core/verdict";
import type { Gradients } from "../core/gradients";
import type { Problem } from "../core/problem";
import type { Values } from "../core/tensor";

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

/**
 * The numerical machine of the product. Two implementations: the fast kernels (WASM SIMD) and the readable reference in
 * core; chosen once when the worker starts. Both keep the same accuracy contract (docs/accuracy.md).
 */
export interface Engine {
  readonly name: "wasm-simd" | "typescript";
  /**
   * The same problem with x and dout in memory that the kernels read without copying. Call it once for each new
   * problem; dispose of the old one first.
   */
  adopt(problem: Problem): Problem;
  gradients(problem: Problem, precision: Precision): Gradients;
  checker(problem: Problem, gradients: Gradients, options: CheckOptions): Checker;
  /**
   * One level of detail: halves a matrix of numbers along rows and columns (each only when asked), keeping of each
   * block the value of largest magnitude with its sign; NaN wins, then infinity. Odd tails are blocks of their own.
   */
  reduce(source: Values, rows: number, columns: number, halveRows: boolean, halveColumns: boolean): Float32Array;
  /** Bytes of memory held for adopted problems. */
  readonly bytes: number;
  dispose(problem: Problem): void;
}
