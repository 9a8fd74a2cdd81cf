import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { createChecker } from "../../../src/core/gradcheck/gradcheck";
import { sampledRows, type Sample } from "../../../src/core/gradcheck/sample";
import { UNCHECKED } from "../../../src/core/gradcheck/unchecked";
import { itemAt } from "../../../src/core/item-at";
import type { Problem } from "../../../src/core/problem";
import type { Check } from "../../../src/core/verdict";
import { change } from "../change";
import { normalProblem } from "../datasets";

const SAMPLE: Sample = { perColumn: 7, seed: 1 };

function check(problem: Problem, gradients: Gradients, sample: Sample | undefined): Check {
  const checker = createChecker(problem, gradients, {
    precision: "standard",
    from: 0,
    to: problem.layout.channels,
    sample,
  });
  assert.equal(checker.total, (sample?.perColumn ?? problem.layout.rows) * problem.layout.channels);
  while (!checker.advance(1));
  assert.equal(checker.done, checker.total);
  return checker.result();
}

describe("a sample of cells", () => {
  it("has a row in each stretch of every column, by the seed", () => {
    for (const [perColumn, rows] of [
      [1, 1],
      [3, 3],
      [7, 50],
      [10, 11],
      [500, 100_000],
    ] as const) {
      const picked = [...sampledRows({ perColumn, seed: 2 }, rows, 5)];
      assert.equal(picked.length, perColumn);
      picked.forEach((row, i) => {
        assert.equal(Math.floor(((row + 1) * perColumn - 1) / rows), i, `${row} of ${rows} in stretch ${i}`);
      });
      assert.deepEqual(picked, [...sampledRows({ perColumn, seed: 2 }, rows, 5)]);
    }
    const of = (seed: number, column: number): string => sampledRows({ perColumn: 9, seed }, 1000, column).join();
    assert.equal(new Set([of(1, 0), of(1, 1), of(2, 0), of(2, 1)]).size, 4);
    assert.deepEqual([...sampledRows({ perColumn: 9, seed: 1 }, 4, 0)], [0, 1, 2, 3]);
  });

  for (const split of [[], [3, 40, 7]]) {
    const problem = normalProblem(6, [50, 4], 0, 1, 1e-5, split.length ? { split } : {});
    const gradients = batchnormGradients(problem, "standard");
    const rows = sampledRows(SAMPLE, 50, 2);

    it(`is judged as all cells are, and says that it is one${split.length ? ", in a split batch" : ""}`, () => {
      const [whole, sampled] = [check(problem, gradients, undefined), check(problem, gradients, SAMPLE)];
      assert.equal(whole.coverage, undefined);
      assert.deepEqual(sampled.coverage, { cells: 4 * 7 + 8, of: 208, seed: 1 });
      assert.match(
        sampled.reason,
        /^correct: a sample of 36 of 208 cells, largest relative error \S+ at \w+\[[\d, ]+\]$/,
      );
      const errors = sampled.tensors.dx.error;
      assert.equal(errors.filter((error) => error === UNCHECKED).length, 200 - 4 * 7);
      errors.forEach((error, i) => {
        if (error !== UNCHECKED) assert.equal(error, itemAt(whole.tensors.dx.error, i));
      });
      assert.ok(rows.every((row) => errors[row * 4 + 2] !== UNCHECKED));
      assert.deepEqual(sampled.tensors.dgamma, whole.tensors.dgamma);
      assert.deepEqual(sampled.tensors.dbeta, whole.tensors.dbeta);
    });
  }

  it("calls a wrong cell that it has wrong, and claims nothing of one that it has not", () => {
    const problem = normalProblem(6, [50, 4], 0, 1);
    const gradients = batchnormGradients(problem, "standard");
    const rows = [...sampledRows(SAMPLE, 50, 2)];
    const other = Array.from({ length: 50 }, (_, row) => row).find((row) => !rows.includes(row)) ?? -1;
    const spoiled = (row: number): Gradients => {
      const dx = gradients.dx.slice();
      change(dx, row * 4 + 2, (value) => value + 1);
      return { ...gradients, dx };
    };
    const wrong = check(problem, spoiled(itemAt(rows, 3)), SAMPLE);
    assert.match(wrong.reason, /^wrong: 1 cells? differs? in a sample of 36 of 208 cells, .* at dx\[\d+, 2\]$/);
    assert.match(check(problem, spoiled(other), SAMPLE).reason, /^correct: a sample of 36 of 208 cells/);
  });

  it("that was stopped says how far it had come", () => {
    const problem = normalProblem(6, [50, 4], 0, 1);
    const checker = createChecker(problem, batchnormGradients(problem, "standard"), {
      precision: "standard",
      from: 0,
      to: 4,
    });
    checker.advance(-1);
    assert.ok(checker.done > 0 && checker.done < 200);
    assert.match(checker.result().reason, new RegExp(`^correct: ${checker.done + 2} of 208 cells so far, `));
  });
});
