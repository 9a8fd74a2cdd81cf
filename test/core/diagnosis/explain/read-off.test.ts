import assert from "node:assert/strict";
import { compact, forwardByHand } from "../../../../src/core/diagnosis/catalogue/contract/by-hand";
import { Random } from "../../../../src/core/arithmetic/random";
import { itemAt } from "../../../../src/core/item-at";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { change } from "../../change";
import { madeByHand } from "../made-by-hand";
import { changed, compared } from "../judgement/not-given";
import { randomProblem } from "../seeded-problems";

const SEEDS = 20;

const idsOf = (problem: Problem, candidate: Candidate): string => {
  const { verdict, diagnoses } = compared(problem, candidate);
  return `${verdict} ${[...new Set(diagnoses.map(({ id }) => id))].join()}`;
};
const textOf = (problem: Problem, candidate: Candidate): string =>
  compared(problem, candidate).diagnoses.map(({ text }) => text).join(" "); // prettier-ignore

/** A cut of a batch into so many ranks, of sizes as chance has them. */
function cut(samples: number, ranks: number, random: Random): number[] {
  const sizes = new Array<number>(ranks).fill(1);
  for (let left = samples - ranks; left > 0; left--) change(sizes, random.below(ranks), (size) => size + 1);
  return sizes;
}

/** dx with the plain mean of the means of ranks in the place of each mean. */
function unweighted(problem: Problem, sizes: readonly number[]): Required<Candidate> {
  const tapes = forwardByHand(problem);
  const average = (values: readonly number[]): number => {
    let from = 0;
    const means = sizes.map((size) => {
      const own = values.slice(from, (from += size));
      return own.reduce((sum, value) => sum + value, 0) / size;
    });
    return means.reduce((sum, value) => sum + value, 0) / sizes.length;
  };
  const { dx } = compact(tapes, (t) => {
    const gbar = average(t.dout);
    const slope = average(t.dout.map((value, row) => value * itemAt(t.xhat, row)));
    return ({ dout, xhat }) => t.gamma * t.r * (dout - gbar - xhat * slope);
  });
  const { channels } = problem.layout;
  return changed(madeByHand(problem), { dx: (_, i) => itemAt(itemAt(dx, i % channels), Math.floor(i / channels)) });
}

describe("a number, or sizes, that dx itself tells", () => {
  it(`are those of four to six synchronised ranks, on ${SEEDS} problems`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = new Random(seed);
      const problem = randomProblem(seed, { shape: [17, 3] });
      const sizes = cut(17, 4 + (seed % 3), random);
      const candidate = unweighted(problem, sizes);
      assert.equal(idsOf(problem, candidate), "wrong uneven-ranks", `seed ${seed}: ${sizes.join()}`);
      const said = sizes.slice(0, -1).join(", ") + ` and ${sizes.at(-1)} of the 17 samples`;
      // Of a usual cut the catalogue says the same.
      assert.ok(textOf(problem, candidate).includes(said), `seed ${seed}: ${said}`);
    }
  });

  it(`are a momentum that nobody has for a usual one, on ${SEEDS} problems`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const problem = randomProblem(seed, { shape: [9, 3], evaluation: true });
      const { running } = problem;
      assert.ok(running);
      const momentum = itemAt([0.137, 1 / 11, 0.07, 0.0625, 0.7123456789], seed % 5);
      const q = seed % 2 ? 9 / 8 : 1;
      const batch = forwardByHand({ ...problem, mode: "train" }).tapes;
      const mix = (own: number, of: number): number => (1 - momentum) * own + momentum * of;
      const mean = running.mean.map((value, k) => mix(value, itemAt(batch, k).mu));
      const variance = running.variance.map((value, k) => mix(value, q * itemAt(batch, k).v));
      const candidate = madeByHand({ ...problem, running: { mean, variance } });
      const text = textOf(problem, candidate);
      assert.equal(idsOf(problem, candidate), "wrong statistics-updated", `seed ${seed}: ${text}`);
      const words = itemAt(["0.137", "1/11", "0.07", "0.0625", "0.712346"], seed % 5);
      assert.ok(text.includes(`momentum ${words}, ${seed % 2 ? "unbiased" : "biased"} variance`), text);
    }
  });

  it(`are the rate of a first step of Adam, AdamW or SGD with weight decay, on ${SEEDS} problems`, () => {
    const STEPS: readonly (readonly [RegExp, (dgamma: number, gamma: number) => number])[] = [
      [/a step of Adam, .* of learning rate 0\.001/, (dgamma) => 0.001 * (dgamma / (Math.abs(dgamma) + 1e-8))],
      [/a step of AdamW with weight decay 0\.01 of learning rate 0\.003/, (dgamma, gamma) => 0.003 * (dgamma / (Math.abs(dgamma) + 1e-8) + 0.01 * gamma)],
      [/a step of the sign alone of learning rate 1e-4/, (dgamma) => 1e-4 * Math.sign(dgamma)],
      [/a step with weight decay 5e-4 of learning rate 0\.1/, (dgamma, gamma) => 0.1 * (dgamma + 5e-4 * gamma)],
    ]; // prettier-ignore
    for (let seed = 1; seed <= SEEDS; seed++) {
      const problem = randomProblem(seed, { shape: [9, 4] });
      const { dgamma } = batchnormGradients(problem, "exact");
      const [words, step] = itemAt(STEPS, seed % STEPS.length);
      const gamma = problem.gamma.map((value, k) => value - step(itemAt(dgamma, k), value));
      const candidate = { ...madeByHand(problem), dx: madeByHand({ ...problem, gamma }).dx };
      const text = textOf(problem, candidate);
      assert.equal(idsOf(problem, candidate), "wrong gamma-stepped", `seed ${seed}: ${text}`);
      assert.match(text, words, `seed ${seed}`);
    }
  });
});
