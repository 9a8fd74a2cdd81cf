import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { signedTerms } from "../../../src/core/explain/signed-terms";
import { termCells } from "../../../src/core/explain/term-cells";
import { itemAt } from "../../../src/core/item-at";
import { offsetOf } from "../../../src/core/layout";
import type { Problem } from "../../../src/core/problem";
import { normalProblem, problemOf } from "../datasets";
import { layerCases, maskedLayerCases, problemOfLayer } from "../layer-problems";

describe("the terms of dx as tensors", () => {
  const vector = (...values: number[]) => ({
    shape: [values.length],
    values: Float64Array.from(values),
    dtype: "float64" as const,
  });
  for (const [name, problem] of [
    ["a matrix", normalProblem(91, [7, 3], 2, 3)],
    ["rank 4", normalProblem(92, [2, 3, 2, 2], 2, 3)],
    ["channels last", normalProblem(93, [3, 2, 4], 2, 3, 1e-5, { axis: 2 })],
    ["a split and a ReLU", normalProblem(94, [9, 2], 0, 1, 1e-5, { split: [4, 5], activation: "relu" })],
    ["unbiased, eps outside", normalProblem(95, [6, 2], 0, 1, 0.1, { variance: "unbiased", epsPlacement: "outside" })],
    [
      "eps outside, constant",
      problemOf({ shape: [4, 1], x: new Float64Array(4).fill(0.1), eps: 0.1, epsPlacement: "outside" }),
    ],
    ["a mask", normalProblem(96, [5, 2], 0, 1, 1e-5, { mask: vector(1, 0, 1, 1, 1) })],
    [
      "evaluation",
      normalProblem(97, [5, 2], 0, 1, 1e-5, { mode: "eval", runningMean: vector(1, 2), runningVar: vector(2, 3) }),
    ],
  ] as const) {
    it(`are those of each cell: ${name}`, () => sameCells(problem));
  }
  for (const { name, input } of [...layerCases(), ...maskedLayerCases()])
    it(`are those of each cell: ${name}`, () => sameCells(problemOfLayer(input)));

  function sameCells(problem: Problem): void {
    const at = termCells(problem, batchnormGradients(problem, "standard"));
    for (let k = 0; k < problem.layout.channels; k++) {
      const column = explainColumn(problem, k);
      for (let row = 0; row < problem.layout.rows; row++) {
        const { terms } = signedTerms(column, row);
        const size = Math.abs(terms.direct) + Math.abs(terms.mean) + Math.abs(terms.variance);
        for (const term of ["direct", "mean", "variance"] as const) {
          const got = at(term, offsetOf(problem.layout, row, k));
          assert.ok(
            Math.abs(got - itemAt([terms[term]], 0)) <= 1e-14 * size,
            `${term} at [${row},${k}]: ${got}, ${terms[term]}`,
          );
        }
      }
    }
  }
});
