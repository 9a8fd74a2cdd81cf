import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "factor-2-missing",
  family: "counts",
  tensor: "dx",
  title: "the 2 of the square missing",
  sentence: "The 2 is missing in d(x - mu)^2: the variance path has half its size.",
  cause: "(x - mu)^2 is differentiated without its factor 2.",
  written: "dx = gamma * r * (dout - gbar - xhat * c / 2)",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = dxhat * r + dvar * (x - mu) / N + dmu / N  # should be dvar * 2 * (x - mu) / N",
    pytorch:
      "grad_input = grad_xhat * rstd + grad_var * (x - mean) / N + grad_mean / N  # should be grad_var * 2 * ...",
    typescript: "dx[i] = dxhat[i] * r[k] + (dvar[k] * (x[i] - mu[k])) / N + dmu[k] / N; // should be dvar[k] * 2 * ...",
  },

  signature: "(1, 1, 1/2)",
  hiddenBy: ["dout is orthogonal to xhat"],
  effects: () => [{ k: 0.5 }],

  example: {
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * (x - mu)) / N + dmu / N,
        }),
    ],
  },
};
