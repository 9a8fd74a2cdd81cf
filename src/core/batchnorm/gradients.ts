import type { Normaliser } from "./normaliser";

/** What forward and backward give. (N,D) arrays stand in the layout of the problem's x. */
export interface Gradients {
  readonly out: Float64Array; // (N,D)
  readonly dx: Float64Array; // (N,D)
  readonly dgamma: Float64Array; // (D)
  readonly dbeta: Float64Array; // (D)
  /** (D) used for normalising: the batch's, or the running one in evaluation; of several sets, shown-statistics.ts. */
  readonly mean: Float64Array;
  readonly variance: Float64Array; // (D) likewise, with the problem's denominator
  readonly normaliser: Normaliser; // (D, sets) xhat from x
}
