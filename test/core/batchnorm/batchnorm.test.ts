import assert from "node:assert/strict";
import { batchnormBackward, batchnormForward, batchnormGradients, terms } from "../../../src/core/batchnorm/batchnorm";
import type { Precision } from "../../../src/core/checker";
import { cellOf, indexOf, offsetOf } from "../../../src/core/layout";
import { checkVariance, named, notes } from "../../../src/core/odd-columns";
import { createProblem, type Problem } from "../../../src/core/problem";
import { Random, standardNormal } from "../../../src/core/arithmetic/random";
import { updateRunning } from "../../../src/core/running";
import { normalProblem, problemOf, type Conventions } from "../datasets";
import { itemAt } from "../../../src/core/item-at";

const PRECISIONS: readonly Precision[] = ["standard", "exact"];

describe("batch norm", () => {
  it("gives the numbers of a column worked by hand", () => {
    // x = 1, 3: mu = 2, v = 1, eps = 3 so that r = 1/2 and xhat = -1/2, 1/2.
    const problem = problemOf({
      shape: [2, 1],
      x: Float64Array.of(1, 3),
      gamma: Float64Array.of(4),
      beta: Float64Array.of(10),
      dout: Float64Array.of(1, 2),
      eps: 3,
    });
    for (const precision of PRECISIONS) {
      const { out, dx, dgamma, dbeta, mean, variance } = batchnormGradients(problem, precision);
      assert.deepEqual([...out], [8, 12]);
      assert.deepEqual([...dbeta], [3]);
      assert.deepEqual([...dgamma], [0.5]);
      // gbar = 3/2, c = 1/4: dx = 2 (1 - 3/2 + 1/8), 2 (2 - 3/2 - 1/8)
      assert.deepEqual([...dx], [-0.75, 0.75]);
      assert.deepEqual([mean[0], variance[0]], [2, 1]);
    }
  });

  it("three numbered terms add up to dx, in units of dout and x", () => {
    for (const problem of [normalProblem(1, [7, 3], 5, 2), normalProblem(2, [3, 2, 5], 0, 1e160)]) {
      const { cache } = batchnormForward(problem);
      const { dx } = batchnormBackward(problem.dout, cache);
      for (let row = 0; row < problem.layout.rows; row++) {
        for (let column = 0; column < problem.layout.channels; column++) {
          const [direct, mean, variance] = terms(problem, cache, row, column);
          const value = itemAt(dx, offsetOf(problem.layout, row, column));
          const size = Math.abs(direct) + Math.abs(mean) + Math.abs(variance);
          assert.ok(Math.abs(direct + mean + variance - value) <= 4e-16 * size, `dx[${row},${column}]`);
        }
      }
    }
  });

  it("in evaluation only the direct term is left", () => {
    const problem = evaluation([4, 3]);
    const { cache } = batchnormForward(problem);
    const { dx, dgamma } = batchnormBackward(problem.dout, cache);
    for (let i = 0; i < 12; i++) {
      const k = i % 3;
      const r = 1 / Math.sqrt((problem.running?.variance[k] ?? 0) + problem.eps);
      const expected = itemAt(problem.gamma, k) * r * itemAt(problem.dout, i);
      assert.ok(Math.abs(itemAt(dx, i) - expected) <= 4e-16 * Math.abs(itemAt(dx, i)));
      assert.deepEqual(terms(problem, cache, Math.floor(i / 3), k).slice(1), [0, 0]);
    }
    const by = [0, 1, 2, 3].reduce((sum, row) => {
      const xhat = (itemAt(problem.x, row * 3 + 1) - 0.5) / Math.sqrt(2 + problem.eps);
      return sum + itemAt(problem.dout, row * 3 + 1) * xhat;
    }, 0);
    assert.ok(Math.abs(itemAt(dgamma, 1) - by) < 1e-14);
  });

  it("ReLU stops dout where out is not positive, ties included", () => {
    const x = Float64Array.of(-1, 5, 0, 5, 1, 5);
    const dout = Float64Array.of(1, 1, 2, 2, 4, 4);
    const { out, dx, dgamma, dbeta } = batchnormGradients(
      problemOf({ shape: [3, 2], x, dout, activation: "relu" }),
      "standard",
    );
    assert.deepEqual([out[0], out[2]], [0, 0]);
    assert.ok(itemAt(out, 4) > 1.2);
    assert.equal(dbeta[0], 4);
    assert.ok(Math.abs(itemAt(dgamma, 0) - 4 * itemAt(out, 4)) < 1e-15);
    // Column 1 is constant and beta is 0: every out is exactly 0, so nothing passes.
    assert.deepEqual([dbeta[1], dgamma[1], dx[1], dx[3], dx[5]], [0, 0, 0, 0, 0]);
  });

  it("reads rank 3 to 5 as its channels' columns", () => {
    for (const shape of [
      [3, 2, 5],
      [2, 3, 2, 2],
      [2, 3, 1, 2, 3],
    ]) {
      const problem = normalProblem(5, shape, 1, 2);
      const { layout } = problem;
      const { rows: N, channels: D } = layout;
      const flat = (values: Problem["x"]): Float64Array => {
        const target = new Float64Array(N * D);
        values.forEach((value, offset) => {
          const { row, column } = cellOf(layout, indexAt(shape, offset));
          target[row * D + column] = value;
        });
        return target;
      };
      const matrix = problemOf({
        shape: [N, D],
        x: flat(problem.x),
        dout: flat(problem.dout),
        gamma: problem.gamma,
        beta: problem.beta,
      });
      const whole = batchnormGradients(problem, "standard");
      const columns = batchnormGradients(matrix, "standard");
      assert.deepEqual(flat(whole.dx), columns.dx);
      assert.deepEqual(flat(whole.out), columns.out);
      assert.deepEqual(whole.dgamma, columns.dgamma);
      assert.deepEqual(
        indexOf(layout, N - 1, D - 1),
        shape.map((extent) => extent - 1),
      );
    }
  });

  it("computes single precision input in double precision", () => {
    const values = Float32Array.from(standardNormal(21, 6));
    const single = createProblem({ x: { shape: [7, 3], values, dtype: "float32" } });
    assert.ok(single.ok);
    const double = problemOf({ shape: [7, 3], x: Float64Array.from(values) });
    assert.deepEqual(batchnormGradients(single.value, "standard"), batchnormGradients(double, "standard"));
  });

  it("N = 1 and constant columns give dx = 0", () => {
    const one = batchnormGradients(normalProblem(7, [1, 4], 3, 1), "standard");
    assert.ok(one.dx.every((value) => value === 0) && one.dgamma.every((value) => value === 0));
    const constant = problemOf({ shape: [3, 1], x: new Float64Array(3).fill(0.1), dout: new Float64Array(3).fill(2) });
    const { dx, variance, mean } = batchnormGradients(constant, "standard");
    assert.deepEqual([...dx, variance[0], mean[0]], [0, 0, 0, 0, 0.1]);
  });

  it("keeps NaN and infinity inside their column", () => {
    const clean = batchnormGradients(normalProblem(8, [5, 4], 0, 1), "standard");
    for (const poison of [NaN, Infinity, -Infinity]) {
      for (const part of ["x", "dout"] as const) {
        for (const precision of PRECISIONS) {
          const problem = normalProblem(8, [5, 4], 0, 1);
          problem[part][6] = poison; // row 1, column 2
          const gradients = batchnormGradients(problem, precision);
          for (let i = 0; i < 20; i++) {
            const inside = i % 4 === 2;
            const text = `${poison} in ${part}, ${precision}, cell ${i}: ${gradients.dx[i]}`;
            if (inside) assert.ok(!Number.isFinite(gradients.dx[i]), text);
            else assert.ok(Math.abs(itemAt(gradients.dx, i) - itemAt(clean.dx, i)) < 1e-14, text);
            if (part === "dout") assert.ok(Math.abs(itemAt(gradients.out, i) - itemAt(clean.out, i)) < 1e-14, text);
          }
          assert.deepEqual([...gradients.dbeta].map(Number.isFinite), [true, true, part === "x", true]);
          assert.deepEqual([...gradients.dgamma].map(Number.isFinite), [true, true, false, true]);
        }
      }
    }
    const problem = evaluation([4, 3]);
    problem.x[4] = NaN;
    problem.x[8] = Infinity;
    for (const precision of PRECISIONS) {
      const { out, dx } = batchnormGradients(problem, precision);
      assert.deepEqual(
        [...out].map((value, i) => (Number.isFinite(value) ? -1 : i)).filter((i) => i >= 0),
        [4, 8],
      );
      assert.equal(out[8], Infinity);
      assert.ok(dx.every(Number.isFinite), "dx does not depend on x in evaluation");
    }
  });
});

describe("notes", () => {
  it("eps = 0 wants a variance in every column", () => {
    const x = Float64Array.of(1, 2, 3, 1, 5, 3, 1, 6, 3);
    const fault = checkVariance(problemOf({ shape: [3, 3], x, eps: 0 }));
    assert.deepEqual(fault, {
      ok: false,
      fault: {
        code: "zero-variance",
        text: "eps is 0 and the variance of columns 0 and 2 is 0: expected eps > 0, or a positive variance in every column.",
      },
    });
    assert.ok(checkVariance(problemOf({ shape: [3, 3], x, eps: 1e-9 })).ok);
    assert.ok(checkVariance(normalProblem(1, [3, 3], 1e10, 1, 0)).ok);
    const running = { runningMean: vector([0, 0, 0]), runningVar: vector([1, 0, 1]) };
    const evaluated = checkVariance(problemOf({ shape: [3, 3], x, eps: 0, mode: "eval", ...running }));
    assert.ok(!evaluated.ok && evaluated.fault.text.includes("runningVar of column 1 is 0"));
  });

  it("names at most three columns", () => {
    assert.equal(named([4]), "column 4");
    assert.equal(named([4, 7]), "columns 4 and 7");
    assert.equal(named([4, 7, 9]), "columns 4, 7 and 9");
    assert.equal(named([4, 7, 9, 10]), "columns 4, 7, 9 and 1 more");
    assert.equal(named([...Array(15).keys()]), "columns 0, 1, 2 and 12 more");
  });

  it("says N = 1, constant columns and what is not finite", () => {
    assert.deepEqual(notes(normalProblem(1, [1, 3], 0, 1)), [
      "N = 1: the only value of a column is its mean, so xhat = 0, out = beta and dx = 0.",
    ]);
    const x = Float64Array.of(1, 2, NaN, 1, 5, 3, 1, 6, 3);
    assert.deepEqual(notes(problemOf({ shape: [3, 3], x })), [
      "Column 0 is constant: the variance is 0 and r = 1 / sqrt(eps).",
      "Column 2 holds NaN or infinity: gradients that depend on it are not defined.",
    ]);
    const clean = normalProblem(1, [4, 3], 0, 1);
    assert.deepEqual(notes(clean), []);
    clean.dout[5] = Infinity;
    clean.gamma[0] = clean.gamma[1] = NaN;
    assert.deepEqual(notes(clean), [
      "dout holds NaN or infinity in column 2: gradients that depend on it are not defined.",
      "gamma holds NaN or infinity in columns 0 and 1: gradients that depend on it are not defined.",
    ]);
  });

  it("says what a mask or a split leaves to the statistics", () => {
    const x = Float64Array.of(1, 2, 1, 5, 1, 6, 4, 6);
    const mask = (...rows: number[]) => vector(rows);
    const noted = (conventions: Conventions): string[] => notes(problemOf({ shape: [4, 2], x, ...conventions }));
    assert.deepEqual(noted({}), []);
    assert.deepEqual(noted({ mask: mask(1, 1, 1, 0) }), [
      "Column 0 is constant in the rows that make the statistics: the variance is 0 and r = 1 / sqrt(eps).",
    ]);
    assert.deepEqual(noted({ mask: mask(0, 0, 1, 0), epsPlacement: "outside" }), [
      "The mask leaves a single row to the statistics: the variance is 0 and r = 1 / eps.",
    ]);
    assert.deepEqual(noted({ split: [2, 2] }), [
      "Columns 0 and 1 are constant in a part of the split: the variance is 0 and r = 1 / sqrt(eps).",
    ]);
    assert.deepEqual(noted({ split: [1, 3] }), [
      "Part 0 of the split has a single row: the variance is 0 and r = 1 / sqrt(eps).",
    ]);
    assert.deepEqual(noted({ split: [2, 2], mask: mask(0, 1, 1, 0) }), [
      "Parts 0 and 1 of the split have a single row that makes its statistics: the variance is 0 and r = 1 / sqrt(eps).",
    ]);
    const fault = checkVariance(problemOf({ shape: [4, 2], x, eps: 0, split: [2, 2] }));
    assert.ok(!fault.ok && fault.fault.text.startsWith("eps is 0 and the variance of columns 0 and 1 is 0 in a part"));
  });
});

describe("running statistics", () => {
  const running = { mean: Float64Array.of(1), variance: Float64Array.of(2) };
  const batch = { mean: Float64Array.of(5), variance: Float64Array.of(3), rows: 4 };

  it("follow the convention named", () => {
    const update = (convention: "pytorch" | "keras" | "onnx", momentum: number): number[] => {
      const result = updateRunning(running, batch, momentum, convention);
      assert.ok(result.ok);
      return [itemAt(result.value.mean, 0), itemAt(result.value.variance, 0)];
    };
    assert.deepEqual(update("pytorch", 0.25), [2, 0.75 * 2 + 0.25 * 4]); // variance 3 * 4 / 3
    assert.deepEqual(update("keras", 0.75), [2, 0.75 * 2 + 0.25 * 3]);
    assert.deepEqual(update("onnx", 0.75), [2, 0.75 * 2 + 0.25 * 3]);
  });

  it("one row has no unbiased variance", () => {
    const one = updateRunning(running, { ...batch, rows: 1 }, 0.1, "pytorch");
    assert.ok(!one.ok && one.fault.code === "one-row");
    assert.ok(updateRunning(running, { ...batch, rows: 1 }, 0.1, "keras").ok);
  });
});

function vector(values: number[]) {
  return { shape: [values.length], values: Float64Array.from(values), dtype: "float64" as const };
}

function evaluation(shape: readonly [number, number]): Problem {
  const random = new Random(9);
  const draw = (): Float64Array => Float64Array.from({ length: shape[0] * shape[1] }, () => random.normal());
  const running = { runningMean: vector([0, 0.5, -1]), runningVar: vector([1, 2, 1e-9]) };
  return problemOf({ shape, x: draw(), dout: draw(), gamma: Float64Array.of(2, -1, 0.5), mode: "eval", ...running });
}

function indexAt(shape: readonly number[], offset: number): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(offset % itemAt(shape, axis));
    offset = Math.floor(offset / itemAt(shape, axis));
  }
  return index;
}
