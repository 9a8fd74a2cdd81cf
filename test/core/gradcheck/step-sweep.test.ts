import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { sweep } from "../../../src/core/gradcheck/step-sweep";
import { normalProblem, problemOf } from "../datasets";
import { itemAt } from "../../../src/core/item-at";

describe("the sweep over steps", () => {
  it("is a V whose bottom is at the chosen step", () => {
    const problem = normalProblem(900, [32, 5], 1e3, 0.1);
    const gradients = batchnormGradients(problem, "exact");
    for (const scope of [
      { scope: "cell", row: 7, column: 2 },
      { scope: "column", column: 2 },
      { scope: "all" },
    ] as const) {
      const { step, error, chosen, cells } = sweep(problem, gradients, scope);
      assert.equal(cells, scope.scope === "cell" ? 1 : scope.scope === "column" ? 32 : 160);
      const at = step.indexOf(2 ** Math.round(Math.log2(chosen)));
      assert.ok(at > 0);
      assert.ok(itemAt(error, 0) > 1e-3, `round-off at the left end: ${error[0]}`);
      assert.ok((error.at(-1) ?? 0) > 1e-4, `truncation at the right end: ${error.at(-1) ?? 0}`);
      assert.ok(itemAt(error, at) < 1e-8, `${scope.scope}: error ${error[at]} at the chosen step`);
    }
    const planted = { ...gradients, dx: gradients.dx.map((value, i) => (i === 37 ? value * 1.01 : value)) };
    const flat = sweep(problem, planted, { scope: "cell", row: 7, column: 2 });
    const isBottom = (step: number): boolean => step > 2 ** -30 && step < 2 ** -5;
    const bottom = flat.error.filter((_, i) => isBottom(itemAt(flat.step, i)));
    assert.ok(Math.min(...bottom) > 5e-3, "no step makes a wrong gradient right");
  });

  it("says how many cells it compared: none in columns that are not finite", () => {
    const problem = normalProblem(901, [12, 2, 3], 5, 2);
    const x = Float64Array.from(problem.x);
    x[4] = NaN; // channel 1
    const spoilt = { ...problem, x };
    const gradients = batchnormGradients(spoilt, "standard");
    const none = sweep(spoilt, gradients, { scope: "column", column: 1 });
    assert.deepEqual([none.cells, none.chosen], [0, NaN]);
    assert.equal(sweep(spoilt, gradients, { scope: "cell", row: 7, column: 1 }).cells, 0);
    assert.equal(sweep(spoilt, gradients, { scope: "all" }).cells, 36);
    // A column beside it is swept as if it stood alone.
    const beside = { scope: "column", column: 0 } as const;
    assert.deepEqual(sweep(spoilt, gradients, beside), sweep(problem, batchnormGradients(problem, "standard"), beside));
  });

  it("takes the same infinity on both sides for agreement, as the check does", () => {
    const x = Float64Array.of(1e-310, 5, -1e-310, 2, 1e-310, -3, 3e-310, 4); // dx of column 0 is beyond doubles
    const problem = problemOf({ shape: [4, 2], x, eps: 0, dout: Float64Array.of(1, 2, -3, 4, 2, 1, 5, -1) });
    const gradients = batchnormGradients(problem, "exact");
    assert.equal(Math.abs(itemAt(gradients.dx, 0)), Infinity);
    const { step, error, chosen, cells } = sweep(problem, gradients, { scope: "all" });
    assert.equal(cells, 8);
    const at = step.indexOf(2 ** Math.round(Math.log2(chosen)));
    assert.ok(itemAt(error, at) < 1e-8, `error ${error[at]} at the chosen step`);
  });
});
