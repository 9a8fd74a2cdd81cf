/**
 * What Gradient Lens exports, for other extensions (docs/api.md): this file is to be copied. test/vscode/guest.node.test.ts
 * holds it against the exports. More keys may be added to what is given.
 */
import type { CancellationToken } from "vscode";

export interface GradientLensApi {
  /** Checks a problem without a panel. Rejects with one sentence where it cannot be read or computed. */
  readonly analyze: (problem: GivenProblem, token?: CancellationToken) => Promise<AnalysisReport>;
  /** Opens a panel on a problem. */
  readonly show: (problem: GivenProblem, title?: string) => Promise<void>;
}

/** A problem as its file has it (docs/problem-file.md): an object with x, or the text of one. */
export type GivenProblem = string | Readonly<Record<string, unknown>>;

export type Verdict = "correct" | "wrong" | "doubtful";
export type GradientName = "dx" | "dgamma" | "dbeta";

export interface AnalysisReport {
  /** The worst of the check of the exact gradients and of yours. */
  readonly verdict: Verdict;
  readonly headline: string; // one sentence; another one of your second gradients
  readonly norm: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly eps: number;
  readonly mode: string;
  readonly doutSeed: number | null; // of a dout that was drawn
  /** Of our gradients by numeric derivatives. `sampled`: of a part of the cells. */
  readonly check: Counted & { readonly sampled: boolean };
  /** Of your gradients; null where the problem has none. */
  readonly comparison: Comparison | null;
  readonly comparison2: Comparison | null; // of your second ones
  readonly notes: readonly string[];
}

export interface Counted {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly tensors: Readonly<Partial<Record<GradientName, Counts>>>;
}

/** Cells of a gradient. */
export interface Counts {
  readonly cells: number;
  readonly agreeing: number;
  readonly doubtful: number;
  readonly wrong: number;
}

export interface Comparison extends Counted {
  /** Conventions under which yours are right. */
  readonly fits: readonly { readonly sentence: string }[];
  /** Mistakes that explain what is wrong. */
  readonly diagnoses: readonly Diagnosis[];
  readonly places: readonly string[]; // where wrong cells lie, a sentence each
}

export interface Diagnosis {
  readonly id: string; // by which docs/mistakes.md lists it
  readonly tensor: string;
  readonly title: string;
  readonly text: string;
}
