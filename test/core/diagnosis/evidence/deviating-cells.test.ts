import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate, findMistake, type Mistake } from "../../../../src/core/diagnosis";
import { partsByHand, rowByRow } from "../../../../src/core/diagnosis/catalogue/contract/by-hand";
import { indexAt } from "../../../../src/core/layout";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { Random, standardNormal } from "../../../../src/core/arithmetic/random";
import type { Tensor, Values } from "../../../../src/core/tensor";
import { asDtype } from "../confusion-trials";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";
import { change } from "../../change";

const tensor = (problem: Problem, values: Values): Tensor => ({
  shape: problem.layout.shape,
  values,
  dtype: "float64",
});

describe("a candidate that no formula explains", () => {
  it("is local when right everywhere but in a few cells, and names them", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const problem = randomProblem(seed);
      const gradients = batchnormGradients(problem, "exact");
      const random = new Random(seed);
      const values = Float64Array.from(gradients.dx);
      const offset = random.below(values.length);
      change(values, offset, (value) => value + 1e-3 * (1 + Math.abs(value)));
      const { verdict, diagnoses, tensors, reason } = compareCandidate(problem, gradients, {
        dx: tensor(problem, values),
      });
      const index = indexAt(problem.layout.shape, offset);
      assert.equal(verdict, "wrong", `seed ${seed}`);
      assert.equal(diagnoses[0]?.id, "local", `seed ${seed}`);
      assert.deepEqual(diagnoses[0]?.cells, [{ index, given: values[offset], expected: gradients.dx[offset] }]);
      assert.deepEqual(tensors.dx?.worst, index);
      assert.equal(tensors.dx?.wrong, 1);
      assert.ok(reason.includes(`dx[${index.join(", ")}]`), reason);
    }
  });

  it("finds a relative error of 1e-10 in one cell of 512 x 512", () => {
    const problem = randomProblem(3, { shape: [512, 512] });
    const gradients = batchnormGradients(problem, "exact");
    const values = Float64Array.from(gradients.dx);
    const offset = values.findIndex((value, i) => i > 1000 && Math.abs(value) > 0.5);
    change(values, offset, (value) => value * (1 + 1e-10));
    const { verdict, diagnoses } = compareCandidate(problem, gradients, { dx: tensor(problem, values) });
    assert.equal(verdict, "wrong");
    assert.equal(diagnoses[0]?.id, "local");
    assert.deepEqual(diagnoses[0]?.cells?.[0]?.index, indexAt(problem.layout.shape, offset));
  });

  it("names a mistake and the cells beside it", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const problem = randomProblem(seed, { shape: [9, 5] });
      const gradients = batchnormGradients(problem, "exact");
      const { dx } = wrongCandidate(problem, "mean-path-omitted");
      change(dx.values, 13, (value) => value + 3);
      const { diagnoses } = compareCandidate(problem, gradients, { dx });
      assert.deepEqual(
        diagnoses.map(({ id }) => id),
        ["mean-path-omitted", "local"],
        `seed ${seed}`,
      );
      assert.deepEqual(
        diagnoses[1]?.cells?.map(({ index }) => index),
        [[2, 3]],
      );
    }
  });

  it("says where deviating cells lie", () => {
    const problem = randomProblem(5, { shape: [40, 5] });
    const gradients = batchnormGradients(problem, "exact");
    const values = Float64Array.from(gradients.dx);
    for (let k = 0; k < 5; k++) values[7 * 5 + k] = 0;
    const { diagnoses } = compareCandidate(problem, gradients, { dx: tensor(problem, values) });
    assert.equal(diagnoses[0]?.id, "local");
    assert.match(itemAt(diagnoses, 0).text, /195 of 200 cells, 5 deviate, all in row 7/);
  });

  it("names cells that are not finite", () => {
    const problem = randomProblem(6, { shape: [9, 5] });
    const gradients = batchnormGradients(problem, "exact");
    for (const bad of [NaN, Infinity, -Infinity]) {
      const values = Float64Array.from(gradients.dx);
      values[11] = bad;
      const { verdict, diagnoses, tensors } = compareCandidate(problem, gradients, { dx: tensor(problem, values) });
      assert.equal(verdict, "wrong");
      assert.equal(diagnoses[0]?.id, "local");
      assert.deepEqual(diagnoses[0]?.cells?.[0]?.index, [2, 1]);
      assert.deepEqual(tensors.dx?.worst, [2, 1]);
      assert.ok(Number.isNaN(tensors.dx?.maxRelativeError));
    }
    const allBad = { dx: tensor(problem, new Float64Array(45).fill(NaN)) };
    const { verdict, diagnoses } = compareCandidate(problem, gradients, allBad);
    assert.equal(verdict, "wrong");
    assert.equal(diagnoses[0]?.id, "not-finite");
    assert.match(itemAt(diagnoses, 0).text, /^dx is NaN in every cell\. /);
  });

  it("is unknown when nothing fits, with signature and residual", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const problem = randomProblem(seed);
      const gradients = batchnormGradients(problem, "exact");
      const noise = standardNormal(gradients.dx.length, seed + 1000);
      const values = gradients.dx.map((value, i) => value + itemAt(noise, i));
      const { verdict, diagnoses } = compareCandidate(problem, gradients, { dx: tensor(problem, values) });
      assert.equal(verdict, "wrong", `seed ${seed}`);
      assert.equal(diagnoses[0]?.id, "unknown", `seed ${seed}: ${diagnoses[0]?.id}, ${diagnoses[0]?.explains}`);
      assert.ok((diagnoses[0]?.signature?.residual ?? 0) > (problem.layout.rows > 3 ? 1e-3 : -1), `seed ${seed}`);
    }
  });

  it("fits a signature that no mistake has", () => {
    const problem = randomProblem(8, { shape: [31, 5] });
    const gradients = batchnormGradients(problem, "exact");
    const values = gradients.dx.map((value, offset) => {
      const column = offset % 5;
      const r = 1 / Math.sqrt(itemAt(gradients.variance, column) + problem.eps);
      const xhat = (itemAt(problem.x, offset) - itemAt(gradients.mean, column)) * r;
      return -0.7 * value + (1.1 * itemAt(problem.gamma, column) * r * xhat * itemAt(gradients.dgamma, column)) / 31;
    });
    const { diagnoses } = compareCandidate(problem, gradients, { dx: tensor(problem, values) });
    assert.equal(diagnoses[0]?.id, "unknown");
    const { a, b, k, residual } = diagnoses[0]?.signature ?? { a: 0, b: 0, k: 0, residual: 1 };
    const off = [a + 0.7, b + 0.7, k + 1.8].map(Math.abs);
    assert.ok(Math.max(...off) < 1e-9, `${a}, ${b}, ${k}`);
    assert.ok(residual < 1e-9, String(residual));
  });

  it("is a common factor when dx is right but for one", () => {
    const problem = randomProblem(8, { shape: [31, 5] });
    const gradients = batchnormGradients(problem, "exact");
    const values = gradients.dx.map((value) => -0.7 * value);
    const { diagnoses } = compareCandidate(problem, gradients, { dx: tensor(problem, values) });
    assert.equal(diagnoses[0]?.id, "common-factor");
    assert.match(itemAt(diagnoses, 0).text, /dx is -0\.7 times/);
  });

  it("names a cell of dgamma", () => {
    const problem = randomProblem(9, { shape: [5, 11] });
    const gradients = batchnormGradients(problem, "exact");
    const values = Float64Array.from(gradients.dgamma);
    change(values, 4, (value) => value * 1.001);
    const dgamma: Tensor = { shape: [11], values, dtype: "float64" };
    const { diagnoses, tensors } = compareCandidate(problem, gradients, { dgamma });
    assert.equal(diagnoses[0]?.id, "local");
    assert.deepEqual(diagnoses[0]?.cells?.[0]?.index, [4]);
    assert.deepEqual(tensors.dgamma?.worst, [4]);
  });
});

/** A mistake made in every part of a split batch. */
function inEveryPart(id: string): Mistake {
  const mistake = findMistake(id);
  if (!mistake) throw new Error(`expected an id of the catalogue, got ${id}`);
  const backward = itemAt(mistake.example.backward, 0);
  return { ...mistake, example: { backward: [(c) => rowByRow(partsByHand(c).map(backward))] } };
}

describe("a doubtful candidate", () => {
  const id = "n-minus-1-variance-path";
  const kinds: Readonly<Record<string, (seed: number) => { problem: Problem; wrong: Required<Candidate> }>> = {
    "of one batch": (seed) => {
      const problem = randomProblem(seed, { shape: [31, 5] });
      return { problem, wrong: wrongCandidate(problem, id) };
    },
    "of a split one": (seed) => {
      const problem = randomProblem(seed, { shape: [60, 5], conventions: { split: [31, 29] } });
      return { problem, wrong: madeByHand(problem, inEveryPart(id)) };
    },
  };
  for (const [kind, make] of Object.entries(kinds)) {
    it(`${kind} has its mistake suspected when rounding could not follow the formula so closely`, () => {
      let doubtful = 0;
      let suspected = 0;
      for (let seed = 1; seed <= 60; seed++) {
        const { problem, wrong } = make(seed);
        const { dx } = asDtype(wrong, "bfloat16");
        const { verdict, diagnoses, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), { dx });
        if (verdict !== "doubtful") continue;
        doubtful++;
        if (diagnoses.length === 0) continue;
        suspected++;
        assert.match(
          reason,
          /^doubtful: .* \("N - 1 for N on the variance path" would explain most of it\);/,
          `seed ${seed}`,
        );
      }
      assert.ok(doubtful > 30 && suspected > doubtful / 3, `${suspected} of ${doubtful}`);
    });
  }
});
