import { compact } from "./contract/by-hand";
import { byTheTextbook, inTraining, type Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "batch-count",
  family: "counts",
  tensor: "dx",
  title: "batch size counted for N*H*W",
  sentence:
    "The sums run over N, H and W but are divided by the batch size N alone: every position of a channel counts as a row.",
  cause: "Code for N x D matrices is used on images, where shape[0] is not the number of rows.",
  written: "dx = gamma * r * (dout - sum(dout) / N - xhat * sum(dout * xhat) / N)",
  correct: "dx = gamma * r * (dout - sum(dout) / (N*H*W) - xhat * sum(dout * xhat) / (N*H*W))",
  code: {
    numpy: "m = x.shape[0]  # should be x.shape[0] * x.shape[2] * x.shape[3]",
    pytorch: "m = x.size(0)  # should be x.numel() / x.size(1)",
    typescript: "const m = shape[0]; // should be shape[0] * shape[2] * shape[3]",
  },

  signature: "(1, HW, HW)",
  applies: (problem) => byTheTextbook(problem) && inTraining(problem) && problem.layout.positions > 1,
  hiddenBy: ["there is only one sample"],
  effects: ({ problem: { layout } }) => [{ b: layout.positions, k: layout.positions }],

  example: {
    backward: [
      (c) =>
        compact(c, (t, dgamma, dbeta) => {
          const m = c.problem.layout.samples;
          return ({ dout, xhat }) => t.gamma * t.r * (dout - dbeta / m - (xhat * dgamma) / m);
        }),
    ],
  },
};
