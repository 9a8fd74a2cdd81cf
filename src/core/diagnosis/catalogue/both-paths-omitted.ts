import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "both-paths-omitted",
  family: "paths",
  tensor: "dx",
  title: "mean and variance taken for constants",
  sentence: "Mean and variance are treated as constants: this is the gradient of evaluation mode, used in training.",
  cause: "The backward pass of evaluation mode is used in training, or both statistics were detached.",
  written: "dx = gamma * r * dout",
  correct: DX,
  code: {
    numpy: "dx = dout * gamma / np.sqrt(var + eps)  # right only when mean and var are running statistics",
    pytorch: "mean, var = x.detach().mean(0), x.detach().var(0, unbiased=False)  # detach cuts both paths",
    typescript: "dx[i] = dout[i] * gamma[k] * r[k]; // right only when mu and v are running statistics",
  },

  signature: "(1, 0, 0)",
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat"],
  effects: () => [{ b: 0, k: 0 }],

  example: { backward: [(c) => staged(c, { dx: ({ dxhat, root }) => dxhat * root })] },
};
