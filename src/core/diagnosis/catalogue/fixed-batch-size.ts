import type { Statistics } from "../formula/column-statistics";
import { compact } from "./contract/by-hand";
import { inTraining, type Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

const ROUND_SIZES = [1, 2, 4, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 250, 256, 500, 512, 1000, 1024];

/** Batch sizes that people fix, in rows of this shape: round ones, and the samples next to those that are there. */
function sizes({ N, inner }: Pick<Statistics, "N" | "inner">): number[] {
  const outer = N / inner;
  const near = [1, 2, 3, 4, 5].map((more) => outer + more);
  const taken = new Set([N, N - 1, inner === 1 ? N : outer, 1]); // right, or mistakes of other names
  return [...new Set([...near, ...ROUND_SIZES])]
    .map((size) => size * inner)
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
  applies: inTraining,
  effects: (s) => sizes(s).map((size) => ({ b: s.N / size, k: s.N / size })),
  says: (s, form) => `It counts ${sizes(s)[form]} rows in place of ${s.N}: the sums are divided by ${sizes(s)[form]}.`,

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
