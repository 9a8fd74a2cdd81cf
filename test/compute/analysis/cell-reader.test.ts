import assert from "node:assert/strict";
import { Analysis } from "../../../src/compute/analysis/analysis";
import type { CheckListener } from "../../../src/compute/analysis/check-run";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { numericDerivative, STRICTNESS } from "../../../src/core/gradcheck/gradcheck";
import type { Problem } from "../../../src/core/problem";
import type { CellReport } from "../../../src/protocol/queries";
import { hardProblems, normalProblem } from "../../core/datasets";

const PRECISIONS = ["standard", "exact"] as const;

/** Reports of all cells of a problem whose check is done. */
async function reports(problem: Problem, precision: (typeof PRECISIONS)[number]): Promise<CellReport[]> {
  const analysis = new Analysis(createTypescriptEngine(), problem, precision, undefined);
  await new Promise<void>((resolve, reject) => {
    const listener: CheckListener = { progress: () => undefined, done: () => resolve(), failed: reject };
    analysis.startCheck(listener, undefined, false);
  });
  const { rows, channels } = problem.layout;
  return Array.from({ length: rows * channels }, (_, i) => {
    const cell = analysis.answer("cell", { row: Math.floor(i / channels), column: i % channels });
    assert.ok(cell.ok);
    return cell.value;
  });
}

describe("what is told of a cell", () => {
  for (const precision of PRECISIONS) {
    it(`is of the check's precision: ${precision}`, async () => {
      const problem = normalProblem(41, [12, 3], 100, 2);
      for (const { row, column, numeric, numericUncertainty, ulp } of await reports(problem, precision)) {
        const want = numericDerivative(problem, row, column, precision);
        assert.deepEqual([numeric, numericUncertainty], [want.value, want.uncertainty], `[${row}, ${column}]`);
        if (precision === "exact") assert.ok(Number(ulp) <= 1, `[${row}, ${column}]: ${ulp} ulp`);
      }
    });

    it(`names what its error is relative to where dx is too small for it: ${precision}`, async () => {
      const parallel = hardProblems().find(({ name }) => name === "dout nearly parallel to xhat");
      assert.ok(parallel);
      for (const problem of [parallel.problem, normalProblem(42, [12, 3], 0, 1)]) {
        for (const { row, column, values, numeric, error, floor } of await reports(problem, precision)) {
          const where = `[${row}, ${column}]`;
          const { scale } = numericDerivative(problem, row, column, precision);
          const largest = Math.max(Math.abs(Number(values.dx)), Math.abs(Number(numeric)));
          const least = STRICTNESS[precision].floor * scale;
          assert.equal(floor, largest < least ? least : null, where);
          // As told, the error is the distance of the two.
          const distance = Math.abs(Number(values.dx) - Number(numeric));
          if (precision === "standard") {
            const told = Number(error) * Number(floor ?? largest);
            assert.ok(Math.abs(told - distance) <= 1e-6 * distance, `${where}: ${told}, expected ${distance}`);
          }
        }
      }
      assert.ok((await reports(parallel.problem, precision)).every(({ floor }) => floor !== null));
    });
  }
});
