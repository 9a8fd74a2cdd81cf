import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { checkGradients } from "../../../src/core/gradcheck/gradcheck";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { offsetOf } from "../../../src/core/layout";
import { mergeChecks } from "../../../src/core/gradcheck/merge";
import type { Problem } from "../../../src/core/problem";
import { normalProblem } from "../datasets";
import { change } from "../change";
import { itemAt } from "../../../src/core/item-at";

/** The columns [from, to) of a problem and its gradients, as a problem of their own. */
function columns(problem: Problem, gradients: Gradients, from: number, to: number): [Problem, Gradients] {
  const { layout } = problem;
  const channels = to - from;
  const part = { ...layout, channels, shape: layout.shape.map((extent, axis) => (axis === 1 ? channels : extent)) };
  const cut = (values: Problem["x"]): Float64Array => {
    const target = new Float64Array(layout.rows * channels);
    for (let i = 0; i < layout.rows; i++) {
      for (let k = 0; k < channels; k++) target[offsetOf(part, i, k)] = itemAt(values, offsetOf(layout, i, from + k));
    }
    return target;
  };
  const { gamma, beta } = problem;
  return [
    {
      ...problem,
      layout: part,
      x: cut(problem.x),
      dout: cut(problem.dout),
      gamma: gamma.slice(from, to),
      beta: beta.slice(from, to),
    },
    {
      out: cut(gradients.out),
      dx: cut(gradients.dx),
      dgamma: gradients.dgamma.slice(from, to),
      dbeta: gradients.dbeta.slice(from, to),
      mean: gradients.mean.slice(from, to),
      variance: gradients.variance.slice(from, to),
      normaliser: gradients.normaliser, // no check reads it
    },
  ];
}

describe("joined checks", () => {
  const spoil: Readonly<Record<string, (problem: Problem, gradients: Gradients) => void>> = {
    correct: () => undefined,
    "wrong in the second part": (_, { dx }) => change(dx, dx.length - 1, (value) => value * 1.1),
    "NaN in x": ({ x }) => (x[0] = NaN),
    "NaN in x and wrong dgamma": ({ x }, { dgamma }) => {
      x[0] = NaN;
      change(dgamma, 5, (value) => value + 1);
    },
  };
  for (const [name, make] of Object.entries(spoil)) {
    it(`are as one check: ${name}`, () => {
      for (const shape of [
        [5, 7],
        [3, 6, 2, 2],
      ]) {
        const problem = normalProblem(1, shape, 1, 1);
        const gradients = batchnormGradients(problem, "standard");
        make(problem, gradients);
        const whole = checkGradients(problem, gradients);
        const parts = [0, 2, 3].map((from, at, starts) => {
          const [part, own] = columns(problem, gradients, from, starts[at + 1] ?? problem.layout.channels);
          return { from, check: checkGradients(part, own) };
        });
        assert.deepEqual(mergeChecks(problem.layout, parts), whole);
      }
    });
  }
});
