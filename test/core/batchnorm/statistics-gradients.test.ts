/** dmu and dv are what a backward that is written line by line sums up, under every convention. */
import assert from "node:assert/strict";
import { standardNormal } from "../../../src/core/arithmetic/random";
import { batchnormForward, batchnormGradients, statisticsGradients } from "../../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../../src/core/item-at";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { setOfRow } from "../../../src/core/sets";

const [ROWS, COLUMNS] = [7, 3];
const tensor = (shape: readonly number[], values: Float64Array): NonNullable<ProblemInput["dout"]> => ({
  shape,
  values,
  dtype: "float64",
});
const x = tensor(
  [ROWS, COLUMNS],
  standardNormal(ROWS * COLUMNS, 1).map((value) => 3 + 2 * value),
);
const dout = tensor([ROWS, COLUMNS], standardNormal(ROWS * COLUMNS, 2));
const gamma = tensor([COLUMNS], Float64Array.of(1.5, -2, 0.25));

const CASES: Readonly<Record<string, Partial<ProblemInput>>> = {
  "as usual": {},
  "the unbiased variance": { variance: "unbiased" },
  "eps outside the root": { epsPlacement: "outside", eps: 0.5 },
  "a mask": { mask: tensor([ROWS], Float64Array.of(1, 1, 0, 1, 1, 0, 1)) },
  "two parts": { split: [3, 4] },
  "a ReLU": { activation: "relu" },
};

const near = (got: number, wanted: number, size: number, what: string): void =>
  assert.ok(Math.abs(got - wanted) <= 1e-13 * size, `${what}: ${got}, expected ${wanted}`);

describe("dmu and dv", () => {
  for (const [what, said] of Object.entries(CASES)) {
    it(`are the sums of a backward that is written line by line: ${what}`, () => {
      const made = createProblem({ x, dout, gamma, ...said });
      assert.ok(made.ok);
      const problem = made.value;
      const { out, cache } = batchnormForward(problem);
      const { dx } = batchnormGradients(problem, "standard");
      for (let row = 0; row < ROWS; row++) {
        for (let column = 0; column < COLUMNS; column++) {
          const { from, to } = itemAt(problem.sets, setOfRow(problem.sets, row));
          const at = (i: number): number => i * COLUMNS + column;
          const rows = Array.from({ length: to - from }, (_, i) => from + i);
          const members = rows.filter((i) => problem.mask?.[i] !== 0);
          const M = members.length;
          const degrees = said.variance === "unbiased" ? M - 1 : M;
          const mu = members.reduce((sum, i) => sum + itemAt(x.values, at(i)), 0) / M;
          const v = members.reduce((sum, i) => sum + (itemAt(x.values, at(i)) - mu) ** 2, 0) / degrees;
          const isOutside = said.epsPlacement === "outside";
          const r = isOutside ? 1 / (Math.sqrt(v) + problem.eps) : 1 / Math.sqrt(v + problem.eps);
          const drdv = isOutside ? -(r ** 2) / (2 * Math.sqrt(v)) : -(r ** 3) / 2;
          const passes = (i: number): number => (said.activation === "relu" && itemAt(out, at(i)) <= 0 ? 0 : 1);
          const dxhat = (i: number): number => passes(i) * itemAt(dout.values, at(i)) * itemAt(gamma.values, column);
          const dv = rows.reduce((sum, i) => sum + dxhat(i) * (itemAt(x.values, at(i)) - mu) * drdv, 0);
          const dmu = rows.reduce((sum, i) => sum - dxhat(i) * r, 0);
          const got = statisticsGradients(problem, cache, row, column);
          assert.ok(got);
          near(got.dmu, dmu, 10, `dmu of [${row}, ${column}]`);
          near(got.dv, dv, 10, `dv of [${row}, ${column}]`);
          const moved = members.includes(row)
            ? got.dmu / M + (got.dv * 2 * (itemAt(x.values, at(row)) - mu)) / degrees
            : 0;
          near(dxhat(row) * r + moved, itemAt(dx, at(row)), 10, `dx[${row}, ${column}]`);
        }
      }
    });
  }

  it("are none where mean and variance are given", () => {
    const runningMean = tensor([COLUMNS], new Float64Array(COLUMNS));
    const runningVar = tensor([COLUMNS], Float64Array.of(1, 2, 3));
    const made = createProblem({ x, dout, mode: "eval", runningMean, runningVar });
    assert.ok(made.ok);
    assert.equal(statisticsGradients(made.value, batchnormForward(made.value).cache, 0, 0), null);
  });
});
