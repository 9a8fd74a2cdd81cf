import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { compare } from "../../../../src/compute/analysis/candidate-comparison";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { createProblem, type ProblemInput } from "../../../../src/core/problem";
import type { Comparison } from "../../../../src/core/verdict";
import { readProblem, readTensor } from "../../../../src/input/read";

const folder = "test/core/diagnosis/cases/fixtures";
const bytesOf = (name: string): Uint8Array => readFileSync(`${folder}/${name}`);

function inputOf(name: string): ProblemInput {
  const read = readProblem(bytesOf(name), { name });
  assert.ok(read.ok, read.ok ? "" : read.fault.text);
  return read.value;
}

function compared(input: ProblemInput): Comparison {
  const problem = createProblem(input);
  assert.ok(problem.ok, problem.ok ? "" : problem.fault.text);
  const comparison = compare(problem.value, batchnormGradients(problem.value, "standard"), "standard");
  assert.ok(comparison);
  return comparison;
}

const wordsOf = ({ reason, diagnoses, fits }: Comparison): string =>
  [reason, ...fits.map(({ sentence }) => sentence), ...diagnoses.flatMap(({ id, text }) => [id, text])].join(" ");

interface Expected {
  readonly verdict: Comparison["verdict"] | readonly Comparison["verdict"][];
  readonly says?: RegExp;
  readonly never?: RegExp;
  readonly set?: Comparison["fits"][0]["set"]; // of the first fit
}

/** Small gradients re-made from public reports: right ones that were called wrong, wrong ones with a wrong name or none. */
const CASES: Readonly<Record<string, Expected>> = {
  "right-all-printed-4-decimals.json": { verdict: "correct", says: /given to 4 decimals/ },
  "right-float16-candidate.json": { verdict: "correct", says: /as float16/ },
  "right-float32-sum-loss-dgamma-cancels.json": { verdict: "correct", says: /as float32/ },
  "right-unbiased-in-forward-and-backward.json": {
    verdict: "doubtful",
    says: /right for the unbiased variance \(N - 1 in forward and backward\)/,
    never: /differentiates the biased/,
    set: { variance: "unbiased" },
  },
  "right-sum-loss-dout-not-given.json": { verdict: "doubtful", says: /dout = 1/, set: { dout: "1" } },
  "right-gamma-not-given.json": {
    verdict: "doubtful",
    says: /gamma = 1\.35, -0\.49, 1\.18/,
    set: { gamma: [1.35, -0.49, 1.18] },
  },
  "one-pass-float32-constant-column.json": { verdict: ["correct", "doubtful"], never: /eps-different|gamma =/ },
  "everything-times-0.01.json": {
    verdict: "wrong",
    says: /dx, dgamma and dbeta are 0\.01 times/,
    never: /eps-different|variance-for-sigma|unknown/,
  },
  "everything-times-2-dout-is-out.json": { verdict: "wrong", says: /are 2 times .* twice/, never: /eps-|unknown/ },
  "xhat-for-centred-twice.json": {
    verdict: "wrong",
    says: /xhat is used for x - mu/,
    never: /variance-for-sigma|inverse-sigma/,
  },
  "identity-backward-positive-gamma.json": {
    verdict: "wrong",
    says: /dx is dout unchanged/,
    never: /running-statistics/,
  },
  "gamma-stepped-and-paths-omitted.json": {
    verdict: "wrong",
    says: /gamma was stepped .* both paths are missing/,
    never: /running-statistics/,
  },
  "gamma-and-paths-omitted.json": {
    verdict: "wrong",
    says: /gamma left out of dx; mean and variance taken for constants/,
    never: /gamma-missing-direct/,
  },
  "std-where-variance-belongs.json": { verdict: "wrong", says: /standard deviation is used where the variance/ },
  "running-var-with-batch-mean.json": { verdict: "wrong", says: /running variance and the batch's own mean/ },
  "gamma-stepped-before-dx.json": { verdict: "wrong", says: /gamma was stepped .* learning rate 0\.05/ },
  "diagonal-of-the-jacobian.json": { verdict: "wrong", says: /diagonal of the Jacobian/ },
  "nan-in-one-column.json": { verdict: "wrong", says: /dx is NaN in column 1 /, never: /No mistake|unknown/ },
  "relu-in-candidate-not-in-file.json": { verdict: "doubtful", says: /ReLU/, set: { activation: "relu" } },
  "sync-bn-unweighted-mean-of-rank-means.json": { verdict: "wrong", says: /first rank has 2 of the 7 samples/ },
  "nchw-reshape-without-transpose.json": { verdict: "wrong", says: /reshaped to \(-1, C\) without a transpose/ },
  "statistics-over-N-only.json": { verdict: "wrong", says: /over N alone/, never: /dout-ignored/ },
  "fixed-batch-size-8-for-7-rows.json": { verdict: "wrong", says: /8 rows in place of 7/ },
};

describe("gradients as people have them", () => {
  for (const [name, { verdict, says, never, set }] of Object.entries(CASES)) {
    it(`${name.replace(/\.json$/, "").replaceAll("-", " ")}: ${[verdict].flat().join(" or ")}`, () => {
      const comparison = compared(inputOf(name));
      const words = wordsOf(comparison);
      assert.ok([verdict].flat().includes(comparison.verdict), words);
      if (says) assert.match(words, says);
      if (never) assert.doesNotMatch(words, never);
      if (set) assert.deepEqual(comparison.fits[0]?.set, set);
    });
  }

  it("a tensor that PyTorch printed is right to the decimals that were printed", () => {
    const tensor = (name: string) => {
      const read = readTensor(bytesOf(name), { name });
      assert.ok(read.ok);
      return read.value;
    };
    const gamma = { shape: [4], values: Float64Array.of(1.0936, -0.6835, 0.5741, 1.7895), dtype: "float64" as const };
    const input = {
      x: tensor("torch-paste-x.txt"),
      dout: tensor("torch-paste-dout.txt"),
      candidate: { dx: tensor("torch-paste-dx.txt") },
    };
    const { verdict, reason } = compared({ ...input, gamma });
    assert.equal(verdict, "correct", reason);
    assert.match(reason, /agree as closely as x, dout and gamma, given to 4 decimals, tell$/);
  });

  it("a gamma for the last axis is refused with the axis that fits", () => {
    const problem = createProblem(inputOf("right-channels-last.json"));
    assert.ok(!problem.ok);
    assert.match(
      problem.fault.text,
      /as many values as the last axis \(axis 3\): are the channels last, or is norm "layer"\?$/,
    );
  });

  it("a dgamma in the shape of x is refused as one that was not summed", () => {
    const problem = createProblem(inputOf("dgamma-not-summed-over-rows.json"));
    assert.ok(!problem.ok);
    assert.match(problem.fault.text, /it has the shape of x, so it was not summed over the rows\.$/);
  });

  it("a convention that the source contradicts is wrong, with the same sentence", () => {
    const input = inputOf("relu-in-candidate-not-in-file.json");
    const open = compared(input);
    const stated = compared({ ...input, activation: "none" });
    assert.equal(stated.verdict, "wrong", stated.reason);
    const said = open.reason.replace(/^doubtful: /, "").replace(/; .*$/s, "");
    assert.ok(stated.reason.includes(said), `${stated.reason} / ${open.reason}`);
  });
});
