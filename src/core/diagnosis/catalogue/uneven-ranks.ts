import { createColumnReader } from "../formula/column-reader";
import type { Problem } from "../../problem";
import type { Statistics } from "../formula/column-statistics";
import type { Effect } from "../formula/term-effect";
import { compact, mean, rows } from "./contract/by-hand";
import { inTraining, type Mistake, byTheTextbook } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

const MOST_SAMPLES = 64; // beyond, ranks cannot be guessed

/** First ranks of this many samples; equal halves are right. */
function firstRanks({ layout: { samples } }: Problem): number[] {
  if (samples > MOST_SAMPLES) return [];
  return Array.from({ length: samples - 1 }, (_, i) => i + 1).filter((first) => 2 * first !== samples);
}

const known = new WeakMap<Statistics, readonly Effect[]>();

/** gbar and c as plain means of two ranks' means. One pass over the tensor. */
function unweighted(s: Statistics): readonly Effect[] {
  const before = known.get(s);
  if (before) return before;
  const { N, D } = s;
  const { positions } = s.problem.layout;
  const ranks = firstRanks(s.problem);
  const forms = ranks.map(() => ({ mean: new Float64Array(D), slope: new Float64Array(D) }));
  if (ranks.length > 0) {
    const read = createColumnReader(s.problem, s.mask, s.centres);
    for (let k = 0; k < D; k++) {
      const { g, xhat } = read(k);
      const sums = prefixes(g);
      const products = prefixes(g.map((value, i) => value * xhat[i]));
      ranks.forEach((first, j) => {
        const rows = first * positions;
        const average = (of: Float64Array): number => (of[rows] / rows + (of[N] - of[rows]) / (N - rows)) / 2;
        forms[j].mean[k] = average(sums);
        forms[j].slope[k] = average(products);
      });
    }
  }
  known.set(s, forms);
  return forms;
}

/** Sums of the first 0, 1, ... N values. */
function prefixes(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return sums;
}

export const mistake: Mistake = {
  id: "uneven-ranks",
  family: "scope",
  tensor: "dx",
  title: "an unweighted mean over uneven ranks",
  sentence:
    "The means of two ranks (parts of the batch) of different size are averaged without weights: each rank's sums must be added up and divided by the rows of all.",
  cause:
    "all_reduce takes the mean of the ranks' means, which is the batch's mean only where all ranks have as many rows.",
  written: "gbar = (gbar_1 + gbar_2) / 2,  c = (c_1 + c_2) / 2",
  correct: `${DX},  gbar = (N_1 gbar_1 + N_2 gbar_2) / N`,
  code: {
    numpy: "gbar = np.mean([part.mean(0) for part in parts], axis=0)  # should be weighted by len(part)",
    pytorch: "dist.all_reduce(mean_dy); mean_dy /= world_size  # should reduce sums, and the count with them",
    typescript: "gbar[k] = (gbar1[k] + gbar2[k]) / 2; // should be (n1 * gbar1[k] + n2 * gbar2[k]) / (n1 + n2)",
  },

  signature: "b and k vary by column",
  applies: (problem) => inTraining(problem) && byTheTextbook(problem) && problem.layout.samples > 2,
  effects: unweighted,

  says: (s, form) => `The first rank has ${firstRanks(s.problem)[form]} of the ${s.problem.layout.samples} samples.`,

  example: {
    needs: "samples",
    backward: [
      (c) => {
        const first = c.problem.layout.inner * (c.problem.layout.outer > 3 ? 2 : 1);
        const average = (values: number[]): number => (mean(values.slice(0, first)) + mean(values.slice(first))) / 2;
        return compact(c, (t) => {
          const gbar = average(t.dout);
          const slope = average(rows(t, ({ dout, xhat }) => dout * xhat));
          return ({ dout, xhat }) => t.gamma * t.r * (dout - gbar - xhat * slope);
        });
      },
    ],
  },
};
