import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "variance-path-sign",
  family: "paths",
  tensor: "dx",
  title: "wrong sign of the variance path",
  sentence: "The variance path has the wrong sign: d(v + eps)^(-1/2) / dv is negative.",
  cause: "The minus of d(v + eps)^(-1/2)/dv = -1/2 (v + eps)^(-3/2) is lost.",
  written: "dx = gamma * r * (dout - gbar + xhat * c)",
  correct: DX,
  code: {
    numpy: "dvar = np.sum(dxhat * (x - mu) * 0.5 * (var + eps) ** -1.5, axis=0)  # should be -0.5",
    pytorch: "grad_var = (grad_xhat * (x - mean)).sum(0) * 0.5 * rstd**3  # should be -0.5",
    typescript: "dvar[k] += dxhat[i] * (x[i] - mu[k]) * 0.5 * r[k] ** 3; // should be -0.5",
  },

  signature: "(1, 1, -1)",
  hiddenBy: ["dout is orthogonal to xhat"],
  effects: () => [{ k: -1 }],

  example: {
    backward: [(c) => staged(c, { dvar: ({ x, mu, dxhat, power }) => dxhat * (x - mu) * 0.5 * power })],
  },
};
