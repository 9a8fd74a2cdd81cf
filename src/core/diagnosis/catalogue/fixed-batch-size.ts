import { compact } from "./contract/by-hand";
import { inTraining, type Mistake, byTheTextbook } from "./contract/mistake";
import type { Problem } from "../../problem";
import { DX_OF_SUMS } from "./formulas/right-formulas";

const ROUND_SIZES = [1, 2, 4, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 250, 256, 500, 512, 1000, 1024];

/** Batch sizes that people fix, in rows of this shape: round ones, and the samples next to those that are there. */
function sizes({ layout }: Problem): number[] {
  const { rows: N, samples, positions } = layout;
  const near = [1, 2, 3, 4, 5].map((more) => samples + more);
  const taken = new Set([N, N - 1, positions === 1 ? N : samples, 1]); // right, or mistakes of other names
  return [...new Set([...near, ...ROUND_SIZES])]
    .map((size) => size * positions)
    .filter((size) => !taken.has(size) && size > N);
}

export const mistake: Mistake = {
  id: "fixed-batch-size",
  family: "counts",
  tensor: "dx",
  title: "a fixed batch size for a smaller last batch",
  sentence:
    "Sums are divided by a batch size that is fixed, and this batch has fewer rows: the count must be that of the rows that are there.",
  cause: "The last batch of an epoch is smaller, and the count comes from the settings and not from x.",
  written: "gbar = sum(dout) / M,  c = sum(dout * xhat) / M,  M the fixed batch size",
  correct: DX_OF_SUMS,
  code: {
    numpy: "dx = gamma * r * (dout - dbeta / batch_size - xhat * dgamma / batch_size)  # should be x.shape[0]",
    pytorch: "n = self.batch_size  # should be x.numel() // x.size(1)",
    typescript: "const N = options.batchSize; // should be x.length / D",
  },

  signature: "(1, N/M, N/M)",
  applies: (problem) => inTraining(problem) && byTheTextbook(problem),
  effects: (s) => sizes(s.problem).map((size) => ({ b: s.N / size, k: s.N / size })),
  says: (s, form) =>
    `It counts ${sizes(s.problem)[form]} rows in place of ${s.N}: the sums are divided by ${sizes(s.problem)[form]}.`,

  example: {
    backward: [
      (c) =>
        compact(c, (t, dgamma, dbeta) => {
          const size = t.N + 2 * c.problem.layout.inner;
          return ({ dout, xhat }) => t.gamma * t.r * (dout - dbeta / size - (xhat * dgamma) / size);
        }),
    ],
  },
};
