import assert from "node:assert/strict";
import fc from "fast-check";
import {
  add,
  dd,
  divide,
  multiply,
  squareRoot,
  subtract,
  Sum,
  twoDiff,
  twoProduct,
  twoSum,
  type DD,
} from "../../../src/core/arithmetic/dd";
import { exactly } from "../reference";

const number = fc
  .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -90, max: 90 }))
  .map(([fraction, exponent]) => fraction * 2 ** exponent)
  .filter((value) => value === 0 || Math.abs(value) > 2 ** -140);
const pair = fc
  .tuple(number, fc.double({ min: -1, max: 1, noNaN: true }))
  .map(([hi, part]) => twoSum(hi, hi * part * 2 ** -54));

const valueOf = (a: DD) => exactly(a.hi).plus(exactly(a.lo));
/** Equal to all but the last of the 80 decimal digits that the reference carries. */
function same(actual: ReturnType<typeof exactly>, expected: ReturnType<typeof exactly>): void {
  assert.ok(
    actual.minus(expected).abs().lessThanOrEqualTo(expected.abs().times(1e-78)),
    `${actual.toString()} ${expected.toString()}`,
  );
}
const SEED = { seed: 7, numRuns: 2000 };

describe("double-double", () => {
  it("sums, differences and products of doubles are exact", () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        same(valueOf(twoSum(a, b)), exactly(a).plus(exactly(b)));
        same(valueOf(twoDiff(a, b)), exactly(a).minus(exactly(b)));
        same(valueOf(twoProduct(a, b)), exactly(a).times(exactly(b)));
      }),
      SEED,
    );
  });

  const operations = [
    { name: "add", run: add, exact: (a: DD, b: DD) => valueOf(a).plus(valueOf(b)) },
    { name: "subtract", run: subtract, exact: (a: DD, b: DD) => valueOf(a).minus(valueOf(b)) },
    { name: "multiply", run: multiply, exact: (a: DD, b: DD) => valueOf(a).times(valueOf(b)) },
    { name: "divide", run: divide, exact: (a: DD, b: DD) => valueOf(a).div(valueOf(b)) },
  ];
  for (const { name, run, exact } of operations) {
    it(`${name} is within 10 * 2^-106`, () => {
      fc.assert(
        fc.property(pair, pair, (a, b) => {
          if (name === "divide" && b.hi === 0) return;
          const expected = exact(a, b);
          const error = valueOf(run(a, b)).minus(expected).abs();
          assert.ok(error.lessThanOrEqualTo(expected.abs().times(10 * 2 ** -106)), `${name} of ${a.hi}, ${b.hi}`);
        }),
        SEED,
      );
    });
  }

  it("squareRoot is within 10 * 2^-106", () => {
    fc.assert(
      fc.property(pair, (a) => {
        const square = a.hi < 0 ? subtract(dd(0), a) : a;
        const expected = valueOf(square).sqrt();
        const error = valueOf(squareRoot(square)).minus(expected).abs();
        assert.ok(error.lessThanOrEqualTo(expected.times(10 * 2 ** -106)));
      }),
      SEED,
    );
  });

  it("a Sum keeps what a plain sum loses, and infinities as they are", () => {
    const sum = new Sum();
    for (const value of [1e16, 1, 2 ** -50, -1e16]) sum.add(value);
    assert.deepEqual(sum.value(), dd(1 + 2 ** -50));
    sum.add(2 ** -80);
    assert.deepEqual(sum.value(), dd(1 + 2 ** -50, 2 ** -80));
    const products = new Sum();
    products.addProduct(1 + 2 ** -40, 1 + 2 ** -40, 0);
    products.add(-1);
    assert.equal(products.value().hi + products.value().lo, 2 ** -39 + 2 ** -80);
    const infinite = new Sum();
    for (const value of [1, Infinity, 2]) infinite.add(value);
    assert.equal(infinite.value().hi, Infinity);
    infinite.add(-Infinity);
    assert.ok(Number.isNaN(infinite.value().hi));
  });
});
