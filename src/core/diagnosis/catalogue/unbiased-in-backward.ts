import { staged, withRoot } from "./contract/by-hand";
import { withBiasedVariance, type Mistake } from "./contract/mistake";
import { anotherRoot } from "./formulas/another-root";
import { withUnbiased } from "./formulas/unbiased-root";
import { ROOT } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "unbiased-in-backward",
  family: "root",
  tensor: "dx",
  title: "unbiased variance in the backward pass",
  sentence:
    "The backward pass takes the unbiased variance (divided by N - 1); the forward normalises with the biased one (N).",
  cause: "var() divides by N - 1 when nothing else is said, and the backward pass computes it again.",
  written: "r = 1 / sqrt(v * N / (N-1) + eps)",
  correct: ROOT,
  code: {
    numpy: "var = x.var(axis=0, ddof=1)  # should be ddof=0, as in the forward pass",
    pytorch: "var = x.var(0)  # unbiased by default; should be x.var(0, unbiased=False)",
    typescript: "const v = squares / (N - 1); // should be squares / N",
  },

  signature: "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  applies: withBiasedVariance,
  hiddenBy: ["dout is orthogonal to xhat"],
  effects: (s) => anotherRoot(withUnbiased(s)),

  example: {
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v, eps, N }) => 1 / Math.sqrt((v * N) / (N - 1) + eps)),
        ),
    ],
  },
};
