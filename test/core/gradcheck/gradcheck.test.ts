import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import type { Precision } from "../../../src/core/checker";
import { ComplexStep } from "../../../src/core/gradcheck/complex";
import { checkGradients, createChecker, numericDerivative, STRICTNESS } from "../../../src/core/gradcheck/gradcheck";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { indexOf, offsetOf } from "../../../src/core/layout";
import { createScratch, differentiate, type NumericDerivative } from "../../../src/core/gradcheck/numeric";
import { createProbe, type SetProbe } from "../../../src/core/gradcheck/probe";
import { PreciseDifference } from "../../../src/core/gradcheck/numeric-dd";
import type { Problem } from "../../../src/core/problem";
import { Random } from "../../../src/core/arithmetic/random";
import { sweep } from "../../../src/core/gradcheck/step-sweep";
import { UNCHECKED } from "../../../src/core/gradcheck/unchecked";
import type { GradientName } from "../../../src/core/verdict";
import { worstCells } from "../../../src/core/gradcheck/worst-cells";
import { hardProblems, normalProblem, problemOf, type Conventions } from "../datasets";
import { exactly, reference } from "../reference";
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
  it("says what it found in one sentence", () => {
    const problem = normalProblem(1, [64, 8], 0, 1);
    const check = checkGradients(problem, batchnormGradients(problem, "exact"), "exact");
    assert.equal(check.verdict, "correct");
    assert.match(check.reason, /^correct: 528 of 528 cells, largest relative error \d\.\de-1\d at dx\[\d+,\d\]$/);
    assert.deepEqual([check.tolerance, check.floor], [STRICTNESS.exact.tolerance, STRICTNESS.exact.floor]);
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

  describe("bounds its own error: derivatives lie within their uncertainty of the exact ones", () => {
    const ways: Readonly<
      Record<string, (probe: SetProbe) => (wanted: GradientName, row: number) => NumericDerivative>
    > = {
      "differences of order 4": (probe) => {
        const scratch = createScratch(probe.x.length);
        return (wanted, row) => differentiate(probe, wanted, row, scratch);
      },
      "the complex step": (probe) => {
        const complex = new ComplexStep(probe);
        return (wanted, row) => complex.derivative(wanted, row);
      },
      "differences in double-double": (probe) => {
        const precise = new PreciseDifference(probe);
        return (wanted, row) => precise.derivative(wanted, row);
      },
    };
    const problems = hardProblems()
      .filter(({ problem }) => problem.layout.rows <= 100)
      .map(({ name, problem }) => ({ name, problem, exact: reference(problem) }));
    for (const [way, derive] of Object.entries(ways)) {
      it(way, () => {
        for (const { name, problem, exact } of problems) {
          const { cache } = batchnormForward(problem);
          for (let column = 0; column < problem.layout.channels; column++) {
            const { sets } = problem;
            const { from } = itemAt(sets, sets.length - 1); // the last part of a split; a column else
            const probe = createProbe(problem, cache, column, sets.length - 1);
            const derivative = derive(probe);
            const hold = (tensor: GradientName, row: number, offset: number): void => {
              const { value, uncertainty } = derivative(tensor, row - from);
              // In scaled units, where nothing overflows.
              const known = itemAt(exact[tensor], offset).value.div(exactly(probe.upstreamUnit));
              const expected = (tensor === "dx" ? known.times(exactly(probe.unit)) : known).toNumber();
              const text = `${name}, ${tensor}[${row},${column}]: ${value} +- ${uncertainty}, exactly ${expected}`;
              assert.ok(Math.abs(value - expected) <= uncertainty + Math.abs(expected) * 2 ** -52, text);
              assert.ok(uncertainty <= 1e-7 * probe.scale[tensor] + 2 ** -1000, `worth little: ${text}`);
            };
            for (let row = from; row < problem.layout.rows; row += 3)
              hold("dx", row, offsetOf(problem.layout, row, column));
            if (sets.length > 1) continue; // dgamma and dbeta are sums over all parts
            hold("dgamma", 0, column);
            hold("dbeta", 0, column);
          }
        }
      });
    }
  });

  it("tells a cell's own numeric derivative", () => {
    const problem = normalProblem(50, [5, 3, 4], 1e6, 2);
    const { dx, dgamma } = batchnormGradients(problem, "exact");
    for (const precision of PRECISIONS) {
      const cell = numericDerivative(problem, 7, 2, precision);
      const expected = itemAt(dx, offsetOf(problem.layout, 7, 2));
      assert.ok(
        Math.abs(cell.value - expected) <= cell.uncertainty + 1e-15 && cell.uncertainty < 1e-9,
        `${precision}: ${cell.value}`,
      );
      assert.ok(cell.step > 0 && cell.step < 1);
      const column = numericDerivative(problem, 0, 1, precision, "dgamma");
      assert.ok(
        Math.abs(column.value - itemAt(dgamma, 1)) <= column.uncertainty + 1e-14,
        `${precision}: ${column.value}`,
      );
    }
    problem.x[0] = NaN;
    assert.ok(Number.isNaN(numericDerivative(problem, 3, 0).value));
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
        assert.ok(check.reason.endsWith(`at dx[${check.tensors.dx.worst.join(",")}]`), check.reason);
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
      assert.throws(() => checker.result(), /expected a finished check/);
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

  it("the sweep is a V whose bottom is at the chosen step", () => {
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
    const planted = changed(gradients, "dx", (value, i) => (i === 37 ? value * 1.01 : value));
    const flat = sweep(problem, planted, { scope: "cell", row: 7, column: 2 });
    const isBottom = (step: number): boolean => step > 2 ** -30 && step < 2 ** -5;
    const bottom = flat.error.filter((_, i) => isBottom(itemAt(flat.step, i)));
    assert.ok(Math.min(...bottom) > 5e-3, "no step makes a wrong gradient right");
  });

  it("the sweep says how many cells it compared: none in columns that are not finite", () => {
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

  it("the sweep takes the same infinity on both sides for agreement, as the check does", () => {
    const x = Float64Array.of(1e-310, 5, -1e-310, 2, 1e-310, -3, 3e-310, 4); // dx of column 0 is beyond doubles
    const problem = problemOf({ shape: [4, 2], x, eps: 0, dout: Float64Array.of(1, 2, -3, 4, 2, 1, 5, -1) });
    const gradients = batchnormGradients(problem, "exact");
    assert.equal(Math.abs(itemAt(gradients.dx, 0)), Infinity);
    const { step, error, chosen, cells } = sweep(problem, gradients, { scope: "all" });
    assert.equal(cells, 8);
    const at = step.indexOf(2 ** Math.round(Math.log2(chosen)));
    assert.ok(itemAt(error, at) < 1e-8, `error ${error[at]} at the chosen step`);
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
