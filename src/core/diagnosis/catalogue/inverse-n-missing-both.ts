import { compact } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "inverse-n-missing-both",
  family: "counts",
  tensor: "dx",
  title: "1/N missing on both paths",
  sentence: "1/N is missing on both paths: sums of dout and dout * xhat stand where their means belong.",
  cause: "dbeta and dgamma, which are sums, stand in the compact formula where means belong.",
  written: "dx = gamma * r * (dout - sum(dout) - xhat * sum(dout * xhat))",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = gamma * r * (dout - dbeta - xhat * dgamma)  # should be dbeta / N and dgamma / N",
    pytorch: "grad_input = weight * rstd * (g - g.sum(0) - xhat * (g * xhat).sum(0))  # both should be .mean(0)",
    typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] - xhat[i] * dgamma[k]); // both should be divided by N",
  },

  signature: "(1, N, N)",
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat", "there are only two rows", "there is only one sample"],
  effects: ({ N, degrees }) => [{ b: N, k: degrees }],

  example: {
    backward: [
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              t.gamma * t.r * (dout - dbeta - xhat * dgamma),
        ),
    ],
  },
};
