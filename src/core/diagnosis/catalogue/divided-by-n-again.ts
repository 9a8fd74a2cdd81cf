import { whole } from "../formula/term-effect";
import { compact } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "divided-by-n-again",
  family: "counts",
  tensor: "dx",
  title: "dx divided by N once more",
  sentence: "The whole dx is divided by N once more: the mean of the loss is already in dout.",
  cause:
    "The factor 1/N of the formula with N * dout inside is taken over without that N, or the mean of the loss is counted twice.",
  written: "dx = gamma * r / N * (dout - gbar - xhat * c)",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = gamma * r / N * (dout - dbeta / N - xhat * dgamma / N)  # 1/N outside goes with N * dout inside",
    pytorch: "grad_input = weight * rstd / N * (g - g.mean(0) - xhat * (g * xhat).mean(0))  # drop the / N",
    typescript: "dx[i] = ((gamma[k] * r[k]) / N) * (dout[i] - gbar[k] - xhat[i] * c[k]); // drop the / N",
  },

  signature: "(1/N, 1/N, 1/N)",
  applies: always,
  effects: ({ N }) => [whole(1 / N)],

  example: {
    backward: [
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              ((t.gamma * t.r) / t.N) * (dout - dbeta / t.N - (xhat * dgamma) / t.N),
        ),
    ],
  },
};
