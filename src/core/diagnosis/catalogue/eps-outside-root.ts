import type { Statistics } from "../formula/column-statistics";
import { staged, withRoot } from "./contract/by-hand";
import { withEpsInside, type Mistake } from "./contract/mistake";
import { anotherRoot, rootFrom, scaledDgamma, type Root } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";

const epsOutside = (s: Statistics): Root => rootFrom(s, (v, eps) => (Math.sqrt(v) + eps) ** 2);

export const mistake: Mistake = {
  id: "eps-outside-root",
  family: "root",
  tensor: "dx",
  title: "eps outside the root",
  sentence: "eps is added outside the root: sqrt(v) + eps is another number than sqrt(v + eps).",
  cause: "eps is added to the standard deviation, as a guard of the division.",
  written: "r = 1 / (sqrt(v) + eps)",
  correct: ROOT,
  code: {
    numpy: "r = 1.0 / (np.sqrt(var) + eps)  # should be np.sqrt(var + eps)",
    pytorch: "rstd = 1 / (x.std(0, unbiased=False) + eps)  # should be 1 / torch.sqrt(var + eps)",
    typescript: "const r = 1 / (Math.sqrt(v[k]) + eps); // should be Math.sqrt(v[k] + eps)",
  },

  signature: "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  applies: (problem) => problem.eps > 0 && withEpsInside(problem),
  hiddenBy: ["eps is small"],
  effects: (s) => anotherRoot(epsOutside(s)),
  dgamma: (s) => [scaledDgamma(s, epsOutside(s))],

  example: {
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v, eps }) => 1 / (Math.sqrt(v) + eps)),
        ),
    ],
  },
};
