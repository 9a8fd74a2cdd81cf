import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { meanLeftover } from "./formulas/mean-leftover";

export const mistake: Mistake = {
  id: "dv-dx-uses-x",
  family: "operands",
  tensor: "dx",
  title: "x for x - mu in d(v)/d(x)",
  sentence: "d(v)/d(x) is taken as 2x / N; the variance is made of x - mu, so it is 2 (x - mu) / N.",
  cause: "The variance is differentiated as if it were mean(x^2).",
  written: "dx = dxhat * r + dv * 2 * x / N + dmu / N",
  correct: "dx = dxhat * r + dv * 2 * (x - mu) / N + dmu / N",
  code: {
    numpy: "dx = dxhat * r + dvar * 2.0 * x / N + dmu / N  # should be 2.0 * (x - mu)",
    pytorch: "grad_input = grad_xhat * rstd + grad_var * 2 * x / N + grad_mean / N  # should be 2 * (x - mean)",
    typescript: "dx[i] = dxhat[i] * r[k] + (dvar[k] * 2 * x[i]) / N + dmu[k] / N; // should be x[i] - mu[k]",
  },

  signature: "(1, 1 + r c mu / gbar, 1)",
  hiddenBy: ["dout is orthogonal to xhat", "x has mean 0"],
  effects: (s) => [{ ones: meanLeftover(s) }],

  example: {
    backward: [
      (c) => staged(c, { dx: ({ x, N, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * x) / N + dmu / N }),
    ],
  },
};
