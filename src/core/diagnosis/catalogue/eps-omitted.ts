import type { Statistics } from "../formula/column-statistics";
import { staged, compact, withRoot } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { anotherRoot, power, rootWith, scaledDgamma, type Root } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";

const withoutEps = (s: Statistics): Root => rootWith(s, { eps: 0 });

export const mistake: Mistake = {
  id: "eps-omitted",
  family: "root",
  tensor: "dx",
  title: "eps left out of the backward pass",
  sentence: "eps is left out of the backward pass: the root there is sqrt(v), the forward's is sqrt(v + eps).",
  cause: "The root is computed again from the variance, without eps.",
  written: "r = 1 / sqrt(v)",
  correct: ROOT,
  code: {
    numpy: "dvar = np.sum(dxhat * (x - mu) * -0.5 * var ** -1.5, axis=0)  # should be (var + eps) ** -1.5",
    pytorch: "rstd = var.rsqrt()  # should be (var + eps).rsqrt()",
    typescript: "const r = 1 / Math.sqrt(v[k]); // should be Math.sqrt(v[k] + eps)",
  },

  signature: "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat; (1, 1, rho^3) in dv only",
  applies: (problem) => problem.eps > 0,
  hiddenBy: ["eps is small", "every variance is above eps"],
  effects: (s) => {
    const root = withoutEps(s);
    const { rho } = root;
    // The last three: only in dv, as (v)^(-3/2), as 1/sqrt(v) of the staged derivation, and as its 1/v.
    return [...anotherRoot(root), { k: power(rho, 3) }, { k: rho }, { k: power(rho, 2) }];
  },
  dgamma: (s) => [scaledDgamma(s, withoutEps(s))],

  example: {
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v }) => 1 / Math.sqrt(v)),
        ),
      (c) => staged(c, { power: ({ v }) => v ** -1.5 }),
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              (t.gamma / Math.sqrt(t.v)) * (dout - dbeta / t.N - (xhat * dgamma) / t.N),
        ),
    ],
  },
};
