import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { normalProblem, problemOf } from "../datasets";
import type { Problem } from "../../../src/core/problem";
import { itemAt } from "../../../src/core/item-at";
import { change } from "../change";

/**
 * The derivation of docs/article.md, step by step: every formula is held against differences of the forward, and where
 * the article has it wrong, the article's version is shown to fail the same test. test/torch/article.test.ts runs its code.
 */
const problem = normalProblem(2018, [7, 3], 4, 2, 1e-2);
const { rows: N, channels: D } = problem.layout;
const { x, gamma, eps } = problem;
const rows = [...Array(N).keys()];
/** The cell (i, k) of a matrix. */
const cell = (matrix: ArrayLike<number>, i: number, k: number): number => itemAt(matrix, i * D + k);
const H = 2 ** -12;

/** out with one number of one parameter moved. */
function moved(name: "x" | "gamma" | "beta", at: number, step: number): Float64Array {
  const copy = { shape: [N, D], eps, x: Float64Array.from(x), gamma: gamma.slice(), beta: problem.beta.slice() };
  change(copy[name], at, (value) => value + step);
  return batchnormGradients(problemOf(copy), "exact").out;
}

/** d out[i,k] / d parameter[at] by central differences of order 4. */
function slope(name: "x" | "gamma" | "beta", at: number, i: number, k: number): number {
  const central = (h: number): number => (cell(moved(name, at, h), i, k) - cell(moved(name, at, -h), i, k)) / (2 * h);
  return (4 * central(H) - central(2 * H)) / 3;
}

/** mu, v, r and xhat of column k, plainly. */
function column(k: number): { mu: number; v: number; r: number; xhat: number[]; d: number[] } {
  const mu = rows.reduce((sum, i) => sum + cell(x, i, k), 0) / N;
  const d = rows.map((i) => cell(x, i, k) - mu);
  const v = d.reduce((sum, value) => sum + value * value, 0) / N;
  const r = 1 / Math.sqrt(v + eps);
  return { mu, v, r, xhat: d.map((value) => value * r), d };
}

const difference = (formula: number, numeric: number): number => Math.abs(formula - numeric);
const SMALL = 1e-9;
const cells = rows.flatMap((i) => rows.flatMap((l) => [0, 1, 2].map((k) => ({ i, l, k }))));

describe("the article's derivation", () => {
  it("dmu / dx_l = 1 / N and dv / dx_l = 2 (x_l - mu) / N are right", () => {
    for (const k of [0, 1, 2]) {
      for (const l of rows) {
        const at = (step: number): { mean: number; variance: number } => {
          const shifted = Float64Array.from(x);
          change(shifted, l * D + k, (value) => value + step);
          const { mean, variance } = batchnormGradients(problemOf({ shape: [N, D], x: shifted, eps }), "exact");
          return { mean: itemAt(mean, k), variance: itemAt(variance, k) };
        };
        const [plus, minus] = [at(H), at(-H)];
        assert.ok(difference(1 / N, (plus.mean - minus.mean) / (2 * H)) < SMALL);
        assert.ok(difference((2 * itemAt(column(k).d, l)) / N, (plus.variance - minus.variance) / (2 * H)) < SMALL);
      }
    }
  });

  it("1: the second term of d out_i / d x_l needs the factor gamma too", () => {
    let article = 0;
    for (const { i, l, k } of cells) {
      const { r, d } = column(k);
      const scale = itemAt(gamma, k);
      const numeric = slope("x", l * D + k, i, k);
      const direct = ((i === l ? 1 : 0) - 1 / N) * r;
      const path = (itemAt(d, i) * itemAt(d, l) * r ** 3) / N;
      assert.ok(difference(scale * (direct - path), numeric) < SMALL, `d out[${i},${k}] / d x[${l},${k}]`);
      article = Math.max(article, difference(scale * direct - path, numeric));
    }
    assert.ok(article > 0.01, `the article's version is off by ${article}`);
  });

  it("2: d out_i / d gamma = xhat_i holds without a sum; the sum belongs to the chain rule", () => {
    let article = 0;
    for (const k of [0, 1, 2]) {
      const { xhat } = column(k);
      const sum = xhat.reduce((total, value) => total + value, 0);
      for (const [i, own] of xhat.entries()) {
        assert.ok(difference(own, slope("gamma", k, i, k)) < SMALL);
        assert.ok(difference(1, slope("beta", k, i, k)) < SMALL);
        article = Math.max(article, difference(sum, slope("gamma", k, i, k)));
      }
    }
    assert.ok(article > 0.5, `the article's version is off by ${article}`);
    // Chained with dout, the article's sum is sum_h dout_h * 0 = 0 for every batch.
    const dgamma = itemAt(batchnormGradients(problem, "exact").dgamma, 1);
    const chained = column(1).xhat.reduce((sum, value, i) => sum + cell(problem.dout, i, 1) * value, 0);
    assert.ok(difference(chained, dgamma) < SMALL && Math.abs(dgamma) > 0.1);
  });

  it("chaining the inner Jacobian with dout gives dx", () => {
    const { dx } = batchnormGradients(problem, "exact");
    for (const k of [0, 1, 2]) {
      const { r, d } = column(k);
      for (const l of rows) {
        const chained = rows.reduce((sum, i) => {
          const path = (itemAt(d, i) * itemAt(d, l) * r ** 3) / N;
          const inner = itemAt(gamma, k) * (((i === l ? 1 : 0) - 1 / N) * r - path);
          return sum + cell(problem.dout, i, k) * inner;
        }, 0);
        assert.ok(difference(chained, cell(dx, l, k)) < SMALL);
      }
    }
  });

  it("7: batch norm before or after ReLU are different layers, and one can look at both", () => {
    const rectified = problemOf({
      shape: [N, D],
      x: Float64Array.from(x, (value, i) => Math.max(0, value - column(i % D).mu)),
      eps,
    });
    const after = batchnormGradients(rectified, "exact"); // ReLU, then batch norm
    const before = batchnormGradients({ ...withoutAffine(), activation: "relu" }, "exact"); // batch norm, then ReLU
    const mean = (out: Float64Array, k: number): number => rows.reduce((sum, i) => sum + cell(out, i, k), 0) / N;
    for (const k of [0, 1, 2]) {
      assert.ok(Math.abs(mean(after.out, k)) < 1e-12, "normalised last: the mean is 0");
      assert.ok(mean(before.out, k) > 0.2, "rectified last: the mean is positive");
    }
    const stopped = before.out.filter((value) => value === 0).length;
    assert.ok(stopped > 5 && stopped < 16, `ReLU after batch norm stops about half of the cells: ${stopped} of 21`);
  });
});

function withoutAffine(): Problem {
  return problemOf({ shape: [N, D], x: Float64Array.from(x), eps });
}
