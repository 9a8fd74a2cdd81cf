import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { inputRounding } from "../../../../src/core/diagnosis/evidence/input-rounding";
import { createStatistics } from "../../../../src/core/diagnosis/formula/column-statistics";
import type { Problem, ProblemInput } from "../../../../src/core/problem";
import { Random } from "../../../../src/core/arithmetic/random";
import { randomProblem } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";

const DECIMALS = 3;
const digits = { decimals: DECIMALS, digits: 12 };
const HALF = 0.5 * 10 ** -DECIMALS;

/** The problem with every input moved by up to half a unit of its last digit. */
function moved(problem: Problem, random: Random): Problem {
  const move = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (value) => value + HALF * (random.below(2) ? 1 : -1));
  return { ...problem, x: move(problem.x), dout: move(problem.dout), gamma: move(problem.gamma) };
}

/** Under which the bound is derived, for so many rows. */
const CONVENTIONS: readonly ((rows: number) => Partial<ProblemInput>)[] = [
  () => ({}),
  () => ({ variance: "unbiased" }),
  () => ({ epsPlacement: "outside" }),
  (rows) => ({ mask: maskOf(rows) }),
  (rows) => ({ mask: maskOf(rows), variance: "unbiased", epsPlacement: "outside" }),
];

function maskOf(rows: number): ProblemInput["mask"] {
  const values = Float64Array.from({ length: rows }, (_, i) => Number(i % 4 !== 1));
  return { shape: [rows], values, dtype: "float64" };
}

describe("what inputs lose in print", () => {
  it("moves no cell further than is allowed, and some cells nearly as far", () => {
    let closest = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const rows = seed % 2 ? 4 : 7;
      const conventions = itemAt(CONVENTIONS, Math.floor(seed / 2) % CONVENTIONS.length)(rows);
      const problem = randomProblem(seed, { shape: [rows, rows === 4 ? 3 : 2], conventions });
      const s = createStatistics(problem);
      const inputs = { x: digits, dout: digits, gamma: digits, shared: true };
      const rounding = inputRounding(s, { dtype: "float64", words: "", inputs });
      assert.ok(rounding);
      const exact = batchnormGradients(problem, "exact");
      const random = new Random(seed);
      for (let trial = 0; trial < 60; trial++) {
        const other = batchnormGradients(moved(problem, random), "exact");
        for (let k = 0; k < s.D; k++) {
          for (let i = 0; i < s.rows; i++) {
            const offset = i * s.D + k;
            const xhat = (itemAt(problem.x, offset) - itemAt(s.mu, k)) * itemAt(s.r, k);
            const allowed = rounding.dx(k, itemAt(problem.dout, offset), xhat, i);
            const distance = Math.abs(itemAt(other.dx, offset) - itemAt(exact.dx, offset));
            assert.ok(distance <= allowed * (1 + 1e-9), `seed ${seed}, dx[${i},${k}]: ${distance}, allowed ${allowed}`);
            closest = Math.max(closest, distance / allowed);
          }
          for (const name of ["dgamma", "dbeta"] as const) {
            const distance = Math.abs(itemAt(other[name], k) - itemAt(exact[name], k));
            assert.ok(distance <= itemAt(rounding[name], k) * (1 + 1e-9), `seed ${seed}, ${name}[${k}]`);
          }
        }
      }
    }
    assert.ok(closest > 0.5, `the nearest came to ${closest} of what is allowed`);
  });
});
