import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DV } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "xhat-for-centred-twice",
  family: "operands",
  tensor: "dx",
  title: "xhat for x - mu in dv and in dx",
  sentence:
    "xhat is used for x - mu, in dv and once more in dx: each time the variance path is divided by sqrt(v + eps) too often.",
  cause: "The cache holds xhat, and the formula of the staged derivation asks for x - mu.",
  written: "dv = sum(dxhat * xhat) * (-1/2) * (v + eps)^(-3/2),  dx = ... + dv * 2 * xhat / N",
  correct: `${DV},  dx = ... + dv * 2 * (x - mu) / N`,
  code: {
    numpy:
      "dvar = np.sum(dxhat * xhat, 0) * -0.5 * r**3; dx = dxhat * r + dvar * 2 * xhat / N  # should be x - mu, twice",
    pytorch: "grad_x = g * rstd + grad_var * 2 * xhat / N  # should be (x - mean), here and in grad_var",
    typescript: "dx[i] += (dvar[k] * 2 * xhat[i]) / N; // should be x[i] - mu[k], here and in dvar",
  },

  signature: "(1, 1, r^2)",
  hiddenBy: ["dout is orthogonal to xhat", "sqrt(v + eps) is 1"],
  effects: ({ r }) => [{ k: r.map((value) => value ** 2) }],

  example: {
    backward: [
      (c) =>
        staged(c, {
          dvar: ({ xhat, dxhat, power }) => dxhat * xhat * -0.5 * power,
          dx: ({ xhat, N, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * xhat) / N + dmu / N,
        }),
    ],
  },
};
