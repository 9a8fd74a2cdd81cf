import { batchnormGradients } from "../../core/batchnorm/batchnorm";
import { betweenCandidates } from "../../core/between-candidates";
import { compareCandidate } from "../../core/diagnosis";
import type { Gradients } from "../../core/batchnorm/gradients";
import type { Problem } from "../../core/problem";
import type { Comparison, GradientName } from "../../core/verdict";
import type { Precision } from "../engine/engine";

/** Cells up to which a float64 candidate is held against gradients in double-double; it takes 0.2 s for a million. */
const EXACT_CELLS = 2 ** 21;

/** A problem's candidate held against its gradients; nothing when there is none. */
export function compare(problem: Problem, gradients: Gradients, precision: Precision): Comparison | undefined {
  return compareWithExact(problem, gradients, precision).comparison;
}

/**
 * A problem's candidate held against its gradients, a second one against both, and what they were held against; no
 * comparison when there is none.
 */
export function compareWithExact(
  problem: Problem,
  gradients: Gradients,
  precision: Precision,
): { readonly comparison: Comparison | undefined; readonly exact: Pick<Gradients, GradientName> } {
  const { candidate, candidate2 } = problem;
  if (!candidate) return { comparison: undefined, exact: gradients };
  const tensors = [candidate, candidate2 ?? {}].flatMap(({ dx, dgamma, dbeta }) => [dx, dgamma, dbeta]);
  const double = tensors.some((tensor) => tensor?.dtype === "float64");
  const sharper = double && precision === "standard" && problem.x.length <= EXACT_CELLS;
  const against = sharper ? batchnormGradients(problem, "exact") : gradients;
  const { dx, dgamma, dbeta } = against;
  const exact = { dx, dgamma, dbeta };
  const first = compareCandidate(problem, against, candidate);
  if (!candidate2) return { comparison: first, exact };
  const comparison = compareCandidate({ ...problem, candidate: candidate2 }, against, candidate2);
  const second = { comparison, between: betweenCandidates(problem, against, candidate, candidate2) };
  return { comparison: { ...first, second }, exact };
}
