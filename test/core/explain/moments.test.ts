import assert from "node:assert/strict";
import { Random } from "../../../src/core/arithmetic/random";
import { momentsOf } from "../../../src/core/explain/moments";
import { exactly } from "../reference";

/** The same moments in decimals of 80 digits. */
function exactMoments(values: Float64Array): { skewness: number; kurtosis: number } {
  const x = [...values].map(exactly);
  const N = x.length;
  const mean = x.reduce((sum, value) => sum.plus(value)).div(N);
  const power = (p: number) =>
    x
      .map((value) => value.minus(mean).pow(p))
      .reduce((sum, value) => sum.plus(value))
      .div(N);
  const v = power(2);
  return { skewness: power(3).div(v.sqrt().pow(3)).toNumber(), kurtosis: power(4).div(v.pow(2)).minus(3).toNumber() };
}

describe("moments", () => {
  it("are the population's, whatever offset and size the numbers have", () => {
    const random = new Random(51);
    for (const [offset, sd] of [
      [0, 1],
      [1e9, 1],
      [0, 1e-150],
      [1e153, 1e150],
    ] as const) {
      const values = Float64Array.from({ length: 40 }, () => offset + sd * random.normal() * random.uniform());
      const exact = exactMoments(values);
      const got = momentsOf(values);
      for (const key of ["skewness", "kurtosis"] as const)
        assert.ok(
          Math.abs(got[key] - exact[key]) < 1e-13,
          `${key} at ${offset} ± ${sd}: ${got[key]}, exact ${exact[key]}`,
        );
    }
  });

  it("are 0 and -2 for a fair coin, and undefined where there is no spread or no number", () => {
    assert.deepEqual(momentsOf(Float64Array.of(-1, 1)), { mean: 0, sd: 1, skewness: 0, kurtosis: -2 });
    const constant = momentsOf(Float64Array.of(0.1, 0.1, 0.1));
    assert.deepEqual([constant.mean, constant.sd, constant.skewness, constant.kurtosis], [0.1, 0, NaN, NaN]);
    assert.ok(Object.values(momentsOf(Float64Array.of(1, NaN))).every(Number.isNaN));
    assert.ok(Object.values(momentsOf(Float64Array.of(1, Infinity))).every(Number.isNaN));
  });
});
