import { at } from "../formula/term-effect";
import type { Statistics } from "../formula/column-statistics";
import { staged, compact, withRoot } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { anotherRoot, rootWith, scaledDgamma, type Root } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";

/** The eps of the example, in eps of the problem. */
const OTHER = 3.7;

const withEps = (s: Statistics, eps: number): Root => rootWith(s, { eps });

const isOutside = (s: Statistics): boolean => s.problem.epsPlacement === "outside";

/** From far below every variance, or the forward's eps, to far above. */
function rangeOfEps(s: Statistics): readonly [number, number] {
  const lengths = isOutside(s) ? s.v.map(Math.sqrt) : s.v;
  const positive = Array.from(lengths).filter((v) => v > 0);
  const largest = positive.reduce((most, v) => Math.max(most, v), Math.max(s.eps, 1e-12));
  const smallest = positive.reduce((least, v) => Math.min(least, v), largest);
  return [Math.min(smallest * 1e-6, s.eps > 0 ? s.eps * 1e-6 : smallest), Math.max(largest * 100, s.eps * 100)];
}

export const mistake: Mistake = {
  id: "eps-different",
  family: "root",
  tensor: "dx",
  title: "another eps in the backward pass",
  sentence: "The backward pass uses another eps than the forward pass.",
  cause: "Forward and backward have a default of their own each, such as 1e-5 and 1e-8.",
  written: "r = 1 / sqrt(v + eps2)",
  correct: ROOT,
  code: {
    numpy: "r = 1.0 / np.sqrt(var + 1e-8)  # should be the eps of the forward pass",
    pytorch: "rstd = (var + 1e-8).rsqrt()  # should be ctx.eps, as in the forward pass",
    typescript: "const r = 1 / Math.sqrt(v[k] + 1e-8); // should be the eps of the forward pass",
  },

  signature: "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat; the eps is estimated",
  applies: always,
  parameter: {
    name: "eps",
    range: rangeOfEps,
    another: ({ eps }) => Math.max(10 * eps, 1e-5),
    effects: (s, eps) => anotherRoot(withEps(s, eps)),
    dgamma: (s, eps) => scaledDgamma(s, withEps(s, eps)),
    // The square of dgamma is in proportion to 1 / (v + eps), so each column names the eps that it saw.
    fromDgamma: (s, k, factor) =>
      isOutside(s) ? 1 / (at(s.r, k) * factor) - Math.sqrt(at(s.v, k)) : 1 / (at(s.r, k) * factor) ** 2 - at(s.v, k),
    dgammaPerUnit: (s, k) => (isOutside(s) ? at(s.r, k) : 1 / (2 * (at(s.v, k) + s.eps))),
  },

  example: {
    parameter: ({ eps }) => OTHER * eps,
    backward: [
      (c) =>
        staged(
          c,
          withRoot(({ v, eps }) => 1 / Math.sqrt(v + OTHER * eps)),
        ),
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              (t.gamma / Math.sqrt(t.v + OTHER * t.eps)) * (dout - dbeta / t.N - (xhat * dgamma) / t.N),
        ),
    ],
  },
};
