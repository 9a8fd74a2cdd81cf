import { staged } from "./contract/by-hand";
import { withUnbiasedVariance, type Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "n-for-n-minus-1",
  family: "counts",
  tensor: "dx",
  title: "N for N - 1 on the variance path of an unbiased variance",
  sentence:
    "The variance path divides by N, as for a biased variance; the forward normalises with the unbiased one, so that N - 1 divides there.",
  cause:
    "The backward pass of a derivation with the biased variance stands behind a forward pass with var(), which divides by N - 1.",
  written: "dx = gamma * r * (dout - gbar - xhat * sum(dout * xhat) / N)",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / N + dmu / N  # should be 2 * (x - mu) / (N - 1)",
    pytorch: "grad_input = grad_xhat * rstd + grad_var * 2 * (x - mean) / N + grad_mean / N  # should be / (N - 1)",
    typescript: "dx[i] = dxhat[i] * r[k] + (dvar[k] * 2 * (x[i] - mu[k])) / N + dmu[k] / N; // should be / (N - 1)",
  },

  signature: "(1, 1, (N - 1) / N)",
  applies: withUnbiasedVariance,
  hiddenBy: ["dout is orthogonal to xhat", "there are only two rows"],
  effects: ({ N, degrees }) => [{ k: degrees / N }],

  example: {
    needs: "unbiased",
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * (x - mu)) / N + dmu / N,
        }),
    ],
  },
};
