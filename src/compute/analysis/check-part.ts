import type { Gradients } from "../../core/batchnorm/gradients";
import type { Problem } from "../../core/problem";
import type { Check } from "../../core/verdict";
import type { Precision } from "../engine/engine";

/** Columns that a second worker checks, as a problem of their own. */
export interface CheckPartAsk {
  readonly problem: Problem;
  readonly gradients: Gradients;
  readonly precision: Precision;
}
export interface CheckPartProgress {
  readonly done: number;
  readonly total: number;
  readonly error: Float32Array; // in the part's layout; -1 where not checked yet
}

/** Checks some of the columns elsewhere, in a second worker, at the same time. */
export interface PartChecker {
  /** Rejects when it could not be done; the columns are then checked here. */
  check(part: CheckPartAsk, progress: (part: CheckPartProgress) => void): Promise<Check>;
  cancel(): void;
}
