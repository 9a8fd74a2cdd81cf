import { candidateHeadline, triedFirst } from "../../src/core/headline";
import { wordsText } from "../../src/core/reason";
import type { ComparisonState } from "../../src/protocol/analysis-state";
import { t } from "../page/strings";

/** A comparison's verdict in a line, and what belongs to it that nothing else in Compare says. */
interface Said {
  readonly line: string;
  readonly beside: string; // may be empty
}

/** The head's verdict as Compare says it: its mistakes, settings and hidden ones stand below it in full. */
export function saidOf(comparison: ComparisonState): Said {
  const headline = candidateHeadline(comparison);
  const { verdict, fits, diagnoses, blind, tolerance } = comparison;
  const claim = `${headline.claim}.`;
  if (verdict === "correct") {
    const within = tolerance === undefined ? "" : t(" within the tolerance of {0} you set", tolerance);
    return { line: `${headline.claim}${within}.`, beside: "" };
  }
  if (verdict === "doubtful" && fits.length > 0) return { line: t("Another setting makes them right."), beside: "" };
  if (verdict === "wrong" && diagnoses.length > 0) return { line: claim, beside: triedFirst(comparison) };
  // What these numbers hide, and a setting that fits, have parts of their own.
  return { line: claim, beside: blind.length > 0 || fits.length > 0 ? "" : wordsText(headline.details) };
}
