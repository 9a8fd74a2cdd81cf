import { whole } from "../formula/term-effect";
import { compact } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { anotherRoot, rootAs } from "./formulas/another-root";
import { DX_OF_ROOT } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "inverse-sigma-missing",
  family: "root",
  tensor: "dx",
  title: "factor 1/sqrt(v + eps) missing",
  sentence: "dx is not divided by sqrt(v + eps): the factor r in front is missing.",
  cause: "The gradient is carried back to xhat, and no further to x.",
  written: "dx = gamma * (dout - gbar - xhat * c)",
  correct: DX_OF_ROOT,
  code: {
    numpy: "dx = gamma * (dout - gbar - xhat * c)  # should be gamma / np.sqrt(var + eps) * (...)",
    pytorch: "grad_input = weight * (g - g.mean(0) - xhat * (g * xhat).mean(0))  # * rstd is missing",
    typescript: "dx[i] = gamma[k] * (dout[i] - gbar[k] - xhat[i] * c[k]); // * r[k] is missing",
  },

  signature: "(1/r, 1/r, 1/r)",
  applies: always,
  hiddenBy: ["sqrt(v + eps) is 1"],
  effects: ({ r }) => [
    whole(r.map((value) => 1 / value)),
    ...anotherRoot(rootAs(r.map((value) => 1 / value))).slice(0, 1),
  ],

  example: {
    backward: [
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              t.gamma * (dout - dbeta / t.N - (xhat * dgamma) / t.N),
        ),
    ],
  },
};
