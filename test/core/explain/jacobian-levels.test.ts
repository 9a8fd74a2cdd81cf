import assert from "node:assert/strict";
import { largestMagnitude } from "../../../src/core/batchnorm/largest-magnitude";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { JACOBIAN_PIECES, jacobianValues } from "../../../src/core/explain/jacobian";
import { JacobianLevels } from "../../../src/core/explain/loops/jacobian-levels";
import { itemAt } from "../../../src/core/item-at";
import { normalProblem, problemOf } from "../datasets";
import { layerInput, problemOfLayer, tensor } from "../layer-problems";

/** The largest of a block, cell by cell. */
function largestOf(
  columns: readonly Float64Array[],
  rows: readonly [number, number],
  inputs: readonly [number, number],
): number {
  let best = 0;
  for (let l = inputs[0]; l < inputs[1]; l++)
    for (let i = rows[0]; i < rows[1]; i++) {
      const value = itemAt(itemAt(columns, l), i);
      if (!(Math.abs(best) >= Math.abs(value)) && !Number.isNaN(best)) best = value;
    }
  return best;
}

describe("levels of detail of a Jacobian", () => {
  const mask = {
    shape: [13],
    values: Float64Array.from({ length: 13 }, (_, i) => Number(i % 3 !== 1)),
    dtype: "float64" as const,
  };
  const layerOf = (...args: Parameters<typeof layerInput>) => problemOfLayer(layerInput(...args));
  const spoilt = tensor([9], (i) => (i === 5 ? NaN : i - 3.5));
  const outlier = Float64Array.from({ length: 11 }, (_, i) => (i === 4 ? 1e4 : i / 7));
  for (const [name, problem] of [
    ["a column of 21", normalProblem(81, [21, 2], 1, 2)],
    ["one row", normalProblem(82, [1, 2], 1, 2)],
    ["two rows", normalProblem(83, [2, 2], 1, 2)],
    ["an outlier, whose own cell is next to 0", problemOf({ shape: [11, 1], x: outlier })],
    ["a leaky ReLU", normalProblem(84, [18, 2], 0.3, 1, 1e-3, { activation: "leaky-relu", slope: 0.3 })],
    ["a ReLU", normalProblem(85, [18, 2], 0.3, 1, 1e-3, { activation: "relu" })],
    ["parts", normalProblem(86, [17, 2], 0, 1, 1e-3, { split: [3, 1, 8, 5] })],
    ["a mask", normalProblem(87, [13, 2], 0, 1, 1e-3, { mask })],
    ["NaN", problemOf({ shape: [5, 1], x: Float64Array.of(1, 2, NaN, 3, 4) })],
    ["a constant", problemOf({ shape: [6, 1], x: new Float64Array(6).fill(0.1) })],
    ["gamma for each row", layerOf(88, [2, 27], [27], { norm: "layer" })],
    ["gamma for each row, RMS", layerOf(89, [2, 23], [23], { norm: "rms", activation: "leaky-relu", slope: 0.3 })],
    ["gamma for some rows", layerOf(90, [2, 6, 7], [6], { norm: "group", groups: 2, activation: "relu" })],
    ["gamma of which one is NaN", problemOfLayer({ ...layerInput(91, [2, 9], [9], { norm: "layer" }), gamma: spoilt })],
  ] as const) {
    it(`hold the largest cell of every block: ${name}`, () => {
      const column = explainColumn(problem, 0);
      const levels = new JacobianLevels(column);
      const N = levels.size;
      const size = largestMagnitude(column.gamma.filter(Number.isFinite)) * Math.abs(itemAt(column.sets, 0).r); // of which cells away from the diagonal may be nearly nothing
      for (const piece of JACOBIAN_PIECES) {
        const columns = [...column.x.keys()].map((l) => jacobianValues(column, l, piece));
        for (let R = 0; 2 ** (R - 1) < N; R++) {
          for (let C = 0; 2 ** (C - 1) < N; C++) {
            for (let i = 0; i * 2 ** R < N; i++) {
              for (let l = 0; l * 2 ** C < N; l++) {
                const rows = [i * 2 ** R, Math.min(N, (i + 1) * 2 ** R)] as const;
                const inputs = [l * 2 ** C, Math.min(N, (l + 1) * 2 ** C)] as const;
                const expected = largestOf(columns, rows, inputs);
                const got = levels.extreme(piece, R, i, C, l);
                const isSame = Object.is(got, expected) || Math.abs(Math.abs(got) - Math.abs(expected)) <= 1e-15 * size;
                assert.ok(
                  isSame,
                  `${piece}, rows ${rows.join()}, columns ${inputs.join()}: ${got}, expected ${expected}`,
                );
              }
            }
          }
        }
      }
    });
  }
});
