import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "mean-path-omitted",
  family: "paths",
  tensor: "dx",
  title: "mean path left out",
  sentence: "The mean path is left out: x also acts through mu, which takes mean(dout) off every row.",
  cause: "mu is taken for a constant, or dmu is computed and not added.",
  written: "dx = gamma * r * (dout - xhat * c)",
  correct: DX,
  code: {
    numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / N  # + dmu / N is missing",
    pytorch: "grad_input = weight * rstd * (g - xhat * (g * xhat).mean(0))  # - g.mean(0) is missing",
    typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - xhat[i] * c[k]); // - gbar[k] is missing",
  },

  signature: "(1, 0, 1)",
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat"],
  effects: () => [{ b: 0 }],

  example: {
    backward: [(c) => staged(c, { dx: ({ x, mu, N, dxhat, root, dvar }) => dxhat * root + (dvar * 2 * (x - mu)) / N })],
  },
};
