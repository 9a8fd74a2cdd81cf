import type { Checker, CheckOptions, Precision } from "../../core/checker";
import type { Gradients } from "../../core/batchnorm/gradients";
import type { Layout } from "../../core/layout";
import type { Problem } from "../../core/problem";
import type { Values } from "../../core/tensor";

export type { Checker, CheckOptions, Precision };

/** A matrix that is read a few rows at a time, to where it is worked on: no copy of the whole is made. */
export interface Numbers {
  readonly rows: number;
  readonly columns: number;
  readonly isDouble: boolean; // what it is read to: (to - from, columns) in double or single precision
  readonly read: (from: number, to: number, target: Values) => void;
}

export interface Counts {
  readonly min: number; // of the finite ones; Infinity when there is none
  readonly max: number; // -Infinity when there is none
  readonly nan: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  readonly zero: number;
  readonly absent: number;
}

/**
 * The numerical machine of the product. Two implementations: the fast kernels (WASM SIMD) and the readable reference in
 * core; chosen once when the worker starts. Both keep the same accuracy contract (docs/accuracy.md).
 */
export interface Engine {
  readonly name: "wasm-simd" | "typescript";
  /** For people: its figures may differ from another's in their last digits. */
  readonly label: string;
  /**
   * Memory for a problem of this layout: who reads or draws its x and dout straight into it saves adopt the copies. The
   * same one is given until a problem is adopted or it is given back.
   */
  room(layout: Layout): { readonly x: Float64Array; readonly dout: Float64Array }; // (N,D) each
  /** Gives the room back, when no problem came into it. */
  leaveRoom(): void;
  /**
   * The same problem with x and dout in memory that the kernels read without copying. Call it once for each new
   * problem; dispose of the old one first.
   */
  adopt(problem: Problem): Problem;
  /** Puts another dout in the place of an adopted problem's; false when the problem must be adopted anew. */
  replaceDout(problem: Problem, dout: Values): boolean;
  gradients(problem: Problem, precision: Precision): Gradients;
  checker(problem: Problem, gradients: Gradients, options: CheckOptions): Checker;
  /**
   * A level of detail: halves a matrix of numbers so many times along rows and columns, at least once, keeping of each
   * block the value of largest magnitude with its sign; NaN wins, then infinity. Odd tails are blocks of their own.
   */
  reduce(numbers: Numbers, levelRow: number, levelColumn: number): Float32Array;
  /** Counts and limits of numbers; those that are `absent` are nothing else. */
  tally(numbers: Numbers, absent: number): Counts;
  /** Bytes of memory held for adopted problems. */
  readonly bytes: number;
  dispose(problem: Problem): void;
}
