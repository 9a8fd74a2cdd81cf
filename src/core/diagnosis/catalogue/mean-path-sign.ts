import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "mean-path-sign",
  family: "paths",
  tensor: "dx",
  title: "wrong sign of the mean path",
  sentence: "The mean path has the wrong sign: xhat = (x - mu) * r falls when mu rises, so mean(dout) is subtracted.",
  cause: "The minus of d(x - mu)/d(mu) = -1 is lost.",
  written: "dx = gamma * r * (dout + gbar - xhat * c)",
  correct: DX,
  code: {
    numpy: "dmu = np.sum(dxhat * r, axis=0)  # should be -r",
    pytorch: "grad_mean = (grad_xhat * rstd).sum(0)  # should be -rstd",
    typescript: "dmu[k] += dxhat[i] * r[k]; // should be -=",
  },

  signature: "(1, -1, 1)",
  hiddenBy: ["dout has mean 0"],
  effects: () => [{ b: -1 }],

  example: { backward: [(c) => staged(c, { dmuDirect: ({ dxhat, root }) => dxhat * root })] },
};
