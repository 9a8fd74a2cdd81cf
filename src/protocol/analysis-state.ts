import type { Activation, Alternative, Denominator, EpsPlacement, Mode, Part } from "../core/problem";
import type { Norm } from "../core/normalization-layer";
import type { Kept } from "../core/kept/kept";
import type { Reason, Words } from "../core/reason";
import type { Between, BlindSpot, Diagnosis, Fit, ForwardFinding, GradientName, Verdict } from "../core/verdict";
import type { TensorName } from "../views";
import type { Numeric } from "./json-number";
import type { ParameterName, ParameterState } from "./parameters";
import type { TensorSummary } from "./picture";

export interface TensorVerdict {
  readonly cells: number;
  readonly agreeing: number;
  readonly doubtful: number;
  readonly wrong: number;
  readonly maxRelativeError: Numeric;
  readonly worst: readonly number[];
  readonly wrongFrom?: number; // smallest relative error of a wrong cell
}

/** What a check says of the cells that it has looked at. */
export interface FoundState {
  readonly verdict: Verdict;
  readonly reason: string; // of a part of the cells it says so
  readonly words: readonly Words[]; // the same without the verdict
  readonly method: string;
  readonly tolerance: number;
  readonly floor: number;
  readonly tensors: Readonly<Record<GradientName, TensorVerdict>>;
}

/** How far a check has come, in cells of dx. */
interface CheckProgress {
  readonly done: number;
  readonly total: number;
  /** What is known already: by a sample, or because a cell is wrong. */
  readonly found?: FoundState;
}

export type CheckState =
  /** `millisecondsLeft`: of a check that takes long. */
  | ({ readonly status: "running"; readonly millisecondsLeft?: number } & CheckProgress)
  | ({ readonly status: "cancelled" } & CheckProgress)
  /** A sample is checked; all cells would take so long that the user is asked. */
  | ({
      readonly status: "sampled";
      readonly found: FoundState;
      readonly millisecondsForAll: number;
    } & CheckProgress)
  | ({ readonly status: "done"; readonly milliseconds: number } & FoundState);

export interface ComparisonState {
  readonly title: string; // where the candidate is from
  readonly verdict: Verdict;
  readonly reason: string;
  readonly why: Reason;
  readonly forward?: ForwardFinding; // where the forward pass left something
  readonly tolerance?: string; // that the user has set, where it counted: "1e-3"
  readonly tensors: Readonly<Partial<Record<GradientName, TensorVerdict>>>;
  readonly fits: readonly Fit[];
  readonly diagnoses: readonly DiagnosisState[];
  readonly places: readonly string[]; // where wrong cells lie, a sentence each
  readonly blind: readonly BlindSpot[]; // that matter to the verdict
  /** A second candidate, and the two held against each other. */
  readonly second?: { readonly comparison: ComparisonState; readonly between: BetweenState };
}

/** What two candidates differ by; numbers may be NaN. */
export type BetweenState = Readonly<
  Partial<
    Record<
      GradientName,
      Omit<Between, "maxDifference" | "ulp"> & { readonly maxDifference: Numeric; readonly ulp: Numeric }
    >
  >
>;

/** A diagnosis whose numbers may be NaN. */
export type DiagnosisState = Omit<Diagnosis, "cells" | "signature"> & {
  readonly cells?: readonly {
    readonly index: readonly number[];
    readonly given: Numeric;
    readonly expected: Numeric;
  }[];
  readonly signature?: Readonly<Record<keyof NonNullable<Diagnosis["signature"]>, Numeric>>;
};

/** The analysis of one problem, as far as it has come. Made by the worker. */
export interface AnalysisState {
  /** Rises with every run; tiles and cells of an older generation are dropped. */
  readonly generation: number;
  readonly shape: readonly number[];
  readonly norm: Norm;
  readonly layer: string; // "layer norm over the last axis (16)"
  readonly rows: number; // of the shown matrix (src/core/shown-matrix.ts)
  readonly columns: number;
  readonly columnAxes: readonly number[]; // of x, that are its columns; all others are rows
  readonly setBlock: { readonly rows: number; readonly columns: number }; // of it that shares a mean and a variance
  readonly dtype: string;
  readonly kept: KeptState | null; // what stands in the place of x
  readonly eps: number;
  readonly mode: Mode;
  readonly axis: number; // that holds the channels, counted from 0
  /** The layer that it would be if the panel said nothing of it. */
  readonly sourceLayer: { readonly norm: Norm; readonly axis: number; readonly columnAxes: readonly number[] };
  readonly variance: Denominator;
  readonly epsPlacement: EpsPlacement;
  readonly activation: Activation;
  readonly doutSeed: number | null; // null when dout was given
  readonly precision: "standard" | "exact";
  readonly parameters: Readonly<Record<ParameterName, ParameterState>>;
  readonly summaries: Readonly<Partial<Record<TensorName, TensorSummary>>>; // of the tensors there are
  readonly notes: readonly string[]; // "N = 1: dx is 0 by definition", "column 3 is constant"
  readonly alternatives: readonly Alternative[]; // as what else the source can be read
  readonly check: CheckState | null;
  readonly comparison: ComparisonState | null;
  readonly parts: readonly Part[];
  readonly partDrift: readonly PartDrift[];
}

/** What was given in the place of x, and whether r was, or follows, or is unknown. */
export type KeptState = Pick<Kept, "what" | "rstd">;

/** How far one part's own statistics are from those of all parts together; largest over the columns, in sd. */
export interface PartDrift {
  readonly name: string;
  readonly mean: Numeric; // max |mean_part - mean| / sqrt(v + eps)
  readonly variance: Numeric; // max |v_part - v| / (v + eps)
}
