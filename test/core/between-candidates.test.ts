import assert from "node:assert/strict";
import { betweenCandidates } from "../../src/core/between-candidates";
import { toLayout } from "../../src/core/layout";
import type { Candidate } from "../../src/core/problem";
import type { Dtype } from "../../src/core/tensor";
import { ulp } from "../../src/core/ulp";

const layout = toLayout([3, 2]);
assert.ok(layout.ok);
const problem = { layout: layout.value };
const exact = { dx: Float64Array.of(1, -2, 3, 0, 5, 6), dgamma: Float64Array.of(1, 2), dbeta: Float64Array.of(0.5, 4) };

const dxOf = (values: readonly number[], dtype: Dtype = "float64"): Candidate => ({
  dx: { shape: [3, 2], values: dtype === "float64" ? Float64Array.from(values) : Float32Array.from(values), dtype },
});

describe("two candidates, one held against the other", () => {
  it("are compared cell by cell: how many differ, by how much, where, and in last places", () => {
    const { dx } = betweenCandidates(problem, exact, dxOf([1, -2, 3, 0, 5, 6]), dxOf([1, -2, 3.5, 0, 5, 6.25]));
    assert.deepEqual(dx, {
      cells: 6, different: 2, maxDifference: 0.5, index: [1, 0], ulp: 0.5 / ulp(3.5), dtype: "float64", closer: "first",
    }); // prettier-ignore
  });

  it("counts last places of the narrower dtype", () => {
    const { dx } = betweenCandidates(problem, exact, dxOf([1, -2, 3, 0, 5, 6]), dxOf([1, -2, 3, 0, 5, 6 + 2 ** -20], "float32")); // prettier-ignore
    assert.equal(dx?.dtype, "float32");
    assert.equal(dx.ulp, 2 ** -20 / ulp(6, "float32"));
  });

  it("names who is closer to the exact gradient, and neither where none is", () => {
    const near = [1.001, -2, 3, 0, 5, 6];
    const far = [1, -2, 3, 0, 5.5, 6];
    assert.equal(betweenCandidates(problem, exact, dxOf(far), dxOf(near)).dx?.closer, "second");
    assert.equal(betweenCandidates(problem, exact, dxOf(near), dxOf(far)).dx?.closer, "first");
    const other = [0.999, -2, 3, 0, 5, 6];
    assert.equal(betweenCandidates(problem, exact, dxOf(near), dxOf(other)).dx?.closer, "neither");
    assert.equal(betweenCandidates(problem, exact, dxOf(near), dxOf(near)).dx?.different, 0);
  });

  it("takes what is no number for the largest difference, and its owner for the farther one", () => {
    const { dx } = betweenCandidates(problem, exact, dxOf([1, NaN, 3, 0, 5, 6]), dxOf([1, -2, 9, 0, 5, 6]));
    assert.deepEqual([dx?.different, dx?.maxDifference, dx?.index, dx?.closer], [2, NaN, [0, 1], "second"]);
    const both = betweenCandidates(problem, exact, dxOf([1, NaN, 3, 0, 5, 6]), dxOf([1, NaN, 3, 0, 5, 6]));
    assert.deepEqual([both.dx?.different, both.dx?.closer], [0, "neither"]);
  });

  it("leaves out what one of them has not", () => {
    const vector = { shape: [2], values: Float64Array.of(1, 2.5), dtype: "float64" as const };
    const between = betweenCandidates(
      problem,
      exact,
      { ...dxOf([1, -2, 3, 0, 5, 6]), dgamma: vector },
      { dgamma: vector },
    );
    assert.deepEqual(Object.keys(between), ["dgamma"]);
    assert.deepEqual(between.dgamma?.index, [0]);
  });
});
