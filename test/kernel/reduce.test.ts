import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine/engine";
import { reduce } from "../../src/compute/engine/loops/level-reduction";
import { createEngine } from "../../src/compute/engine/wasm-engine";
import { Random } from "../../src/core/arithmetic/random";
import type { Values } from "../../src/core/tensor";
import { itemAt } from "../../src/core/item-at";

const ODD = [NaN, Infinity, -Infinity, 0, -0, 1, -1];

describe("level of detail by kernel", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await createEngine());
  });

  for (const [rows, columns] of [
    [1, 1],
    [1, 9],
    [9, 1],
    [2, 2],
    [7, 3],
    [5, 11],
    [33, 17],
    [64, 40],
    [700, 301],
    [3, 70001],
  ] as const) {
    it(`equals the readable one bit by bit, ${rows} x ${columns}`, () => {
      for (const single of [false, true]) {
        const random = new Random(rows * 1000 + columns);
        const draw = (): number => (random.below(6) === 0 ? itemAt(ODD, random.below(ODD.length)) : random.normal());
        const values = Float64Array.from({ length: rows * columns }, draw);
        const source = single ? Float32Array.from(values) : values;
        const read = (from: number, to: number, target: Values): void =>
          target.set(source.subarray(from * columns, to * columns));
        const numbers = { rows, columns, isDouble: !single, read };
        for (const [levelRow, levelColumn] of [
          [1, 1],
          [1, 0],
          [0, 1],
          [2, 1],
          [1, 3],
          [4, 4],
          [12, 18],
        ] as const) {
          const got = engine.reduce(numbers, levelRow, levelColumn);
          const want = reduce(numbers, levelRow, levelColumn);
          assert.equal(got.length, want.length);
          for (let i = 0; i < got.length; i++) {
            assert.ok(
              Object.is(got[i], want[i]),
              `${single ? "float32" : "float64"} levels ${levelRow}, ${levelColumn}, cell ${i}: got ${got[i]}, expected ${want[i]}`,
            );
          }
        }
      }
    });
  }
});
