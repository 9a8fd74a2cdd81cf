import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import type { Result } from "../../../../src/core/fault";
import { createProblem, type Problem, type ProblemInput } from "../../../../src/core/problem";
import { Random } from "../../../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../../../src/core/tensor";
import type { Comparison, Fit } from "../../../../src/core/verdict";
import { candidateOf } from "../property/stated-conventions";

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.text);
  return result.value;
}

const SHAPE = [4, 3, 3]; // channels fit on axis 1 and on the last one
const MASK: Tensor = {
  shape: [12],
  values: Float64Array.from({ length: 12 }, (_, row) => Number(row % 4 !== 3)),
  dtype: "float64",
};

/** x, gamma, beta, dout, eps and mode: what is open is a convention alone. Masked rows of dout are 0, as padding is. */
function numbers(seed: number): ProblemInput {
  const random = new Random(seed);
  const tensor = (shape: readonly number[], of: (i: number) => number): Tensor => ({
    shape,
    values: Float64Array.from({ length: sizeOf(shape) }, (_, i) => of(i)),
    dtype: "float64",
  });
  const row = (offset: number): number => 3 * Math.floor(offset / 9) + (offset % 3);
  return {
    x: tensor(SHAPE, () => 1 + random.normal()),
    dout: tensor(SHAPE, (i) => (row(i) % 4 === 3 ? 0 : 0.4 + random.normal())),
    gamma: tensor([3], () => 1.3 + random.uniform()),
    beta: tensor([3], () => 0.3 + random.uniform()),
    eps: 0.03,
    mode: "train",
  };
}

type Keys = Partial<ProblemInput>;

/** One convention and another that contradicts it, and what is said of a candidate of the first. */
const CONVENTIONS: readonly { readonly is: Keys; readonly says: Keys; readonly words: RegExp }[] = [
  { is: { variance: "unbiased" }, says: { variance: "biased" }, words: /for the unbiased variance \(N - 1 in/ },
  { is: { variance: "biased" }, says: { variance: "unbiased" }, words: /for the biased variance \(N in/ },
  { is: { epsPlacement: "outside" }, says: { epsPlacement: "inside" }, words: /for eps outside of the root/ },
  { is: { epsPlacement: "inside" }, says: { epsPlacement: "outside" }, words: /for eps inside of the root/ },
  { is: { activation: "relu" }, says: { activation: "none" }, words: /for a ReLU behind the batch norm/ },
  { is: { activation: "none" }, says: { activation: "relu" }, words: /without the ReLU/ },
  { is: { activation: "leaky-relu", slope: 0.2 }, says: { activation: "relu" }, words: /for a leaky ReLU of slope 0\.2/ },
  { is: { activation: "relu" }, says: { activation: "leaky-relu", slope: 0.3 }, words: /for a ReLU behind/ },
  { is: { axis: 2 }, says: { axis: 1 }, words: /for channels on the last axis \(axis 2\)/ },
  { is: { axis: 1 }, says: { axis: -1 }, words: /for channels on axis 1/ },
  { is: { split: [2, 2] }, says: { split: [4] }, words: /for statistics of 2 parts of the batch, 2 samples each/ },
  { is: { split: [3, 1] }, says: { split: [4] }, words: /for statistics of 2 parts of the batch, of 3 and 1 samples/ },
  { is: { split: [1, 2, 1] }, says: { split: [4] }, words: /for statistics of 3 parts of the batch, of 1, 2 and 1 samples/ },
  { is: { split: [1, 1, 1, 1] }, says: { norm: "batch" }, words: /right for instance norm/ },
  { is: {}, says: { split: [1, 3] }, words: /for statistics of the whole batch/ },
  { is: { mask: MASK }, says: { mask: { ...MASK, values: MASK.values.map(() => 1) } }, words: /without the 3 rows in which dout is 0/ },
  { is: {}, says: { mask: MASK }, words: /for statistics of all rows, without the mask/ },
]; // prettier-ignore

function compare(problem: Problem, made: Problem): Comparison {
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidateOf(made));
}

/** A fit's keys as a problem file gives them. */
function taken({ set }: Fit): Keys {
  const entries = Object.entries(set).map(([key, value]) => {
    const isTensor = key === "mask" || key === "gamma";
    if (!isTensor || typeof value !== "object") return [key, value];
    return [key, { shape: [value.length], values: Float64Array.from(value), dtype: "float64" }];
  });
  return Object.fromEntries(entries) as Keys;
}

describe("a candidate of another convention", () => {
  for (const { is, says, words } of CONVENTIONS) {
    const keys = Object.keys(says).join(" and ");
    it(`contradicts a stated ${keys}: wrong, in a true sentence (${words.source})`, () => {
      const input = numbers(7);
      const { verdict, reason, fits, diagnoses } = compare(must(createProblem({ ...input, ...says })), must(createProblem({ ...input, ...is })));
      assert.equal(verdict, "wrong", reason);
      assert.match(reason, words);
      assert.ok(diagnoses.every(({ explains }) => explains === 1), "two mistakes stand beside one convention");
      assert.match(reason, /, but \w+ says otherwise/);
      assert.match(fits[0]?.sentence ?? "", words);
    }); // prettier-ignore
  }

  for (const { is, words } of CONVENTIONS) {
    if (Object.keys(is).every((key) => ["biased", "inside", "none", 1].includes(is[key as keyof Keys] as string))) continue;
    it(`fits what the source leaves open: doubtful, and correct once it is taken over (${words.source})`, () => {
      const input = numbers(8);
      const made = must(createProblem({ ...input, ...is }));
      const { verdict, reason, fits } = compare(must(createProblem(input)), made);
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, words);
      assert.match(reason, /not given$/);
      const [fit] = fits;
      assert.ok(fit);
      const again = compare(must(createProblem({ ...input, ...taken(fit) })), made);
      assert.equal(again.verdict, "correct", again.reason);
    });
  } // prettier-ignore

  it("two conventions at once are found beside stated ones", () => {
    const input = numbers(9);
    const stated: Keys = { axis: -1, activation: "leaky-relu", slope: 0.3 };
    const is: Keys = { ...stated, variance: "unbiased", epsPlacement: "outside" };
    const { verdict, reason, fits } = compare(must(createProblem({ ...input, ...stated })), must(createProblem({ ...input, ...is })));
    assert.equal(verdict, "doubtful", reason);
    assert.deepEqual(fits[0]?.set, { variance: "unbiased", epsPlacement: "outside" });
  }); // prettier-ignore

  it("a mask is read off dx where masked rows have a dout of their own", () => {
    for (const without of [[2], [1, 6], [0, 4, 5, 9]]) {
      const input = numbers(10);
      const dout = { ...input.x, values: input.x.values.map((value, i) => Math.sin(value * (i + 1))) };
      const kept = Float64Array.from({ length: 12 }, (_, row) => Number(!without.includes(row)));
      const mask: Tensor = { shape: [12], values: kept, dtype: "float64" };
      const made = must(createProblem({ ...input, dout, mask }));
      const { verdict, reason, fits } = compare(must(createProblem({ ...input, dout })), made);
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, /right for statistics without rows? [\d, and]+ \(a mask\); mask is not given$/);
      assert.deepEqual(fits[0]?.set, { mask: Array.from(kept) });
    }
  });
});
