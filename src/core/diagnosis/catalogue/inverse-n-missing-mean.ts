import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "inverse-n-missing-mean",
  family: "counts",
  tensor: "dx",
  title: "1/N missing on the mean path",
  sentence: "1/N is missing on the mean path: d(mu)/d(x) is 1/N for every row, so the sum of dout must become a mean.",
  cause: "The rows are summed, and the division by N is forgotten.",
  written: "dx = gamma * r * (dout - sum(dout) - xhat * c)",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / N + dmu  # should be dmu / N",
    pytorch: "grad_input = weight * rstd * (g - g.sum(0) - xhat * (g * xhat).mean(0))  # should be g.mean(0)",
    typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] - (xhat[i] * dgamma[k]) / N); // should be dbeta[k] / N",
  },

  signature: "(1, N, 1)",
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat"],
  effects: ({ N }) => [{ b: N }],

  example: {
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * (x - mu)) / N + dmu,
        }),
    ],
  },
};
