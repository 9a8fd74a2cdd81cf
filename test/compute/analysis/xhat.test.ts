import assert from "node:assert/strict";
import { Analysis } from "../../../src/compute/analysis/analysis";
import type { Engine } from "../../../src/compute/engine/engine";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { createEngine } from "../../../src/compute/engine/wasm-engine";
import { shownTensor } from "../../../src/compute/picture/shown-tensors";
import type { Problem } from "../../../src/core/problem";
import { Random } from "../../../src/core/arithmetic/random";
import { xhatNumbers } from "../../../src/views/pictures/xhat";
import { hardProblems, problemOf, type HardProblem } from "../../core/datasets";
import { largestUlp, reference } from "../../core/reference";
import { itemAt } from "../../../src/core/item-at";

const MAGNITUDES = [
  (value: number) => 1e15 + Math.round(4 * value),
  (value: number) => 1e300 * value,
  (value: number) => 1e-310 * value,
];

/** Channels of 1e15 +- 4, of +-1e300 and of 1e-310, without eps; in evaluation as far from the running statistics. */
function extremes(shape: readonly number[], mode: Problem["mode"]): Problem {
  const random = new Random(5);
  const inner = shape.slice(2).reduce((product, extent) => product * extent, 1);
  const size = itemAt(shape, 0) * 3 * inner;
  const x = Float64Array.from({ length: size }, (_, i) =>
    itemAt(MAGNITUDES, Math.floor(i / inner) % 3)(2 * random.uniform() - 1),
  );
  const vector = (...values: number[]) => ({
    shape: [3],
    values: Float64Array.from(values),
    dtype: "float64" as const,
  });
  const running = { runningMean: vector(1e15 + 1, 1e299, 2e-311), runningVar: vector(5, 1e307, 1e-300) };
  return problemOf({ shape, x, eps: 0, mode, ...(mode === "eval" && running) });
}

const PROBLEMS: readonly HardProblem[] = [
  ...hardProblems(),
  ...(["train", "eval"] as const).flatMap((mode) => [
    { name: `extreme columns, ${mode}`, problem: extremes([6, 3], mode) },
    { name: `extreme channels, ${mode}`, problem: extremes([2, 3, 2, 3], mode) },
  ]),
];

describe("xhat", () => {
  let engines: readonly Engine[];
  before(async () => {
    engines = [createTypescriptEngine(), (await createEngine()).engine, (await createEngine(false)).engine];
  });

  for (const { name, problem } of PROBLEMS) {
    it(`is within 4 ulp of 266-bit decimals, and the same one by one: ${name}`, () => {
      const exact = reference(problem).xhat;
      for (const engine of engines) {
        for (const precision of ["standard", "exact"] as const) {
          const home = engine.adopt(problem);
          const tensor = shownTensor("xhat", xhatNumbers(home, engine.gradients(home, precision).normaliser));
          const got = Float64Array.from({ length: problem.x.length }, (_, offset) => tensor.at(offset));
          const { ulp, at } = largestUlp(got, exact, "magnitude");
          const says = `${engine.name}, ${precision}: ${ulp} ulp at ${at}, got ${got[at]}, expected ${exact[at]?.value.toString()}`;
          assert.ok(ulp <= 4, says);
          const filled = new Float64Array(got.length);
          tensor.fill(0, filled);
          assert.deepEqual(filled, got);
          const middle = new Float64Array(Math.ceil(got.length / 3));
          tensor.fill(2, middle.subarray(0, got.length - 2));
          assert.deepEqual(middle.subarray(0, got.length - 2), got.subarray(2, 2 + middle.length));
          engine.dispose(home);
        }
      }
    });
  }

  it("is shown, inspected and counted alike beside its out", () => {
    const problem = extremes([6, 3], "train");
    for (const engine of engines) {
      const analysis = new Analysis(engine, engine.adopt(problem), "standard", undefined);
      const { out } = analysis.gradients; // gamma is 1 and beta 0: the same numbers
      const region = { plane: { kind: "matrix" }, row0: 0, row1: 6, tensors: ["xhat", "out"], bins: 4 } as const;
      for (let column = 0; column < 3; column++) {
        const counted = analysis.answer("region", { ...region, column0: column, column1: column + 1 });
        assert.ok(counted.ok);
        const [xhat, other] = counted.value;
        assert.ok(xhat && other);
        for (const name of ["min", "max", "sd"] as const) {
          const difference = Math.abs(Number(xhat[name]) - Number(other[name]));
          assert.ok(difference < 1e-14, `${name} of column ${column}: ${xhat[name]} beside ${other[name]}`);
        }
        for (let row = 0; row < 6; row++) {
          const cell = analysis.answer("cell", { row, column });
          assert.ok(cell.ok);
          const difference = Math.abs(Number(cell.value.values.xhat) - itemAt(out, row * 3 + column));
          assert.ok(difference < 1e-14, `[${row}, ${column}]: ${cell.value.values.xhat}`);
        }
      }
    }
  });
});
