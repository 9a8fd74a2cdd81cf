import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine/engine";
import { createTypescriptEngine } from "../../src/compute/engine/typescript-engine";
import { createEngine } from "../../src/compute/engine/wasm-engine";
import type { Precision } from "../../src/core/checker";
import type { Gradients } from "../../src/core/batchnorm/gradients";
import type { Problem } from "../../src/core/problem";
import type { Check } from "../../src/core/verdict";
import { hardProblems } from "../core/datasets";
import { randomProblem } from "./random-problem";
import { itemAt } from "../../src/core/item-at";

function check(engine: Engine, problem: Problem, gradients: Gradients, precision: Precision): Check {
  const checker = engine.checker(problem, gradients, { precision, from: 0, to: problem.layout.channels });
  while (!checker.advance(1000));
  return checker.result();
}

for (const fused of [true, false]) {
  describe(`gradient check by kernels, ${fused ? "as chosen here" : "plain SIMD"}`, () => {
    const reference = createTypescriptEngine();
    let engine: Engine;
    before(async () => {
      ({ engine } = await createEngine(fused));
    });

    for (const precision of ["standard", "exact"] as const) {
      for (const shape of [
        [1, 1],
        [2, 3],
        [7, 3],
        [5, 11],
        [33, 4],
        [2, 3, 5],
      ]) {
        it(`gives the verdict of the readable check, ${precision}, ${shape.join(" x ")}`, () => {
          const problem = randomProblem(shape, 5, false);
          const gradients = reference.gradients(problem, "standard");
          const got = check(engine, problem, gradients, precision);
          const want = check(reference, problem, gradients, precision);
          assert.equal(got.verdict, want.verdict, `got ${got.reason}, expected ${want.reason}`);
          for (const name of ["dx", "dgamma", "dbeta"] as const) {
            assert.equal(got.tensors[name].agreeing, want.tensors[name].agreeing, `${name}: ${got.reason}`);
            assert.equal(got.tensors[name].cells, want.tensors[name].cells, name);
          }
        });
      }

      it(`names a cell that is wrong, ${precision}`, () => {
        const problem = randomProblem([37, 5], 11, false);
        const gradients = reference.gradients(problem, "standard");
        const relative = precision === "exact" ? 1e-10 : 1e-6;
        const cell = 13 * 5 + 2;
        gradients.dx[cell] = itemAt(gradients.dx, cell) * (1 + relative);
        const { verdict, reason, tensors } = check(engine, problem, gradients, precision);
        assert.equal(verdict, "wrong", reason);
        assert.deepEqual(tensors.dx.worst, [13, 2], reason);
        assert.equal(tensors.dx.wrong, 1, reason);
      });

      it(`gives no false alarm on hard data, ${precision}`, () => {
        for (const { name, problem } of hardProblems()) {
          const gradients = reference.gradients(problem, "standard");
          const { verdict, reason } = check(engine, problem, gradients, precision);
          assert.notEqual(verdict, "wrong", `${name}: ${reason}`);
        }
      });
    }

    it("checks a range of columns for one of several workers", () => {
      const problem = randomProblem([9, 6], 3, false);
      const gradients = reference.gradients(problem, "standard");
      const checker = engine.checker(problem, gradients, { precision: "standard", from: 2, to: 5 });
      while (!checker.advance(0));
      assert.equal(checker.done, 27);
      assert.equal(checker.result().tensors.dx.cells, 27);
      checker.error.forEach((error, i) => {
        const covered = i % 6 >= 2 && i % 6 < 5;
        assert.equal(error >= 0, covered, `cell ${i}: ${error}`);
      });
    });

    it("keeps two checks apart that advance in turn", () => {
      const problems = [randomProblem([40, 3], 1, false), randomProblem([21, 4], 2, false)];
      const checkers = problems.map((problem) => {
        const gradients = reference.gradients(problem, "standard");
        return engine.checker(problem, gradients, { precision: "standard", from: 0, to: problem.layout.channels });
      });
      while (!checkers.map((checker) => checker.advance(0)).every(Boolean));
      for (const checker of checkers) assert.equal(checker.result().verdict, "correct", checker.result().reason);
    });
  });
}
