import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine";
import { reduce } from "../../src/compute/engine.reduce";
import { createEngine } from "../../src/compute/engine.wasm";
import { Random } from "../../src/core/random";

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
  ]) {
    it(`equals the readable one bit by bit, ${rows} x ${columns}`, () => {
      for (const single of [false, true]) {
        const random = new Random(rows * 1000 + columns);
        const draw = (): number => (random.below(6) === 0 ? ODD[random.below(ODD.length)] : random.normal());
        const values = Float64Array.from({ length: rows * columns }, draw);
        const source = single ? Float32Array.from(values) : values;
        for (const [halveRows, halveColumns] of [
          [true, true],
          [true, false],
          [false, true],
          [false, false],
        ]) {
          const got = engine.reduce(source, rows, columns, halveRows, halveColumns);
          const want = reduce(source, rows, columns, halveRows, halveColumns);
          assert.equal(got.length, want.length);
          for (let i = 0; i < got.length; i++) {
            assert.ok(
              Object.is(got[i], want[i]),
              `${single ? "float32" : "float64"} halved ${halveRows}, ${halveColumns}, cell ${i}: got ${got[i]}, expected ${want[i]}`,
            );
          }
        }
      }
    });
  }
});
