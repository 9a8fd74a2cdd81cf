import { staged } from "./contract/by-hand";
import { withoutMask, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dout-ignored",
  family: "operands",
  tensor: "dx",
  title: "dout not used",
  sentence: "dout is not multiplied: the backward pass starts from ones, and for them dx is exactly 0.",
  cause: "The backward pass is written for the loss sum(out), whose dout is 1 everywhere.",
  written: "dx = gamma * r * (1 - mean(1) - xhat * mean(xhat)) = 0",
  correct: DX,
  code: {
    numpy: "dxhat = np.ones_like(x) * gamma  # should be dout * gamma",
    pytorch: "def backward(ctx, grad_output): grad_xhat = weight.expand_as(x)  # should be grad_output * weight",
    typescript: "const dxhat = gamma[k]; // should be dout[i] * gamma[k]",
  },

  signature: "(0, 0, 0)",
  applies: withoutMask,
  hiddenBy: ["dout is constant"],
  // In evaluation ones give gamma * r in every row.
  effects: ({ training }) => (training ? [{ a: 0, b: 0, k: 0 }] : [{ a: 0, mean: -1, k: 0, paths: 1 }]),
  dbeta: ({ D, N }) => [new Float64Array(D).fill(N)],

  example: {
    backward: [
      (c) => staged(c, { dxhat: ({ gamma }) => gamma, dgamma: ({ xhat }) => xhat, dbeta: () => 1 }),
      (c) => staged(c, { dxhat: ({ gamma }) => gamma }),
    ],
  },
};
