import assert from "node:assert/strict";
import { columnsProblem } from "../../../src/core/batchnorm/columns";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { jacobianColumn, jacobianValues, momentSlopes, nullDirections } from "../../../src/core/explain/jacobian";
import { itemAt } from "../../../src/core/item-at";
import type { Problem } from "../../../src/core/problem";
import { ulp } from "../../../src/core/ulp";
import { hardProblems, normalProblem } from "../datasets";
import { isSmooth } from "../exact-activation";
import { exactly, reference } from "../reference";

/** Rows of an extent: the first, one inside, and the last. */
const someRows = (N: number): number[] => [...new Set([0, Math.floor(N / 3), N - 1])];

/** dx of the loss out_i is row i of the Jacobian: the exact one, from the reference in decimals. */
function exactRow(problem: Problem, k: number, i: number): ReturnType<typeof reference>["dx"] {
  const one = columnsProblem(problem, k, k + 1);
  const dout = new Float64Array(one.layout.rows);
  dout[i] = 1;
  return reference({ ...one, dout }).dx;
}

describe("the inner Jacobian", () => {
  for (const { name, problem } of hardProblems().filter(({ problem: { layout } }) => layout.rows <= 64)) {
    it(`is the exact one, cell by cell: ${name}`, () => {
      const { rows: N, channels: D } = problem.layout;
      for (const k of new Set([0, D - 1])) {
        const column = explainColumn(problem, k);
        for (const i of someRows(N)) {
          const exact = exactRow(problem, k, i);
          for (let l = 0; l < N; l++) {
            const cells = jacobianColumn(column, l);
            const { value, magnitude } = itemAt(exact, l);
            const got = cells.at(i);
            if (!Number.isFinite(magnitude.toNumber())) continue; // leaves the range of doubles
            const error = exactly(got)
              .minus(value)
              .abs()
              .div(exactly(ulp(magnitude.toNumber())))
              .toNumber();
            assert.ok(
              error <= 8,
              `d out[${i},${k}] / d x[${l},${k}] is ${got}, exact ${value.toNumber()}: ${error} ulp`,
            );
            if (isSmooth(problem.activation)) continue; // its slope is made of terms that are no terms of the Jacobian
            const size = magnitude.toNumber();
            assert.ok(Math.abs(cells.sizeAt(i) - size) <= 1e-9 * size + 1e-320, `size at [${i},${l}] of column ${k}`);
          }
        }
      }
    });
  }

  it("is the sum of its two pieces, and the chain rule makes dx of it", () => {
    for (const [seed, shape, rest] of [
      [1, [7, 3], {}],
      [2, [1, 3], {}],
      [3, [6, 1], {}],
      [4, [1, 1], {}],
      [5, [3, 2, 2, 3], { activation: "relu" }],
      [6, [8, 2], { variance: "unbiased", split: [3, 5] }],
      [7, [9, 2], { epsPlacement: "outside", activation: "leaky-relu" }],
    ] as const) {
      const problem = normalProblem(seed, shape, 1, 2, 1e-3, rest);
      for (let k = 0; k < problem.layout.channels; k++) {
        const column = explainColumn(problem, k);
        for (let l = 0; l < column.x.length; l++) {
          const [whole, direct, variance] = (["whole", "direct", "variance"] as const).map((piece) =>
            jacobianValues(column, l, piece),
          ) as [Float64Array, Float64Array, Float64Array];
          whole.forEach((value, i) => {
            const sum = itemAt(direct, i) + itemAt(variance, i);
            assert.ok(Math.abs(value - sum) <= 1e-14 * jacobianColumn(column, l).sizeAt(i), `[${i},${l}]`);
          });
          const chained = whole.reduce((sum, value, i) => sum + value * itemAt(column.dout, i), 0);
          const size = whole.reduce((sum, value, i) => sum + Math.abs(value * itemAt(column.dout, i)), 0);
          assert.ok(Math.abs(chained - itemAt(column.dx, l)) <= 1e-13 * size, `dx[${l},${k}] of ${shape.join("x")}`);
        }
      }
    }
  });

  it("keeps rows of different sets apart, and those that move no statistics to themselves", () => {
    const split = explainColumn(normalProblem(8, [7, 2], 0, 1, 1e-3, { split: [3, 4] }), 1);
    assert.deepEqual([...jacobianValues(split, 1)].map(Boolean), [true, true, true, false, false, false, false]);
    assert.equal(momentSlopes(split, 5).dmu, 1 / 4);
    const mask = { shape: [5], values: Float64Array.of(1, 1, 0, 1, 1), dtype: "float64" as const };
    const masked = explainColumn(normalProblem(9, [5, 2], 0, 1, 1e-3, { mask }), 0);
    assert.deepEqual([...jacobianValues(masked, 2)].map(Boolean), [false, false, true, false, false]);
    assert.deepEqual(momentSlopes(masked, 2), { dmu: 0, dv: 0 });
  });

  it("annihilates ones, and xhat but for eps", () => {
    const cases = [
      normalProblem(10, [9, 2], 3, 2, 0.5),
      normalProblem(11, [9, 2], 3, 2, 0.5, { variance: "unbiased", activation: "leaky-relu", slope: 0.3 }),
      normalProblem(12, [9, 2], 3, 2, 0.5, { epsPlacement: "outside" }),
    ];
    for (const problem of cases) {
      const column = explainColumn(problem, 1);
      for (let i = 0; i < 9; i++) {
        const found = nullDirections(column, i);
        assert.ok(found && found.ones.size > 0.01 && Math.abs(found.epsShare) > 1e-4);
        assert.ok(Math.abs(found.ones.value) <= 1e-15 * found.ones.size, `ones at ${i}: ${found.ones.value}`);
        const rest = found.xhat.value - found.epsShare;
        assert.ok(Math.abs(rest) <= 1e-14 * found.xhat.size, `xhat at ${i}: ${found.xhat.value}, ${found.epsShare}`);
      }
    }
    const eval1 = { shape: [2], values: Float64Array.of(1, 2), dtype: "float64" as const };
    const given = normalProblem(13, [4, 2], 0, 1, 1e-3, { mode: "eval", runningMean: eval1, runningVar: eval1 });
    assert.equal(nullDirections(explainColumn(given, 0), 1), undefined);
  });
});
