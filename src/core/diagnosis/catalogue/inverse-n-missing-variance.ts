import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "inverse-n-missing-variance",
  family: "counts",
  tensor: "dx",
  title: "1/N missing on the variance path",
  sentence: "1/N is missing on the variance path: d(v)/d(x) is 2 (x - mu) / N.",
  cause: "d(v)/d(x) is derived for a sum of squares; v is their mean.",
  written: "dx = gamma * r * (dout - gbar - xhat * sum(dout * xhat))",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = dxhat * r + dvar * 2 * (x - mu) + dmu / N  # should be 2 * (x - mu) / N",
    pytorch: "grad_input = weight * rstd * (g - g.mean(0) - xhat * (g * xhat).sum(0))  # should be .mean(0)",
    typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] / N - xhat[i] * dgamma[k]); // should be dgamma[k] / N",
  },

  signature: "(1, 1, N)",
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat", "there are only two rows"],
  effects: ({ degrees }) => [{ k: degrees }],

  example: {
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, dxhat, root, dvar, dmu }) => dxhat * root + dvar * 2 * (x - mu) + dmu / N,
        }),
    ],
  },
};
