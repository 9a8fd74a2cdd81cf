import { itemAt, numberAt } from "../../item-at";
import { createColumnReader } from "../formula/column-reader";
import type { Problem } from "../../problem";
import type { Statistics } from "../formula/column-statistics";
import type { Effect } from "../formula/term-effect";
import { listed } from "../wording";
import type { Layout } from "../../layout";
import { compact, mean, rows, type Backward, type Tapes } from "./contract/by-hand";
import { byTheTextbook, inTraining, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

const MOST_SAMPLES = 64; // beyond, ranks cannot be guessed
const MOST_RANKS = 8; // of more, only those that are given
const FEW_SAMPLES = 24; // beyond, three ranks of any sizes are too many to tell apart

/** Samples of each rank: those that the source gives, and what can be guessed. */
function rankSizes({ layout: { samples }, parts }: Problem): readonly (readonly number[])[] {
  const given = parts.map(({ outer }) => outer);
  const guessed = samples > MOST_SAMPLES ? [] : guessedSizes(samples);
  if (parts.length < 2 || !isUneven(given)) return guessed;
  return [given, ...guessed.filter((sizes) => sizes.join() !== given.join())];
}

const guesses = new Map<number, readonly (readonly number[])[]>(); // by the number of samples, at most MOST_SAMPLES

/** Two or three ranks of any sizes, and several as loaders cut a batch. */
function guessedSizes(samples: number): readonly (readonly number[])[] {
  const before = guesses.get(samples);
  if (before) return before;
  const two = Array.from({ length: samples - 1 }, (_, i) => [i + 1, samples - i - 1]);
  const several = Array.from({ length: MOST_RANKS - 2 }, (_, i) => i + 3)
    .filter((ranks) => ranks < samples)
    .flatMap((ranks) => [chunks(samples, ranks), spread(samples, ranks)]);
  const batches = Array.from({ length: samples - 1 }, (_, i) => batchesOf(samples, i + 1));
  const small = batches.filter(({ length }) => length <= MOST_RANKS);
  const seen = new Set<string>();
  const sizes = [...two, ...several, ...small, ...threeOfAny(samples)].filter((ranks) => {
    const isNew = isUneven(ranks) && !seen.has(ranks.join());
    seen.add(ranks.join());
    return isNew;
  });
  guesses.set(samples, sizes);
  return sizes;
}

const isUneven = (sizes: readonly number[]): boolean => sizes.some((size) => size !== sizes[0]);

/** torch.chunk: all of the same size but the last. */
function chunks(samples: number, ranks: number): number[] {
  return batchesOf(samples, Math.ceil(samples / ranks));
}

/** Batches of a fixed size, and what is left in the last. */
function batchesOf(samples: number, size: number): number[] {
  return Array.from({ length: Math.ceil(samples / size) }, (_, i) => Math.min(size, samples - i * size));
}

function threeOfAny(samples: number): number[][] {
  if (samples > FEW_SAMPLES) return [];
  const counts = Array.from({ length: samples - 2 }, (_, i) => i + 1);
  return counts.flatMap((first) =>
    counts.slice(0, samples - first - 1).map((second) => [first, second, samples - first - second]),
  );
}

/** np.array_split: the first ones have one more. */
function spread(samples: number, ranks: number): number[] {
  return Array.from({ length: ranks }, (_, i) => Math.floor(samples / ranks) + (i < samples % ranks ? 1 : 0));
}

const known = new WeakMap<Statistics, readonly Effect[]>();

function unweighted(s: Statistics): readonly Effect[] {
  const before = known.get(s);
  if (before) return before;
  const forms = unweightedOver(s, rankSizes(s.problem));
  known.set(s, forms);
  return forms;
}

/** gbar and c as plain means of the means of ranks of these sizes. One pass over the tensor. */
export function unweightedOver(s: Statistics, ranks: readonly (readonly number[])[]): readonly Effect[] {
  const { D } = s;
  const { positions } = s.problem.layout;
  const forms = ranks.map((sizes) => ({
    sizes: sizes.map((size) => size * positions),
    mean: new Float64Array(D),
    slope: new Float64Array(D),
  }));
  if (forms.length > 0) {
    const read = createColumnReader(s.problem, s.mask, s.centres);
    for (let k = 0; k < D; k++) {
      const { g, xhat } = read(k);
      const sums = prefixes(g);
      const products = prefixes(g.map((value, i) => value * numberAt(xhat, i)));
      for (const { sizes, mean, slope } of forms) {
        mean[k] = meanOfMeans(sums, sizes);
        slope[k] = meanOfMeans(products, sizes);
      }
    }
  }
  return forms;
}

/** The plain mean of the means of stretches of these sizes; `sums` are those of the first 0, 1, ... values. */
function meanOfMeans(sums: Float64Array, sizes: readonly number[]): number {
  let from = 0;
  let total = 0;
  for (const size of sizes) {
    total += (numberAt(sums, from + size) - numberAt(sums, from)) / size;
    from += size;
  }
  return total / sizes.length;
}

/** Sums of the first 0, 1, ... N values. */
export function prefixes(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  let sum = 0;
  values.forEach((value, i) => (sums[i + 1] = sum += value));
  return sums;
}

export function saidOfRanks({ layout: { samples } }: Problem, sizes: readonly number[]): string {
  return sizes.length === 2
    ? `The first rank has ${sizes[0]} of the ${samples} samples.`
    : `The ranks have ${listed(sizes.map(String))} of the ${samples} samples.`;
}

export const mistake: Mistake = {
  id: "uneven-ranks",
  family: "scope",
  tensor: "dx",
  title: "an unweighted mean over uneven ranks",
  sentence:
    "The means of ranks (parts of the batch) of different size are averaged without weights: each rank's sums must be added up and divided by the rows of all.",
  cause:
    "all_reduce takes the mean of the ranks' means, which is the batch's mean only where all ranks have as many rows.",
  written: "gbar = (gbar_1 + gbar_2 + ...) / ranks,  c = (c_1 + c_2 + ...) / ranks",
  correct: `${DX},  gbar = (N_1 gbar_1 + N_2 gbar_2 + ...) / N`,
  code: {
    numpy: "gbar = np.mean([part.mean(0) for part in parts], axis=0)  # should be weighted by len(part)",
    pytorch: "dist.all_reduce(mean_dy); mean_dy /= world_size  # should reduce sums, and the count with them",
    typescript: "gbar[k] = (gbar1[k] + gbar2[k]) / 2; // should be (n1 * gbar1[k] + n2 * gbar2[k]) / (n1 + n2)",
  },

  signature: "b and k vary by column",
  applies: (problem) => inTraining(problem) && byTheTextbook(problem) && problem.layout.samples > 2,
  effects: unweighted,

  says: ({ problem }, form) => saidOfRanks(problem, itemAt(rankSizes(problem), form)),

  example: {
    needs: "samples",
    backward: [
      (c) => withRanks(c, ({ samples }) => (samples > 3 ? [2, samples - 2] : [1, samples - 1])),
      (c) =>
        withRanks(c, ({ samples }) => {
          const size = Math.ceil(samples / 3);
          return [size, size, samples - 2 * size];
        }),
    ],
  },
};

function withRanks(c: Tapes, sizes: (layout: Layout) => number[]): Backward {
  const { layout } = c.problem;
  const average = (values: number[]): number => {
    let from = 0;
    return mean(sizes(layout).map((size) => mean(values.slice(from, (from += size * layout.positions)))));
  };
  return compact(c, (t) => {
    const gbar = average(t.dout);
    const slope = average(rows(t, ({ dout, xhat }) => dout * xhat));
    return ({ dout, xhat }) => t.gamma * t.r * (dout - gbar - xhat * slope);
  });
}
