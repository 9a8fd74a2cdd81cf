import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import type { Precision } from "../../../src/core/checker";
import { checkGradients, createChecker, STRICTNESS } from "../../../src/core/gradcheck/gradcheck";
import { concludeCheck } from "../../../src/core/gradcheck/gradcheck-report";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { indexOf, offsetOf } from "../../../src/core/layout";
import type { Problem } from "../../../src/core/problem";
import { Random } from "../../../src/core/arithmetic/random";
import { UNCHECKED } from "../../../src/core/gradcheck/unchecked";
import type { GradientName } from "../../../src/core/verdict";
import { worstCells } from "../../../src/core/gradcheck/worst-cells";
import { hardProblems, normalProblem, problemOf, type Conventions } from "../datasets";
import { itemAt } from "../../../src/core/item-at";

const PRECISIONS: readonly Precision[] = ["standard", "exact"];

/** Gradients with one tensor changed cell by cell. */
function changed(
  gradients: Gradients,
  tensor: GradientName,
  change: (value: number, offset: number) => number,
): Gradients {
  return { ...gradients, [tensor]: gradients[tensor].map(change) };
}

describe("gradient check", () => {
  const problem = normalProblem(1, [64, 8], 0, 1);

  it("says what it found in one sentence", () => {
    const check = checkGradients(problem, batchnormGradients(problem, "exact"), "exact");
    assert.equal(check.verdict, "correct");
    assert.match(check.reason, /^correct: 528 of 528 cells, largest relative error \d\.\de-1\d at dx\[\d+, \d\]$/);
    assert.deepEqual([check.tolerance, check.floor], [STRICTNESS.exact.tolerance, STRICTNESS.exact.floor]);
  });

  it("says no error where there is none", () => {
    const check = checkGradients(problem, batchnormGradients(problem, "standard"), "standard");
    const { dx, dgamma, dbeta } = check.tensors;
    const tensors = { dx: { ...dx, maxRelativeError: 0 }, dgamma: { ...dgamma, maxRelativeError: 0 }, dbeta };
    assert.match(concludeCheck(tensors, check).reason, /at dbeta\[\d\]$/);
    const none = concludeCheck({ ...tensors, dbeta: { ...dbeta, maxRelativeError: 0 } }, check);
    assert.equal(none.reason, "correct: 528 of 528 cells, no relative error");
  });

  describe("has no false alarm on hard data", () => {
    for (const { name, problem } of hardProblems()) {
      it(name, () => {
        for (const precision of PRECISIONS) {
          // The check must bear the rounding of the plain gradients as well as exact ones.
          for (const computed of PRECISIONS) {
            if (problem.layout.rows > 2000 && precision !== computed) continue; // the same numbers again, slowly
            const { verdict, reason } = checkGradients(problem, batchnormGradients(problem, computed), precision);
            assert.equal(verdict, "correct", `${precision} check of ${computed} gradients: ${reason}`);
          }
        }
      });
    }
  });

  it("passes 10,000 correct random problems", () => {
    let doubtful = 0;
    for (let seed = 1; seed <= 10_000; seed++) {
      const problem = randomProblem(seed);
      const precision = PRECISIONS[seed % 2];
      const check = checkGradients(problem, batchnormGradients(problem, "standard"), precision);
      assert.notEqual(check.verdict, "wrong", `seed ${seed}, shape ${problem.layout.shape.join("x")}, ${check.reason}`);
      if (check.verdict === "doubtful") doubtful++;
    }
    if (process.env.GRADIENT_LENS_TABLE) console.log(`${doubtful} of 10,000 are doubtful`);
    assert.ok(doubtful <= 20, `${doubtful} of 10,000 correct problems are called doubtful`);
  });

  describe("calls wrong gradients wrong", () => {
    const shapes = [
      [7, 3],
      [5, 11],
      [6, 1],
      [3, 2, 5],
      [4, 3, 2, 3],
    ];

    it("a factor of 1.001 in one cell, named", () => {
      for (const [at, shape] of shapes.entries()) {
        const problem = normalProblem(100 + at, shape, 3, 2);
        const gradients = batchnormGradients(problem, "standard");
        const offset = gradients.dx.reduce(
          (best, value, i) => (Math.abs(value) > Math.abs(itemAt(gradients.dx, best)) ? i : best),
          0,
        );
        const check = checkGradients(
          problem,
          changed(gradients, "dx", (value, i) => (i === offset ? value * 1.001 : value)),
        );
        assert.equal(check.verdict, "wrong", check.reason);
        assert.equal(check.tensors.dx.wrong, 1);
        assert.equal(
          offset,
          check.tensors.dx.error.findIndex((error) => error > check.tolerance),
        );
        assert.ok(check.reason.endsWith(`at dx[${check.tensors.dx.worst.join(", ")}]`), check.reason);
      }
    });

    it("a factor of 1 + 1e-6 on each of the three terms", () => {
      for (const [at, shape] of shapes.entries()) {
        const problem = normalProblem(200 + at, shape, -2, 0.5);
        const gradients = batchnormGradients(problem, "standard");
        for (const term of [0, 1, 2]) {
          const parts = termsOf(problem, term);
          const check = checkGradients(
            problem,
            changed(gradients, "dx", (value, i) => value + 1e-6 * itemAt(parts, i)),
          );
          assert.equal(check.verdict, "wrong", `shape ${shape.join("x")}, term ${term + 1}: ${check.reason}`);
        }
      }
    });

    for (const tensor of ["dgamma", "dbeta"] as const) {
      it(`a factor of 1 + 1e-6 on one ${tensor}, named`, () => {
        const problem = normalProblem(300, [9, 5], 1, 1);
        const gradients = batchnormGradients(problem, "standard");
        const check = checkGradients(
          problem,
          changed(gradients, tensor, (value, i) => (i === 3 ? value * (1 + 1e-6) : value)),
        );
        assert.equal(check.verdict, "wrong", check.reason);
        assert.match(check.reason, new RegExp(`^wrong: 1 of 55 cells differ, .* at ${tensor}\\[3\\]$`));
      });
    }

    it("a relative error of 1e-10 in one cell of a 512x512 dx, in precise mode, named", () => {
      const problem = normalProblem(400, [512, 512], 0.5, 2);
      const gradients = batchnormGradients(problem, "exact");
      const at = new Random(401).below(512 * 512);
      const check = checkGradients(
        problem,
        changed(gradients, "dx", (value, i) => (i === at ? value * (1 + 1e-10) : value)),
        "exact",
      );
      assert.equal(check.verdict, "wrong", check.reason);
      assert.equal(check.tensors.dx.wrong, 1, check.reason);
      assert.deepEqual(check.tensors.dx.worst, [Math.floor(at / 512), at % 512]);
      assert.ok(Math.abs(check.tensors.dx.maxRelativeError - 1e-10) < 1e-13);
    });

    it("NaN, infinity and 0 where the derivative is a number", () => {
      const problem = normalProblem(500, [6, 4], 0, 1);
      const gradients = batchnormGradients(problem, "standard");
      for (const planted of [NaN, Infinity, 0]) {
        for (const precision of PRECISIONS) {
          const check = checkGradients(
            problem,
            changed(gradients, "dx", (value, i) => (i === 13 ? planted : value)),
            precision,
          );
          assert.equal(check.verdict, "wrong", `${planted}: ${check.reason}`);
          assert.deepEqual(check.tensors.dx.worst, [3, 1]);
        }
      }
    });
  });

  describe("says when it cannot know", () => {
    it("a column that holds NaN is not compared, the others are", () => {
      const problem = normalProblem(600, [6, 4], 0, 1);
      problem.x[9] = NaN;
      const gradients = batchnormGradients(problem, "standard");
      const { verdict, reason, tensors } = checkGradients(problem, gradients);
      assert.equal(verdict, "doubtful");
      assert.equal(
        reason,
        "doubtful: 24 of 32 cells agree; 8 cannot be compared because of NaN or infinity in their column",
      );
      assert.deepEqual([tensors.dx.agreeing, tensors.dx.doubtful, tensors.dx.maxRelativeError], [18, 6, NaN]);
      assert.deepEqual([tensors.dx.worst, tensors.dgamma.worst, tensors.dbeta.worst], [[0, 1], [1], [1]]);
      const wrong = checkGradients(
        problem,
        changed(gradients, "dx", (value, i) => (i === 0 ? 2 * value : value)),
      );
      assert.equal(wrong.verdict, "wrong");
    });

    it("outputs exactly on ReLU's kink have no derivative", () => {
      const x = Float64Array.of(3, 1, 3, 4, 3, -5, 3, 2);
      const problem = problemOf({ shape: [4, 2], x, activation: "relu" }); // column 0 is constant and beta 0: out = 0
      for (const precision of PRECISIONS) {
        const { verdict, reason, tensors } = checkGradients(
          problem,
          batchnormGradients(problem, "standard"),
          precision,
        );
        assert.notEqual(verdict, "wrong", reason);
        if (precision === "standard") assert.match(reason, /lie on a kink of ReLU, where there is no derivative$/);
        assert.equal(tensors.dx.wrong, 0);
      }
    });

    it("outputs near the kink are judged with a smaller step", () => {
      for (const distance of [1e-3, 1e-6, 1e-9, -1e-12]) {
        const problem = normalProblem(700, [64, 3], 0, 1, 1e-5, { activation: "relu", beta: new Float64Array(3) });
        const { out } = batchnormGradients({ ...problem, activation: "none" }, "exact");
        const bare = itemAt(out, offsetOf(problem.layout, 5, 1));
        problem.beta[1] = distance - bare; // one output of column 1 stands so far from the kink
        const check = checkGradients(problem, batchnormGradients(problem, "exact"));
        assert.equal(check.verdict, "correct", `${distance} from the kink: ${check.reason}`);
      }
    });
  });

  it("advances in slices and by columns to the same result", () => {
    const problem = normalProblem(800, [17, 6], 2, 1);
    const gradients = changed(batchnormGradients(problem, "standard"), "dx", (value, i) =>
      i === 27 ? value + 1 : value,
    );
    const whole = checkGradients(problem, gradients);
    const checkers = [0, 4].map((from) =>
      createChecker(problem, gradients, { precision: "standard", from, to: from === 0 ? 4 : 6 }),
    );
    for (const checker of checkers) {
      assert.equal(checker.result().coverage?.cells, 0, "nothing is claimed before the first cell");
      let last = -1;
      while (!checker.advance(0)) {
        assert.ok(checker.done > last && checker.done < checker.total);
        last = checker.done;
      }
      assert.equal(checker.done, checker.total);
    }
    const cells = checkers.map((checker) => checker.result().tensors.dx.cells);
    assert.deepEqual(cells, [68, 34]);
    for (let row = 0; row < 17; row++) {
      for (let column = 0; column < 6; column++) {
        const offset = offsetOf(problem.layout, row, column);
        const errors = checkers.map(({ error }) => error[offset]);
        const expected = whole.tensors.dx.error[offset];
        assert.deepEqual(errors, column < 4 ? [expected, UNCHECKED] : [UNCHECKED, expected]);
      }
    }
  });

  it("ranks the worst cells of all tensors", () => {
    const problem = normalProblem(1000, [3, 2, 5], 0, 1);
    const gradients = changed(batchnormGradients(problem, "exact"), "dgamma", (value, i) =>
      i === 1 ? value * 1.1 : value,
    );
    const wrong = changed(gradients, "dx", (value, i) => (i === 17 ? value * 1.2 : value));
    const { tensors } = checkGradients(problem, wrong);
    const worst = worstCells(problem.layout, tensors, "is left out", 3);
    assert.deepEqual(worst[0], { ...worst[0], tensor: "dx", offset: 17, row: 7, column: 1 });
    assert.deepEqual(worst[0]?.index, indexOf(problem.layout, 7, 1));
    assert.deepEqual([worst[1]?.tensor, worst[1]?.row, worst[1]?.column], ["dgamma", -1, 1]);
    assert.equal(worst.length, 3);
    assert.ok(itemAt(worst, 2).error < 1e-8);
  });
});

/** The numbered term of dx in every cell. */
function termsOf(problem: Problem, term: number): Float64Array {
  const { layout, gamma } = problem;
  const { rows: N, channels: D } = layout;
  const result = new Float64Array(N * D);
  for (let k = 0; k < D; k++) {
    const at = (i: number): number => offsetOf(layout, i, k);
    const rows = [...Array(N).keys()];
    const mean = (of: (i: number) => number): number => rows.reduce((sum, i) => sum + of(i), 0) / N;
    const mu = mean((i) => itemAt(problem.x, at(i)));
    const r = 1 / Math.sqrt(mean((i) => (itemAt(problem.x, at(i)) - mu) ** 2) + problem.eps);
    const xhat = (i: number): number => (itemAt(problem.x, at(i)) - mu) * r;
    const gbar = mean((i) => itemAt(problem.dout, at(i)));
    const c = mean((i) => itemAt(problem.dout, at(i)) * xhat(i));
    for (const i of rows) {
      const terms = [itemAt(problem.dout, at(i)), -gbar, -xhat(i) * c];
      result[at(i)] = itemAt(gamma, k) * r * itemAt(terms, term);
    }
  }
  return result;
}

/** A small correct problem of any rank, offset, spread, eps, mode and activation. */
function randomProblem(seed: number): Problem {
  const random = new Random(seed);
  const pick = <T>(values: readonly T[]): T => itemAt(values, random.below(values.length));
  const extents = pick([[], [], [1 + random.below(3)], [2, 1 + random.below(2)]]);
  const shape = [1 + random.below(9), 1 + random.below(4), ...extents];
  const sd = pick([1, 1, 10 ** (10 * random.uniform() - 5)]);
  const offset = pick([0, 1, 1e3, 1e6, -1e9]) * pick([1, sd]);
  const eps = pick([1e-5, 1e-5, 1e-3, 1e-12]);
  const activation = random.uniform() < 0.2 ? "relu" : "none";
  const problem = normalProblem(seed, shape, offset, sd, eps, { activation, ...randomConventions(random, shape) });
  if (random.uniform() < 0.85) return problem;
  const running = (draw: () => number): Float64Array => Float64Array.from({ length: problem.layout.channels }, draw);
  const mean = running(() => offset + sd * random.normal());
  return { ...problem, mode: "eval", running: { mean, variance: running(() => (sd * random.normal()) ** 2) } };
}

/** Half of the problems are the textbook's; the others have one or more conventions of their own. */
function randomConventions(random: Random, shape: readonly number[]): Conventions {
  const often = (): boolean => random.uniform() < 0.3;
  if (random.uniform() < 0.5) return {};
  const axis = often() ? random.below(shape.length) : 1;
  const samples = itemAt(shape, 0);
  const rows = shape.reduce((size, extent) => size * extent, 1) / itemAt(shape, axis);
  const first = 1 + random.below(samples);
  const split = axis > 0 && often() && first < samples ? [first, samples - first] : undefined;
  const values = Float64Array.from({ length: rows }, () => Number(random.uniform() < 0.7));
  const parts = split
    ? [values.subarray(0, (rows / samples) * first), values.subarray((rows / samples) * first)]
    : [values];
  for (const part of parts) part.fill(1, 0, 2); // at least two rows make the statistics
  const fewest = Math.min(...parts.map((part) => part.length));
  return {
    axis,
    ...(split && { split }),
    ...(often() && { mask: { shape: [rows], values, dtype: "float64" as const } }),
    ...(often() && fewest > 1 && { variance: "unbiased" as const }),
    ...(often() && { epsPlacement: "outside" as const }),
    ...(often() && { activation: "leaky-relu" as const, slope: random.uniform() }),
  };
}
