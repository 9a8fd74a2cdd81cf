import { compact } from "./contract/by-hand";
import { inTraining, type Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "n-minus-1-both",
  family: "counts",
  tensor: "dx",
  title: "N - 1 for N on both paths",
  sentence: "Both paths divide by N - 1; the batch's mean and variance divide by N.",
  cause: "The count of an unbiased variance is used for every mean.",
  written: "dx = gamma * r * (dout - sum(dout) / (N-1) - xhat * sum(dout * xhat) / (N-1))",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = gamma * r * (dout - dbeta / (N - 1) - xhat * dgamma / (N - 1))  # should be N",
    pytorch: "n = x.shape[0] - 1  # should be x.shape[0]",
    typescript: "const n = rows - 1; // should be rows",
  },

  signature: "(1, q, q)",
  applies: (problem) => inTraining(problem) && problem.sets.some(({ members }) => members > 1),
  hiddenBy: ["dout has mean 0", "there are only two rows"],
  // The variance path of an unbiased variance is divided by N - 1 rightly.
  effects: ({ N, degrees }) => [{ b: N / (N - 1), k: degrees / (N - 1) }],

  example: {
    backward: [
      (c) =>
        compact(c, (t, dgamma, dbeta) => {
          const m = t.N - 1;
          return ({ dout, xhat }) => t.gamma * t.r * (dout - dbeta / m - (xhat * dgamma) / m);
        }),
    ],
  },
};
