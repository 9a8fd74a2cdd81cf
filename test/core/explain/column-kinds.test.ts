import assert from "node:assert/strict";
import { columnKinds } from "../../../src/core/explain/column-kinds";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { problemOf, type Conventions } from "../datasets";

/** What is odd about x; a ReLU after it lets through what is above 3 times its spread. */
function kinds(x: readonly number[], rest: Conventions = {}): string[] {
  const values = { x: Float64Array.from(x), beta: Float64Array.of(-3) };
  return columnKinds(explainColumn(problemOf({ shape: [x.length, 1], ...values, activation: "relu", ...rest }), 0));
}

describe("what is odd about a column", () => {
  it("is told", () => {
    assert.deepEqual(kinds([1, 2, 3, 4, 5]), ["dead"]);
    assert.deepEqual(kinds([7, 7, 7]), ["constant", "dead"]);
    assert.deepEqual(kinds(Array.from({ length: 30 }, (_, i) => (i === 3 ? 1000 : i % 3))), ["outlier"]);
    assert.deepEqual(kinds([1, 2]), ["dead"]);
  });

  it("is no outlier among so few that one of them always makes half of the variance", () => {
    assert.deepEqual(kinds([1, 1, 4]), ["dead"]);
    assert.deepEqual(kinds([1, 1, 1, 9]), ["outlier", "dead"]);
  });

  it("is constant where every part of a split is, and the rows that a mask leaves", () => {
    assert.deepEqual(kinds([7, 7, 1, 2, 3], { split: [2, 3] }), ["dead"]);
    assert.deepEqual(kinds([7, 7, 2, 2, 2], { split: [2, 3] }), ["constant", "dead"]);
    const mask = { shape: [4], values: Float64Array.of(1, 1, 0, 1), dtype: "float64" as const };
    assert.deepEqual(kinds([7, 7, 6, 7], { mask }), ["constant", "dead"]);
  });

  it("is not constant where its variance leaves the range of doubles, nor where there is none", () => {
    assert.deepEqual(kinds([1e-200, 2e-200, 4e-200]), ["dead"]);
    assert.deepEqual(kinds([1, NaN, 1]), []);
  });
});
