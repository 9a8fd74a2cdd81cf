import { compact, sum, rows } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "gamma-twice-variance",
  family: "gamma",
  tensor: "dx",
  title: "gamma twice in the variance path",
  sentence:
    "gamma is doubled in the variance path: dgamma was built from dxhat, which holds gamma, and multiplied by gamma again.",
  cause: "A dgamma that was built from dxhat is used again in the compact formula.",
  written: "dx = gamma * r * (dout - gbar - gamma * xhat * c)",
  correct: DX,
  code: {
    numpy: "dx = gamma * r * (dout - dbeta / N - xhat * (dxhat * xhat).sum(0) / N)  # should be (dout * xhat).sum(0)",
    pytorch:
      "grad_input = weight * rstd * (g - g.mean(0) - xhat * (grad_xhat * xhat).mean(0))  # should be (g * xhat).mean(0)",
    typescript: "slope += dxhat[i] * xhat[i]; // should be dout[i] * xhat[i]: gamma is multiplied at the end",
  },

  signature: "(1, 1, gamma)",
  hiddenBy: ["gamma is 1", "dout is orthogonal to xhat"],
  effects: () => [{ gk: 1 }],

  example: {
    backward: [
      (c) =>
        compact(c, (t, _, dbeta) => {
          const dgamma = sum(rows(t, ({ dout, xhat }) => dout * t.gamma * xhat));
          return ({ dout, xhat }) => t.gamma * t.r * (dout - dbeta / t.N - (xhat * dgamma) / t.N);
        }),
    ],
  },
};
