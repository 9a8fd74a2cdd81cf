import assert from "node:assert/strict";
import fc from "fast-check";
import { exponentOf, roundTo, ulp } from "../../src/core/ulp";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const SEED = { seed: 11, numRuns: 5000 };

/** The next double away from 0. */
function next(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
}

describe("ulp", () => {
  it("is the distance to the next double", () => {
    fc.assert(
      fc.property(finite, (x) => {
        const after = next(x);
        if (Number.isFinite(after)) assert.equal(ulp(x), Math.abs(after - x), `ulp(${x})`);
      }),
      SEED,
    );
    assert.deepEqual(
      [ulp(1), ulp(0), ulp(2 ** -1074), ulp(Number.MAX_VALUE)],
      [2 ** -52, 2 ** -1074, 2 ** -1074, 2 ** 971],
    );
    assert.ok(Number.isNaN(ulp(Infinity)));
  });

  it("knows the exponent at powers of two and beside them", () => {
    for (let e = -1074; e <= 1023; e++) {
      assert.equal(exponentOf(2 ** e), e);
      if (e > -1022) assert.equal(exponentOf(2 ** e * (1 - 2 ** -53)), e - 1);
      if (e > -1000) assert.equal(exponentOf(-(2 ** e) * (1 + 2 ** -52)), e);
    }
  });

  it("knows the smaller types", () => {
    assert.equal(ulp(1, "float32"), 2 ** -23);
    assert.equal(ulp(1000, "float16"), 0.5);
    assert.equal(ulp(1e-8, "float16"), 2 ** -24);
    assert.equal(ulp(1, "bfloat16"), 2 ** -7);
    assert.equal(ulp(2 ** -140, "float32"), 2 ** -149);
    assert.equal(ulp(2 ** -140, "bfloat16"), 2 ** -133);
  });

  it("rounds to nearest, ties to even, as the hardware does", () => {
    const half = (x: number): number => Math.f16round(x);
    fc.assert(
      fc.property(
        fc.double({ min: -70000, max: 70000, noNaN: true }),
        fc.integer({ min: -12, max: 12 }),
        (x, shift) => {
          const value = x * 2 ** (2 * shift);
          assert.equal(roundTo(value, "float16"), half(value), `float16 of ${value}`);
          assert.equal(roundTo(value, "float32"), Math.fround(value));
          assert.equal(roundTo(Math.fround(value), "bfloat16"), bfloat16(Math.fround(value)), `bfloat16 of ${value}`);
        },
      ),
      SEED,
    );
    for (const [x, expected] of [
      [65519.9, 65504],
      [65520, Infinity],
      [-65520, -Infinity],
      [2 ** -25, 0],
      [NaN, NaN],
    ] as const) {
      assert.equal(roundTo(x, "float16"), expected);
    }
    assert.equal(roundTo(1 + 2 ** -60, "float64"), 1 + 2 ** -60);
  });
});

/** Rounds a float32 to bfloat16 on its bits. */
function bfloat16(x: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  const bits = view.getUint32(0);
  const lower = bits & 0xffff;
  const upper = bits >>> 16;
  const rounded = lower > 0x8000 || (lower === 0x8000 && upper & 1) ? upper + 1 : upper;
  view.setUint32(0, rounded * 0x10000);
  return view.getFloat32(0);
}
