import { batchnormGradients } from "../../core/batchnorm/batchnorm";
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

/** A problem's candidate held against its gradients, and what it was held against; no comparison when there is none. */
export function compareWithExact(
  problem: Problem,
  gradients: Gradients,
  precision: Precision,
): { readonly comparison: Comparison | undefined; readonly exact: Pick<Gradients, GradientName> } {
  const { candidate } = problem;
  if (!candidate) return { comparison: undefined, exact: gradients };
  const double = [candidate.dx, candidate.dgamma, candidate.dbeta].some((tensor) => tensor?.dtype === "float64");
  const sharper = double && precision === "standard" && problem.x.length <= EXACT_CELLS;
  const against = sharper ? batchnormGradients(problem, "exact") : gradients;
  const { dx, dgamma, dbeta } = against;
  return { comparison: compareCandidate(problem, against, candidate), exact: { dx, dgamma, dbeta } };
}
