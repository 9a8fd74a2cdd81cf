import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients, terms } from "../../../src/core/batchnorm/batchnorm";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { cellOf, indexAt, indexOf, offsetOf } from "../../../src/core/layout";
import { createProblem, type Problem } from "../../../src/core/problem";
import { Random, standardNormal } from "../../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../../src/core/tensor";
import { xhatNumbers } from "../../../src/views/pictures/xhat";
import { normalProblem, problemOf, type Conventions } from "../datasets";
import { itemAt } from "../../../src/core/item-at";

function tensor(shape: readonly number[], values: Float64Array): Tensor {
  return { shape, values, dtype: "float64" };
}

function rowsOf(problem: Problem, values: ArrayLike<number>, from: number, to: number): Float64Array {
  const { channels: D } = problem.layout;
  return Float64Array.from({ length: (to - from) * D }, (_, i) =>
    itemAt(values, offsetOf(problem.layout, from + Math.floor(i / D), i % D)),
  ); // prettier-ignore
}

const exact = (problem: Problem): Gradients => batchnormGradients(problem, "exact");

describe("conventions of batch norm", () => {
  it("a split: each part is a batch norm of its own, and dgamma and dbeta are their sums", () => {
    const problem = normalProblem(1, [9, 4], 2, 3, 1e-5, { split: [4, 5], activation: "relu" });
    const { out, dx, dgamma, dbeta } = exact(problem);
    const parts = ([[0, 4], [4, 9]] as const).map(([from, to]) => {
      const { gamma, beta, x, dout } = problem;
      const rows = (values: ArrayLike<number>): Float64Array => rowsOf(problem, values, from, to);
      return { from, to, ...exact(problemOf({ shape: [to - from, 4], x: rows(x), dout: rows(dout), gamma, beta, activation: "relu" })) };
    }); // prettier-ignore
    for (const part of parts) {
      assert.deepEqual(rowsOf(problem, out, part.from, part.to), part.out);
      assert.deepEqual(rowsOf(problem, dx, part.from, part.to), part.dx);
    }
    for (const [name, sums] of [["dgamma", dgamma], ["dbeta", dbeta]] as const) {
      sums.forEach((value, k) => {
        const sum = parts.reduce((total, part) => total + itemAt(part[name], k), 0);
        assert.ok(Math.abs(value - sum) <= 1e-14 * Math.abs(value) + 1e-15);
      });
    } // prettier-ignore
  });

  it("a split shows the mean of its parts' means and variances under a column, and xhat of each part's own", () => {
    const x = Float64Array.of(0, 2, 10, 10, 16, 10);
    const problem = problemOf({
      shape: [6, 1],
      x,
      eps: 0,
      split: [2, 4],
      mask: tensor([6], Float64Array.of(1, 1, 1, 1, 1, 0)),
    });
    const { mean, variance, normaliser } = exact(problem);
    assert.deepEqual([...mean, ...variance], [(2 * 1 + 3 * 12) / 5, (2 * 1 + 3 * 8) / 5]);
    const numbers = xhatNumbers(problem, normaliser);
    assert.ok("at" in numbers);
    const root = Math.sqrt(8);
    const expected = [-1, 1, -2 / root, -2 / root, 4 / root, -2 / root];
    const filled = new Float64Array(6);
    numbers.fill?.(0, filled);
    expected.forEach((value, row) => {
      assert.ok(Math.abs(numbers.at(row) - value) < 1e-15, `row ${row}`);
      assert.equal(filled[row], numbers.at(row));
    });
  });

  it("a mask: what it leaves out is normalised, and moves nothing else", () => {
    const rows = Float64Array.of(1, 1, 0, 1, 0, 1);
    const given = normalProblem(2, [6, 3], 1, 2, 1e-5, { mask: tensor([6], rows) });
    const { out, mean, dx } = exact(given);
    const kept = [0, 1, 3, 5];
    const pick = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from({ length: 12 }, (_, i) => itemAt(values, 3 * itemAt(kept, Math.floor(i / 3)) + (i % 3)));
    const { gamma, beta } = given;
    const alone = exact(problemOf({ shape: [4, 3], x: pick(given.x), dout: pick(given.dout), gamma, beta }));
    assert.deepEqual(pick(out), alone.out);
    assert.deepEqual(mean, alone.mean);
    // What the loss sees of masked outputs pulls at the others through mean and variance; at 0 it pulls no more.
    const silent = {
      ...given,
      dout: Float64Array.from(given.dout, (value, i) => value * itemAt(rows, Math.floor(i / 3))),
    };
    assert.notDeepEqual(pick(dx), alone.dx);
    pick(exact(silent).dx).forEach((value, i) => assert.ok(Math.abs(value - itemAt(alone.dx, i)) <= 1e-15));
    const { cache } = batchnormForward(given);
    assert.deepEqual(terms(given, cache, 2, 1).slice(1), [0, 0]);
  });

  it("the channels' axis: as if it had been moved to place 1", () => {
    const random = new Random(3);
    for (const [shape, axis] of [[[6, 4], 0], [[3, 2, 5], 2], [[4, 3, 2, 5], -1], [[4, 3, 2, 5], 0], [[2, 3, 2, 5, 2], 3]] as const) {
      const at = axis < 0 ? axis + shape.length : axis;
      const order = at === 0 ? [1, 0] : [0, at];
      const rest = shape.map((_, i) => i).filter((i) => !order.includes(i));
      const axes = [...order, ...rest];
      const moved = axes.map((i) => itemAt(shape, i));
      const x = standardNormal(sizeOf(shape), random.below(1000));
      const dout = standardNormal(sizeOf(shape), random.below(1000));
      const there = (values: Float64Array): Float64Array =>
        values.map((_, offset) => {
          const index = indexAt(moved, offset);
          const own = shape.map((_extent, i) => itemAt(index, axes.indexOf(i)));
          return itemAt(values, own.reduce((sum, value, i) => sum * itemAt(shape, i) + value, 0));
        });
      const gamma = standardNormal(itemAt(shape, at), 5);
      const conventions: Conventions = { activation: "leaky-relu", variance: "unbiased", axis };
      const on = exact(problemOf({ shape, x, dout, gamma, ...conventions }));
      const first = exact(problemOf({ shape: moved, x: there(x), dout: there(dout), gamma, ...conventions, axis: 1 }));
      // The rows are the same, in another order.
      const close = (one: Float64Array, other: Float64Array, what: string): void => {
        one.forEach((value, i) => {
          assert.ok(Math.abs(value - itemAt(other, i)) <= 1e-13, `${shape.join(" x ")}, axis ${axis}, ${what}[${i}]`);
        });
      };
      close(there(on.dx), first.dx, "dx");
      close(there(on.out), first.out, "out");
      close(on.dgamma, first.dgamma, "dgamma");
      close(on.mean, first.mean, "mean");
    }
  }); // prettier-ignore

  it("tells the index of a cell in the tensor's own shape", () => {
    const problem = problemOf({ shape: [2, 3, 4], x: standardNormal(24, 1), axis: -1 });
    assert.deepEqual(indexOf(problem.layout, 4, 3), [1, 1, 3]);
    assert.deepEqual(cellOf(problem.layout, [1, 1, 3]), { row: 4, column: 3 });
  });

  it("eps outside: a constant column has the direct term and the mean path alone", () => {
    const dout = Float64Array.of(1, 2, 6);
    const problem = problemOf({ shape: [3, 1], x: Float64Array.of(7, 7, 7), dout, eps: 0.5, epsPlacement: "outside" });
    assert.deepEqual([...exact(problem).dx], [-4, -2, 6]);
  });

  it("leaky ReLU: its slope below 0 and at 0, forward and backward", () => {
    const x = Float64Array.of(-1, 0, 1);
    const input = { x: tensor([3, 1], x), dout: tensor([3, 1], Float64Array.of(8, 8, 8)), eps: 0 };
    const evaluation = { mode: "eval", runningMean: tensor([1], Float64Array.of(0)), runningVar: tensor([1], Float64Array.of(1)) } as const;
    const problem = createProblem({ ...input, ...evaluation, activation: "leaky-relu", slope: 0.25 });
    assert.ok(problem.ok);
    for (const precision of ["standard", "exact"] as const) {
      const { out, dx, dgamma, dbeta } = batchnormGradients(problem.value, precision);
      assert.deepEqual([[...out], [...dx], [...dgamma], [...dbeta]], [[-0.25, 0, 1], [2, 2, 8], [6], [12]]);
    }
  }); // prettier-ignore
});
