import type { Column } from "./column-reader";
import type { Statistics } from "./column-statistics";

/**
 * A dx that is worked out cell by cell, because it leaves the span of {dout, 1, xhat} of its column: it needs other
 * columns' sums, another axis, or a mask on the result.
 */
export interface CellFormula {
  /** Whether the formula means anything in this shape; in every shape when absent. */
  readonly applies?: (statistics: Statistics) => boolean;
  /** Prepares what all columns share and returns a function that fills column k of dx. */
  readonly prepare: (statistics: Statistics) => (k: number, column: Column, into: Float64Array) => void;
}
