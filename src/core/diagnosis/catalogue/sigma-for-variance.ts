import { at, each } from "../formula/term-effect";
import { staged, withRoot } from "./contract/by-hand";
import { inTraining, withEpsInside, type Mistake } from "./contract/mistake";
import { anotherRoot, rootFrom, scaledDgamma } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";

const withSigma = (v: number, eps: number): number => Math.sqrt(v) + eps;

export const mistake: Mistake = {
  id: "sigma-for-variance",
  family: "root",
  tensor: "dx",
  title: "the standard deviation where the variance belongs",
  sentence:
    "The standard deviation is used where the variance belongs, under the root: r = 1 / sqrt(sigma + eps), the root of a root.",
  cause: "np.std or torch.std is kept under the name var.",
  written: "r = 1 / sqrt(sigma + eps),  sigma = sqrt(v)",
  correct: ROOT,
  code: {
    numpy: "var = np.std(x, axis=0); r = 1.0 / np.sqrt(var + eps)  # should be np.var(x, axis=0)",
    pytorch: "rstd = (x.std(0, unbiased=False) + eps).rsqrt()  # should be x.var(0, unbiased=False)",
    typescript: "const r = 1 / Math.sqrt(Math.sqrt(v[k]) + eps); // should be Math.sqrt(v[k] + eps)",
  },

  signature: "(rho, rho, rho^3), rho = sqrt((v + eps) / (sigma + eps)); dgamma is rho times too large",
  applies: (problem) => inTraining(problem) && withEpsInside(problem),
  hiddenBy: [],
  effects: (s) => anotherRoot(rootFrom(s, withSigma)),
  dgamma: (s) => [scaledDgamma(s, rootFrom(s, withSigma)), each(s.D, (k) => at(s.dgamma, k))],

  example: {
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v, eps }) => 1 / Math.sqrt(Math.sqrt(v) + eps)),
        ),
    ],
  },
};
