import { compact } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "gamma-direct-only",
  family: "gamma",
  tensor: "dx",
  title: "gamma on the direct term only",
  sentence:
    "gamma multiplies the direct term only; the mean path and the variance path are built from dout without gamma.",
  cause: "The bracket of the compact formula is opened, and gamma is carried to its first term only.",
  written: "dx = r * (gamma * dout - gbar - xhat * c)",
  correct: DX,
  code: {
    numpy: "dx = r * (gamma * dout - dout.mean(0) - xhat * (dout * xhat).mean(0))  # gamma belongs outside the bracket",
    pytorch:
      "grad_input = rstd * (weight * g - g.mean(0) - xhat * (g * xhat).mean(0))  # weight belongs outside the bracket",
    typescript: "dx[i] = r[k] * (gamma[k] * dout[i] - gbar[k] - xhat[i] * c[k]); // gamma belongs outside the bracket",
  },

  signature: "(1, 1/gamma, 1/gamma)",
  hiddenBy: ["gamma is 1"],
  effects: () => [{ gb: -1, gk: -1 }],

  example: {
    backward: [
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              t.r * (t.gamma * dout - dbeta / t.N - (xhat * dgamma) / t.N),
        ),
    ],
  },
};
