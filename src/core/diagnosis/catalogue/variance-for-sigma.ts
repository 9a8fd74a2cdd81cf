import { whole } from "../formula/term-effect";
import { staged, compact, withRoot } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { power, rootAs, scaledDgamma } from "./formulas/another-root";
import { DX_OF_ROOT } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "variance-for-sigma",
  family: "root",
  tensor: "dx",
  title: "variance for standard deviation",
  sentence: "dx is divided by the variance v + eps; it must be divided by the standard deviation sqrt(v + eps).",
  cause: "A square root is forgotten.",
  written: "dx = gamma / (v + eps) * (dout - gbar - xhat * c)",
  correct: DX_OF_ROOT,
  code: {
    numpy: "dx = gamma / (var + eps) * (dout - gbar - xhat * c)  # should be np.sqrt(var + eps)",
    pytorch: "rstd = 1 / (var + eps)  # should be torch.rsqrt(var + eps)",
    typescript: "const r = 1 / (v[k] + eps); // should be 1 / Math.sqrt(v[k] + eps)",
  },

  signature: "(r, r, r); (r, r, r^3) when xhat is made with it too",
  applies: always,
  hiddenBy: ["sqrt(v + eps) is 1"],
  effects: ({ r }) => [whole(r), { a: r, b: r, k: power(r, 3) }],
  dgamma: (s) => [scaledDgamma(s, rootAs(s.r))],

  example: {
    backward: [
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              (t.gamma / (t.v + t.eps)) * (dout - dbeta / t.N - (xhat * dgamma) / t.N),
        ),
      (c) =>
        staged(
          c,
          withRoot(({ v, eps }) => 1 / (v + eps)),
        ),
    ],
  },
};
