import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "factor-half-missing",
  family: "counts",
  tensor: "dx",
  title: "the 1/2 of the root missing",
  sentence:
    "The 1/2 is missing in d(v + eps)^(-1/2) / dv = -1/2 (v + eps)^(-3/2): the variance path has twice its size.",
  cause: "(v + eps)^(-1/2) is differentiated without its factor 1/2.",
  written: "dx = gamma * r * (dout - gbar - 2 * xhat * c)",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dvar = np.sum(dxhat * (x - mu) * -(var + eps) ** -1.5, axis=0)  # should be -0.5 * (var + eps) ** -1.5",
    pytorch: "grad_var = -(grad_xhat * (x - mean)).sum(0) * rstd**3  # should be -0.5 * ...",
    typescript: "dvar[k] -= dxhat[i] * (x[i] - mu[k]) * r[k] ** 3; // should be 0.5 * dxhat[i] * ...",
  },

  signature: "(1, 1, 2)",
  hiddenBy: ["dout is orthogonal to xhat", "there are only two rows"],
  effects: () => [{ k: 2 }],

  example: { backward: [(c) => staged(c, { dvar: ({ x, mu, dxhat, power }) => -dxhat * (x - mu) * power })] },
};
