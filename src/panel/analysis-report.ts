import { overallSentence, overallVerdict } from "../core/overall";
import type { Verdict } from "../core/verdict";
import type { AnalysisState, ComparisonState, FoundState } from "../protocol/analysis-state";

type Decisive = Pick<ComparisonState, "verdict" | "reason" | "tensors" | "fits" | "diagnoses" | "places">;

/** What an analysis comes to, for other extensions and for agents: no tensors, but verdicts, counts and mistakes. */
export interface AnalysisReport {
  /** The worst of the check of the exact gradients and of the candidates'. */
  readonly verdict: Verdict;
  readonly headline: string; // one sentence; another one of a second candidate
  readonly norm: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly eps: number;
  readonly mode: string;
  readonly doutSeed: number | null; // of a dout that was drawn
  readonly check: Pick<FoundState, "verdict" | "reason" | "tensors"> & { readonly sampled: boolean };
  /** Of the candidate's gradients; null where the problem has none. */
  readonly comparison: Decisive | null;
  /** Of the second candidate's, likewise. */
  readonly comparison2: Decisive | null;
  readonly notes: readonly string[];
}

/** Of an analysis whose check has ended. */
export function reportOfAnalysis(state: AnalysisState): AnalysisReport {
  const { norm, shape, dtype, eps, mode, doutSeed, notes } = state;
  const { found, sampled } = foundIn(state);
  const { comparison } = state;
  const { verdict, reason, tensors } = found;
  return {
    verdict: overallVerdict(found, comparison ?? undefined),
    headline: overallSentence(found, comparison ?? undefined),
    ...{ norm, shape, dtype, eps, mode, doutSeed },
    check: { verdict, reason, tensors, sampled },
    comparison: comparison && decisive(comparison),
    comparison2: comparison?.second ? decisive(comparison.second.comparison) : null,
    notes,
  };
}

function decisive(comparison: ComparisonState): Decisive {
  const { verdict, reason, tensors, fits, diagnoses, places } = comparison;
  return { verdict, reason, tensors, fits, diagnoses, places };
}

function foundIn({ check }: AnalysisState): { readonly found: FoundState; readonly sampled: boolean } {
  if (check?.status === "done") return { found: check, sampled: false };
  if (check?.status === "sampled") return { found: check.found, sampled: true };
  throw new Error(`expected a check that has ended, got ${check?.status ?? "none"}`);
}
