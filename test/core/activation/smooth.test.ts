import assert from "node:assert/strict";
import { smoothOf } from "../../../src/core/activation/smooth";
import { dd, type DD } from "../../../src/core/arithmetic/dd";
import { Random } from "../../../src/core/arithmetic/random";
import { ulp } from "../../../src/core/ulp";
import { exactActivation, SMOOTH_NAMES } from "../exact-activation";
import { exactly } from "../reference";

/** Small and large ones of both signs, and what lies between; each with a rest far below its last place. */
function places(seed: number): DD[] {
  const random = new Random(seed);
  const drawn = Array.from({ length: 10 }, () => 3 * random.normal());
  const chosen = [0, 1e-300, 1e-20, 1e-9, 0.0625, 0.75, 1.2784645, 5, 6.1, 9.5, 19, 26];
  const all = [...drawn, ...chosen, ...chosen.map((y) => -y)];
  return all.map((y) => dd(y, (y * (random.uniform() - 0.5)) / 2 ** 53));
}

describe("smooth activations against decimals from their definitions", () => {
  for (const name of SMOOTH_NAMES) {
    it(`${name}: values and slopes to a few last places of what they are made of, in double-double to 2^-85`, () => {
      const smooth = smoothOf({ activation: name });
      assert.ok(smooth);
      for (const y of places(7)) {
        const exact = exactActivation(name, exactly(0), exactly(y.hi).plus(exactly(y.lo)));
        const { value, slope, sizes } = exact;
        const apart = (got: number, want: typeof value, size: typeof value): number =>
          exactly(got).minus(want).abs().div(exactly(ulp(size.abs().toNumber()))).toNumber(); // prettier-ignore
        const at = `${name} at ${y.hi}`;
        assert.ok(apart(smooth.value(y.hi, y.lo), value, value) <= 4, `value of ${at}`);
        assert.ok(apart(smooth.slope(y.hi, y.lo), slope, sizes) <= 5, `slope of ${at}`);
        const off = ({ hi, lo }: DD, want: typeof value, size: typeof value): number =>
          size.abs().lessThan(1e-307) ? Math.abs(hi) / 1e-300 : exactly(hi).plus(exactly(lo)).minus(want).div(size).abs().toNumber(); // prettier-ignore
        const isTiny = value.abs().lessThan(1e-200); // error terms leave the range of doubles
        const bound = isTiny ? 2 ** -50 : 2 ** -85;
        assert.ok(off(smooth.precise(y), value, value) <= bound, `precise value of ${at}`);
        assert.ok(off(smooth.preciseSlope(y), slope, sizes) <= bound, `precise slope of ${at}`);
      }
    });

    it(`${name}: goes on beyond every size, and hands NaN on`, () => {
      const smooth = smoothOf({ activation: name });
      assert.ok(smooth);
      for (const size of [800, 1e4, 1e150, 1e300]) {
        const right = name === "tanh" || name === "sigmoid" ? [1, 0] : [size, 1];
        const left = name === "tanh" ? [-1, 0] : [0, 0];
        for (const [y, [value, slope]] of [[size, right], [-size, left]] as const) {
          assert.deepEqual([Math.abs(smooth.value(y, 0) - (value ?? NaN)), smooth.slope(y, 0)], [0, slope], `${y}`);
          assert.deepEqual([smooth.precise(dd(y)).hi - (value ?? NaN), smooth.preciseSlope(dd(y)).hi], [0, slope]);
        } // prettier-ignore
      }
      const { hi, lo } = smooth.precise(dd(1000, 1e-14));
      assert.deepEqual([hi, lo], name === "tanh" || name === "sigmoid" ? [1, 0] : [1000, 1e-14]);
      const numbers = [smooth.value(NaN, 0), smooth.slope(NaN, 0), smooth.precise(dd(NaN)).hi];
      assert.ok([...numbers, smooth.preciseSlope(dd(NaN)).hi].every(Number.isNaN));
    });
  }
});
