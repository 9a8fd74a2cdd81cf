import assert from "node:assert/strict";
import type { Counts, Engine } from "../../src/compute/engine/engine";
import { tally } from "../../src/compute/engine/check-tally";
import { createEngine } from "../../src/compute/engine/wasm-engine";
import { Random } from "../../src/core/arithmetic/random";
import type { Values } from "../../src/core/tensor";
import { UNCHECKED } from "../../src/core/gradcheck/unchecked";
import { itemAt } from "../../src/core/item-at";

const ODD = [NaN, Infinity, -Infinity, 0, -0, UNCHECKED, 5e-324, -1e308];

describe("counts by kernel", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await createEngine());
  });

  for (const size of [1, 2, 3, 4, 5, 7, 64, 1001, 70_003]) {
    it(`equal the readable ones, ${size} numbers`, () => {
      for (const single of [false, true]) {
        for (const oddEvery of [1, 2, 50, 1e9]) {
          for (const absent of [NaN, UNCHECKED]) {
            const random = new Random(size + oddEvery);
            const draw = (): number =>
              random.below(oddEvery) === 0 ? itemAt(ODD, random.below(ODD.length)) : random.normal();
            const values = Float64Array.from({ length: size }, draw);
            const source = single ? Float32Array.from(values) : values;
            const read = (from: number, to: number, target: Values): void => target.set(source.subarray(from, to));
            const numbers = { rows: size, columns: 1, isDouble: !single, read };
            const got = engine.tally(numbers, absent);
            const want = tally(numbers, absent);
            // 0 and -0 are one number here.
            for (const key of Object.keys(want) as (keyof Counts)[])
              assert.ok(
                got[key] === want[key],
                `${single ? "float32" : "float64"} odd every ${oddEvery}, absent ${absent}: ${key} ${got[key]}, expected ${want[key]}`,
              );
          }
        }
      }
    });
  }
});
