import { staged } from "./contract/by-hand";
import { withBiasedVariance, type Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "n-minus-1-variance-path",
  family: "counts",
  tensor: "dx",
  title: "N - 1 for N on the variance path",
  sentence:
    "The variance path divides by N - 1, as for an unbiased variance; the forward normalises with the biased one.",
  cause: "The variance is taken for the unbiased one, which is what var() of PyTorch gives.",
  written: "dx = gamma * r * (dout - gbar - xhat * sum(dout * xhat) / (N-1))",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / (N - 1) + dmu / N  # should be 2 * (x - mu) / N",
    pytorch: "grad_input = grad_xhat * rstd + grad_var * 2 * (x - mean) / (N - 1) + grad_mean / N  # should be / N",
    typescript: "dx[i] = dxhat[i] * r[k] + (dvar[k] * 2 * (x[i] - mu[k])) / (N - 1) + dmu[k] / N; // should be / N",
  },

  signature: "(1, 1, q)",
  applies: withBiasedVariance,
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat", "there are only two rows"],
  effects: ({ N }) => [{ k: N / (N - 1) }],

  example: {
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * (x - mu)) / (N - 1) + dmu / N,
        }),
    ],
  },
};
