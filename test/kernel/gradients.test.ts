import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine/engine";
import { createEngine } from "../../src/compute/engine/wasm-engine";
import { distance } from "./distance";
import { randomProblem } from "./random-problem";

const SHAPES = [
  [1, 1],
  [1, 5],
  [9, 1],
  [2, 2],
  [7, 3],
  [5, 11],
  [33, 17],
  [64, 64],
  [130, 20],
  [50, 1027],
  [5, 2051],
  [700, 9],
  [2, 3, 5],
  [5, 3, 4],
  [3, 2, 7, 5],
  [1, 5, 6, 6],
  [7, 600, 3],
  [2, 3, 2, 3, 3],
];

const BOUND = 4; // condition-scaled ulp

for (const fused of [true, false]) {
  describe(`kernels against the exact reference, ${fused ? "as chosen here" : "plain SIMD"}`, () => {
    let engine: Engine;
    before(async () => {
      ({ engine } = await createEngine(fused));
    });
    for (const shape of SHAPES) {
      for (const single of [false, true]) {
        it(`${shape.join(" x ")} ${single ? "float32" : "float64"}`, () => {
          for (let seed = 1; seed <= 3; seed++) {
            const problem = randomProblem(shape, seed, single);
            const home = engine.adopt(problem);
            const { ulp, text } = distance(problem, engine.gradients(home, "standard"));
            engine.dispose(home);
            assert.ok(ulp <= BOUND, `seed ${seed}, shape ${shape.join(" x ")}: ${text}`);
          }
        });
      }
    }
  });
}
