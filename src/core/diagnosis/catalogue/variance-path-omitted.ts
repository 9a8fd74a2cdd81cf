import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "variance-path-omitted",
  family: "paths",
  tensor: "dx",
  title: "variance path left out",
  sentence: "The variance path is left out: x also acts through v, which takes xhat * mean(dout * xhat) off every row.",
  cause: "v is taken for a constant: it was detached, or computed where no gradient is recorded.",
  written: "dx = gamma * r * (dout - gbar)",
  correct: DX,
  code: {
    numpy: "dx = dxhat * r + dmu / N  # + dvar * 2 * (x - mu) / N is missing",
    pytorch: "grad_input = weight * rstd * (g - g.mean(0))  # - xhat * (g * xhat).mean(0) is missing",
    typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k]); // - xhat[i] * c[k] is missing",
  },

  signature: "(1, 1, 0)",
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat"],
  effects: () => [{ k: 0 }],

  example: { backward: [(c) => staged(c, { dx: ({ N, dxhat, root, dmu }) => dxhat * root + dmu / N })] },
};
