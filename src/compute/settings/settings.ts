import type { Tensor } from "../../core/tensor";
import type { GradientName } from "../../core/verdict";
import type { ParameterName, TypedName } from "../../protocol/parameters";
import type { Precision } from "../engine/engine";
import type { ProblemSource } from "../source/problem-source";

/** One thing that the user can set. A word for it takes the place of the word before. */
export type Slot = ParameterName | "candidate";

/** How a sentence begins about what was picked in a slot. */
export function pickedIn(slot: Slot): string {
  return slot === "candidate" ? "Your gradient" : `The ${slot}`;
}

/** A parameter that the user set in the panel. */
export type ParameterOverride =
  | { readonly from: "typed"; readonly text: string }
  | { readonly from: "picked"; readonly title: string; readonly value: ProblemSource | Tensor };

/** Gradients of the user's own, picked in the panel. */
export interface CandidateOverride {
  readonly title: string; // of what was picked last
  /** Of each gradient, where they were picked from different things. */
  readonly titles?: Readonly<Partial<Record<GradientName, string>>>;
  readonly dx?: ProblemSource | Tensor;
  readonly dgamma?: ProblemSource | Tensor;
  readonly dbeta?: ProblemSource | Tensor;
}

/** What the user has said. It is laid over a source by `settle`, and changed by `reduce` alone. */
export interface AnalysisSettings {
  readonly parameters: Readonly<Partial<Record<TypedName, ParameterOverride>>>;
  /** Texts that did not fit when they were typed: each stands in its box with its fault, and what was set before counts. */
  readonly refused: Readonly<Partial<Record<TypedName, string>>>;
  readonly candidate: CandidateOverride | null;
  /** A second one, to be compared with the first. */
  readonly candidate2?: CandidateOverride | null;
  /** The gradients that the source brings along are put away. */
  readonly putAway?: boolean;
  readonly precision: Precision;
  /** Seed of a probe that separates all mistakes; it stands in for gamma, beta, dout and eps. */
  readonly probeSeed: number | null;
  /** The tolerance that VS Code's settings have for all panels: it counts where nobody says one. */
  readonly usualTolerance?: string;
}

export const DEFAULT_SETTINGS: AnalysisSettings = {
  parameters: {},
  refused: {},
  candidate: null,
  precision: "standard",
  probeSeed: null,
};

/** Whether a layer was chosen of which one list is a set. */
export function saysOneSet({ parameters: { norm } }: AnalysisSettings): boolean {
  return norm?.from === "typed" && (norm.text === "layer" || norm.text === "rms");
}

/** Whether anything is laid over the source, so that another analysis of it might succeed. */
export function isAnythingSet({ parameters, refused, probeSeed, ...said }: AnalysisSettings): boolean {
  const isCandidate = said.candidate !== null || (said.candidate2 ?? null) !== null || said.putAway === true;
  return probeSeed !== null || isCandidate || Object.keys(parameters).length > 0 || Object.keys(refused).length > 0;
}
