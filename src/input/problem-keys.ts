import { ACTIVATIONS, DENOMINATORS, EPS_PLACEMENTS } from "../core/conventions";
import { NORMS } from "../core/normalization-layer";
import type { Mode } from "../core/problem";

/** Keys of a problem object (docs/problem-file.md). */
export const PROBLEM_KEYS = [
  "x",
  "xhat",
  "xmu",
  "rstd",
  "gamma",
  "beta",
  "dout",
  "doutSeed",
  "eps",
  "mode",
  "runningMean",
  "runningVar",
  "norm",
  "axis",
  "groups",
  "normalizedShape",
  "axes",
  "gammaOffset",
  "variance",
  "epsPlacement",
  "mask",
  "split",
  "activation",
  "slope",
  "tolerance",
  "candidate",
  "candidate2",
] as const;
/** Keys of which one stands in a problem: x, or what a backward pass keeps of it. */
export const X_KEYS = ["x", "xhat", "xmu"] as const;
/** Keys whose value is one of a few words. */
export const CHOICES = {
  mode: ["train", "eval"] as const satisfies readonly Mode[],
  variance: DENOMINATORS,
  epsPlacement: EPS_PLACEMENTS,
  activation: ACTIVATIONS,
} as const;
/** The same for the key that says which layer it is. */
export const LAYER_CHOICES = { norm: NORMS } as const;
export const CANDIDATE_KEYS = ["dx", "dgamma", "dbeta"] as const;
/** Keys that may stand there for people and editors, and are not read. */
export const SILENT_KEYS = ["$schema", "$comment", "title", "description"];
