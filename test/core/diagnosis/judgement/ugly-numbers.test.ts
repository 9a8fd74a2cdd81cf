import assert from "node:assert/strict";
import fc from "fast-check";
import { standardNormal } from "../../../../src/core/arithmetic/random";
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate } from "../../../../src/core/problem";
import { madeByHand } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";
import { compared, without } from "./not-given";

const UGLY = [NaN, Infinity, -Infinity, 1e300, -1e300, 1e154, 1e-310, 5e-324, 0, -0, 1.7e308];

/** Where which of the ugly numbers stand in a tensor. */
const planted = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...UGLY)), { maxLength: 4 });
type Planted = readonly (readonly [number, number])[];

function plant(values: ArrayLike<number>, where: Planted): Float64Array {
  const held = Float64Array.from(values);
  for (const [at, value] of where) held[at % held.length] = value;
  return held;
}

const shapes = fc.constantFrom<number[]>([1, 4], [6, 1], [7, 3], [2, 3, 4]);
const open = fc.subarray(["dout", "eps", "gamma", "mode"] as const);
const given = fc.subarray(["dx", "dgamma", "dbeta"] as const, { minLength: 1 });

describe("numbers at the ends of what a double holds", () => {
  it("lead to no eps that is none", () => {
    const ordinary = randomProblem(7, { shape: [12, 8] });
    const sizes = [1e300, 1e-310, 1, 1, 1, 1, 1, 1];
    const x = ordinary.x.map((value, i) => value * itemAt(sizes, i % 8));
    const normal = standardNormal(12 * 8, 11);
    const dx = normal.map((value, i) => (i === 19 ? NaN : i % 8 === 4 ? 1e300 : i % 8 === 5 ? 1e-310 : value));
    const mine = (shape: readonly number[], values: Float64Array) => ({ shape, values, dtype: "float64" }) as const;
    const candidate = {
      dx: mine([12, 8], dx),
      dgamma: mine([8], dx.slice(16, 24)),
      dbeta: mine([8], dx.slice(24, 32)),
    };
    const { verdict } = compared(without({ ...ordinary, x }, "eps", "gamma", "beta"), candidate);
    assert.equal(verdict, "wrong");
  });

  it("end in a verdict and a reason, whatever of them stands where", () => {
    fc.assert(
      fc.property(fc.nat(1000), shapes, open, given, planted, planted, planted, (seed, shape, keys, names, ...ugly) => {
        const ordinary = randomProblem(seed, { shape });
        const [inX, inDout, inMine] = ugly;
        const problem = { ...ordinary, x: plant(ordinary.x, inX), dout: plant(ordinary.dout, inDout) };
        const right = madeByHand(ordinary);
        const mine: Candidate = Object.fromEntries(
          names.map((name) => [name, { ...right[name], values: plant(right[name].values, inMine) }]),
        );
        const { verdict, reason, diagnoses } = compared(without(problem, ...keys), mine);
        assert.ok(["correct", "doubtful", "wrong"].includes(verdict));
        for (const text of [reason, ...diagnoses.map((one) => one.text)])
          assert.doesNotMatch(text, /undefined|^\s*$/, text);
      }),
      { seed: 5, numRuns: 30 },
    );
  });
});
