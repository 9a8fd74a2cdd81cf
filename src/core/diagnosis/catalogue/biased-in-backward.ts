import type { Statistics } from "../formula/column-statistics";
import { staged, withRoot } from "./contract/by-hand";
import { withUnbiasedVariance, type Mistake } from "./contract/mistake";
import { anotherRoot, rootWith, scaledDgamma, type Root } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";

const withBiased = (s: Statistics): Root => rootWith(s, { v: (v) => (v * s.degrees) / s.N });

export const mistake: Mistake = {
  id: "biased-in-backward",
  family: "root",
  tensor: "dx",
  title: "biased variance in the backward pass",
  sentence:
    "The backward pass takes the biased variance (divided by N); the forward normalises with the unbiased one (N - 1).",
  cause: "The variance is computed again in the backward pass, by a function that divides by N.",
  written: "r = 1 / sqrt(v * (N-1) / N + eps)",
  correct: ROOT,
  code: {
    numpy: "var = x.var(axis=0)  # should be ddof=1, as in the forward pass",
    pytorch: "var = x.var(0, unbiased=False)  # should be x.var(0), as in the forward pass",
    typescript: "const v = squares / N; // should be squares / (N - 1), as in the forward pass",
  },

  signature: "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  applies: withUnbiasedVariance,
  effects: (s) => anotherRoot(withBiased(s)),
  dgamma: (s) => [scaledDgamma(s, withBiased(s))],

  example: {
    needs: "unbiased",
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v, eps, M, degrees }) => 1 / Math.sqrt((v * degrees) / M + eps)),
        ),
    ],
  },
};
