import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "gamma-missing-direct",
  family: "gamma",
  tensor: "dx",
  title: "gamma missing on the direct term",
  sentence:
    "gamma is missing on the direct term only: the mean and variance paths use dxhat, the direct term uses dout.",
  cause: "dout stands for dxhat in the last line, where the three terms are added.",
  written: "dx = r * (dout - gamma * gbar - gamma * xhat * c)",
  correct: DX,
  code: {
    numpy: "dx = dout * r + dvar * 2 * (x - mu) / N + dmu / N  # dout should be dxhat = dout * gamma",
    pytorch:
      "grad_input = grad_output * rstd + grad_var * 2 * (x - mean) / N + grad_mean / N  # should be grad_xhat * rstd",
    typescript:
      "dx[i] = dout[i] * r[k] + (dvar[k] * 2 * (x[i] - mu[k])) / N + dmu[k] / N; // should be dxhat[i] * r[k]",
  },

  signature: "(1/gamma, 1, 1)",
  hiddenBy: ["gamma is 1"],
  effects: () => [{ ga: -1 }],

  example: {
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, dout, root, dvar, dmu }) => dout * root + (dvar * 2 * (x - mu)) / N + dmu / N,
        }),
    ],
  },
};
