import { staged, withRoot } from "./contract/by-hand";
import { withEpsInside, type Mistake } from "./contract/mistake";
import { anotherRoot, rootFrom, scaledDgamma } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "eps-max",
  family: "root",
  tensor: "dx",
  title: "eps as a lower bound",
  sentence: "eps is a lower bound of the variance, max(v, eps); the forward adds it, v + eps.",
  cause: "A clamp of the variance stands for the sum.",
  written: "r = 1 / sqrt(max(v, eps))",
  correct: ROOT,
  code: {
    numpy: "r = 1.0 / np.sqrt(np.maximum(var, eps))  # should be np.sqrt(var + eps)",
    pytorch: "rstd = var.clamp(min=eps).rsqrt()  # should be (var + eps).rsqrt()",
    typescript: "const r = 1 / Math.sqrt(Math.max(v[k], eps)); // should be Math.sqrt(v[k] + eps)",
  },

  signature: "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  applies: (problem) => problem.eps > 0 && withEpsInside(problem),
  hiddenBy: ["eps is small", "every variance is above eps"],
  effects: (s) => anotherRoot(rootFrom(s, Math.max)),
  dgamma: (s) => [scaledDgamma(s, rootFrom(s, Math.max))],

  example: {
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v, eps }) => 1 / Math.sqrt(Math.max(v, eps))),
        ),
    ],
  },
};
