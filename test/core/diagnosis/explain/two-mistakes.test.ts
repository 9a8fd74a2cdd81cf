import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { plantMistakes } from "../plant-mistakes";
import { wrongCandidate } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";

const SEEDS = 12;

/** Pairs in dx whose effects on the three terms are not those of another pair. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["gamma-omitted", "mean-path-omitted"],
  ["gamma-omitted", "eps-omitted"],
  ["gamma-twice", "factor-2-missing"],
  ["gamma-twice-variance", "mean-path-sign"],
  ["gamma-direct-only", "divided-by-n-again"],
  ["gamma-missing-direct", "inverse-n-missing-variance"],
  ["mean-path-omitted", "n-minus-1-variance-path"],
  ["mean-path-sign", "variance-for-sigma"],
  ["variance-path-omitted", "inverse-n-missing-mean"],
  ["variance-path-sign", "dv-dmu-uses-x"],
  ["factor-half-missing", "dv-dx-uses-x"],
  ["factor-2-missing", "eps-outside-root"],
  ["inverse-n-missing-mean", "dv-power-one"],
  ["dv-sum-uses-x", "gamma-omitted"],
  ["out-for-xhat", "divided-by-n-again"],
  ["dv-power-half", "mean-path-omitted"],
  ["inverse-sigma-missing", "factor-2-missing"],
  ["eps-max", "mean-path-omitted"],
  ["unbiased-in-backward", "gamma-omitted"],
];

describe("two mistakes at once", () => {
  for (const pair of PAIRS) {
    it(`${pair.join(" and ")} in dx`, () => {
      const missed: string[] = [];
      for (let seed = 1; seed <= SEEDS; seed++) {
        const problem = randomProblem(seed, { shape: seed % 2 ? [7, 5] : [3, 4, 5] });
        const gradients = batchnormGradients(problem, "exact");
        const { dx } = plantMistakes(problem, gradients, { ids: pair });
        const { diagnoses } = compareCandidate(problem, gradients, { dx });
        const [first, second] = diagnoses;
        const named = diagnoses.map(({ id }) => id);
        const share = (first?.explains ?? 0) + (second?.explains ?? 0);
        if (named.length !== 2 || !pair.every((id) => named.includes(id)) || share < 0.999999) {
          missed.push(`seed ${seed}: ${named.join(", ")}, ${share}`);
        }
      }
      assert.deepEqual(missed, []);
    });
  }

  it("a wrong eps beside a missing path, with the eps estimated", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const problem = randomProblem(seed, { shape: [11, 5] });
      const gradients = batchnormGradients(problem, "exact");
      const planted = { ids: ["eps-different", "mean-path-omitted"], value: problem.eps * 2.5 };
      const { dx } = plantMistakes(problem, gradients, planted);
      const { diagnoses } = compareCandidate(problem, gradients, { dx });
      assert.deepEqual(diagnoses.map(({ id }) => id).sort(), ["eps-different", "mean-path-omitted"], `seed ${seed}`);
      const text = diagnoses.find(({ id }) => id === "eps-different")?.text ?? "";
      const value = Number(/eps = (\S+)\.( |$)/.exec(text)?.[1]);
      assert.ok(Math.abs(value / (problem.eps * 2.5) - 1) < 1e-4, `seed ${seed}: ${text}`);
    }
  });

  it("one in dx and another in dgamma or dbeta", () => {
    for (const [ofDx, ofDgamma, ofDbeta] of [
      ["mean-path-omitted", "dgamma-uses-x", "dbeta-mean"],
      ["gamma-omitted", "dgamma-mean", "dbeta-scaled-by-gamma"],
      ["axis-swapped", "dgamma-uses-out", "dbeta-all-axes"],
    ] as const) {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const problem = randomProblem(seed);
        const gradients = batchnormGradients(problem, "exact");
        const { dx } = wrongCandidate(problem, ofDx);
        const { dgamma } = wrongCandidate(problem, ofDgamma);
        const { dbeta } = wrongCandidate(problem, ofDbeta);
        const found = compareCandidate(problem, gradients, { dx, dgamma, dbeta }).diagnoses;
        assert.deepEqual(
          found.map(({ id, tensor }) => `${tensor}: ${id}`),
          [`dx: ${ofDx}`, `dgamma: ${ofDgamma}`, `dbeta: ${ofDbeta}`],
          `seed ${seed}`,
        );
      }
    }
  });

  it("a wrong mask of a fused ReLU beside a missing path", () => {
    const missed: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const problem = randomProblem(seed, { relu: true, shape: [31, 5] });
      const gradients = batchnormGradients(problem, "exact");
      const { dx } = plantMistakes(problem, gradients, { ids: ["relu-mask-omitted", "variance-path-omitted"] });
      const { diagnoses } = compareCandidate(problem, gradients, { dx });
      const named = diagnoses.map(({ id }) => id);
      if (named.join() !== "relu-mask-omitted,variance-path-omitted") missed.push(`seed ${seed}: ${named.join(", ")}`);
    }
    assert.deepEqual(missed, []);
  });

  for (const second of ["gamma-omitted", "divided-by-n-again", "variance-for-sigma"]) {
    it(`means over the wrong axis, and ${second}`, () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const problem = randomProblem(seed, { shape: seed % 2 ? [7, 5] : [3, 4, 5] });
        const gradients = batchnormGradients(problem, "exact");
        const { inner, channels, rows } = problem.layout;
        const factor = (k: number): number =>
          second === "gamma-omitted"
            ? 1 / itemAt(problem.gamma, k)
            : second === "divided-by-n-again"
              ? 1 / rows
              : 1 / Math.sqrt(itemAt(gradients.variance, k) + problem.eps);
        const { dx } = wrongCandidate(problem, "axis-swapped");
        const values = dx.values.map((value, offset) => value * factor(Math.floor(offset / inner) % channels));
        const { diagnoses } = compareCandidate(problem, gradients, { dx: { ...dx, values } });
        const named = diagnoses.map(({ id }) => id);
        assert.deepEqual(named, ["axis-swapped", second], `seed ${seed}`);
      }
    });
  }

  it("dgamma made of x, and a mean", () => {
    const problem = randomProblem(4);
    const gradients = batchnormGradients(problem, "exact");
    const { dgamma } = wrongCandidate(problem, "dgamma-uses-x");
    const values = Float64Array.from(dgamma.values, (value) => value / problem.layout.rows);
    const { diagnoses } = compareCandidate(problem, gradients, { dgamma: { ...dgamma, values } });
    assert.deepEqual(diagnoses.map(({ id }) => id).sort(), ["dgamma-mean", "dgamma-uses-x"]);
  });
});
