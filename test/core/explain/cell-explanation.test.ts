import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { ColumnExplainer, explainCell } from "../../../src/core/explain/cell-explanation";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { closedTerms } from "../../../src/core/explain/signed-terms";
import { termsSaid } from "../../../src/core/explain/terms-said";
import { itemAt } from "../../../src/core/item-at";
import { offsetOf } from "../../../src/core/layout";
import { hardProblems, normalProblem, problemOf } from "../datasets";
import { gradientMagnitudes } from "../magnitudes";

const vector = (...values: number[]) => ({
  shape: [values.length],
  values: Float64Array.from(values),
  dtype: "float64" as const,
});
const some = (extent: number): number[] => [...new Set([0, Math.floor(extent / 2), extent - 1])];

describe("explaining a cell", () => {
  for (const { name, problem } of hardProblems()) {
    it(`agrees with the numeric derivatives, and adds up: ${name}`, () => {
      const { layout } = problem;
      const { dx } = batchnormGradients(problem, "standard");
      const sizes = gradientMagnitudes(problem).dx;
      for (const k of some(layout.channels)) {
        const explainer = new ColumnExplainer(explainColumn(problem, k), "standard");
        for (const l of some(layout.rows)) {
          const found = explainer.cell(l);
          const { direct, mean, variance } = found.terms;
          assert.ok(
            direct + mean + variance === found.dx,
            `[${l},${k}]: ${direct} ${mean} ${variance}, dx ${found.dx}`,
          );
          const offset = offsetOf(layout, l, k);
          const error = Math.abs(found.dx - itemAt(dx, offset));
          assert.ok(
            error <= 2 ** -50 * itemAt(sizes, offset) + 5e-324,
            `dx[${l},${k}]: ${found.dx}, ${itemAt(dx, offset)}`,
          );
          assert.equal(found.verdict, "correct", `[${l},${k}]: ${JSON.stringify([found.dmu, found.dv, found.loss])}`);
        }
        for (const wanted of ["dgamma", "dbeta"] as const)
          assert.equal(explainer.outputsByParameter(wanted).verdict, "correct", `${wanted} of ${k}`);
      }
    });
  }

  it("says wrong where a number of the formula is wrong", () => {
    const right = explainColumn(normalProblem(41, [11, 3], 1, 2), 1);
    const wrong = (change: Partial<typeof right>): string =>
      new ColumnExplainer({ ...right, ...change }, "standard").cell(4).verdict;
    assert.equal(wrong({}), "correct");
    assert.equal(wrong({ gamma: right.gamma.map((value) => value * 1.001) }), "wrong");
    const of = (change: (set: (typeof right.sets)[number]) => object) =>
      right.sets.map((set) => ({ ...set, ...change(set) }));
    assert.equal(wrong({ sets: of(({ perMean }) => ({ perMean: perMean * 1.001 })) }), "wrong");
    assert.equal(wrong({ sets: of(({ perC }) => ({ perC: perC * 1.001 })) }), "wrong");
    assert.equal(wrong({ sets: of(({ perVariance }) => ({ perVariance: perVariance * 1.001 })) }), "wrong");
  });

  it("holds gbar, c, r and the moments of a column that is worked out by hand", () => {
    // x = 1, 2, 3, 6: mu = 3, v = 3.5, sums of cubes 18 and of fourths 98 about the mean
    const problem = problemOf({
      shape: [4, 1],
      x: Float64Array.of(1, 2, 3, 6),
      dout: Float64Array.of(1, 0, 0, 0),
      gamma: Float64Array.of(2),
      eps: 0.5,
    });
    const { statistics, moments, terms, dx, dmu, dv, chain } = explainCell(problem, 3, 0, "standard");
    assert.deepEqual(statistics, { mean: 3, variance: 3.5, r: 0.5, gbar: 0.25, c: -0.25, members: 4 });
    assert.deepEqual(terms, { direct: 0, mean: -0.25, variance: 0.375 });
    assert.equal(dx, 0.125);
    assert.deepEqual([dmu.value, dv.value], [0.25, 1.5]);
    assert.deepEqual([...chain], [0.125, 0, 0, 0]);
    assert.ok(Math.abs(moments.skewness - 18 / 4 / 3.5 ** 1.5) < 1e-15, String(moments.skewness));
    assert.ok(Math.abs(moments.kurtosis - (98 / 4 / 3.5 ** 2 - 3)) < 1e-15, String(moments.kurtosis));
  });

  it("has a defined answer for awkward columns", () => {
    const single = explainCell(normalProblem(42, [1, 1], 3, 1), 0, 0, "standard");
    assert.deepEqual([single.dx + 0, single.dmu.value, single.dv.value, single.verdict], [0, 1, 0, "correct"]);
    assert.ok(Number.isNaN(single.moments.skewness));
    const constant = explainCell(
      problemOf({ shape: [3, 1], x: Float64Array.of(5, 5, 5), dout: Float64Array.of(1, 2, 6) }),
      2,
      0,
      "standard",
    );
    assert.equal(constant.verdict, "correct");
    assert.ok(constant.terms.variance === 0);
    const spoilt = explainCell(problemOf({ shape: [3, 2], x: Float64Array.of(1, 2, NaN, 4, 5, 7) }), 0, 0, "standard");
    assert.ok([spoilt.dx, ...spoilt.jacobian.value, ...spoilt.jacobian.numeric].every(Number.isNaN));
    assert.equal(spoilt.verdict, "doubtful");
  });

  it("has no paths in evaluation, and says so", () => {
    const rest = { mode: "eval", runningMean: vector(1, 2), runningVar: vector(4, 9) } as const;
    const column = explainColumn(normalProblem(43, [5, 2], 0, 1, 1e-5, rest), 1);
    const found = new ColumnExplainer(column, "standard").cell(3);
    assert.deepEqual([found.terms.mean, found.terms.variance, found.dmu.value, found.dv.numeric], [0, 0, 0, 0]);
    assert.equal(found.terms.direct, found.dx);
    assert.equal(found.verdict, "correct");
    const dbeta = column.dout.reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(found.statistics.gbar - dbeta / 5) < 1e-15, "gbar is the mean of dout here, too");
    assert.match(termsSaid(column, 3, found).join(), /^In evaluation mean and variance are constants/);
  });

  it("says where the paths take back the direct term", () => {
    const column = explainColumn(
      problemOf({ shape: [4, 1], x: Float64Array.of(1, 2, 4, 7), dout: Float64Array.of(1, 1, 1, 1.004) }),
      0,
    );
    const { terms, dx } = new ColumnExplainer(column, "standard").cell(1);
    assert.match(
      termsSaid(column, 1, { terms, dx }).join(" "),
      /^The mean path is 100\.1 % of the direct term and outweighs it\./,
    );
    const said = (mean: number, variance: number): string[] =>
      termsSaid(column, 1, { terms: { direct: 1, mean, variance }, dx: 1 + mean + variance });
    assert.deepEqual(said(-1, 0.25), ["The mean path takes back 100 % of the direct term."]);
    assert.deepEqual(said(-0.25, -40.25), [
      "The variance path is 40.3 times the direct term and outweighs it.",
      "Together the two paths are 40.5 times the direct term and outweigh it.",
    ]);
    assert.deepEqual(said(0.25, -1e300), [
      "The variance path is over a million times the direct term and outweighs it.",
    ]);
    assert.deepEqual(said(0.25, -0.25), []);
  });

  it("says what a ReLU stops, and what reaches the cell all the same", () => {
    const x = Float64Array.of(1, 2, 4, 7);
    const of = (dout: Float64Array, input: Partial<Parameters<typeof problemOf>[0]>): string[] => {
      const column = explainColumn(problemOf({ shape: [4, 1], x, dout, ...input }), 0);
      return termsSaid(column, 0, new ColumnExplainer(column, "standard").cell(0));
    };
    const shut = "The ReLU is shut in this cell and stops its own dout.";
    const relu = { activation: "relu" } as const;
    assert.deepEqual(of(Float64Array.of(5, 1, 2, 1), relu), [
      shut,
      "The direct term is 0: this cell acts on the loss through mean and variance alone.",
    ]);
    assert.deepEqual(of(Float64Array.of(5, 0, 0, 0), relu), [
      shut,
      "Neither dout nor a path reaches this cell: dx is 0.",
    ]);
    const [leak] = of(Float64Array.of(5, 1, 2, 1), { activation: "leaky-relu" });
    assert.equal(leak, "The leaky ReLU lets 1 % of this cell's own dout through.");
  });

  it("puts the rounding into the largest term, and sums up where dx has more places", () => {
    const closed = closedTerms({ direct: 1, mean: 0.3, variance: -0.1 }, 1.2 + 2 ** -52);
    assert.deepEqual([closed.terms.mean, closed.terms.variance, closed.dx], [0.3, -0.1, 1.2 + 2 ** -52]);
    assert.equal(closed.terms.direct + closed.terms.mean + closed.terms.variance, closed.dx);
    const cancelled = closedTerms({ direct: 1, mean: -0.7, variance: -0.3 }, 1e-30);
    assert.deepEqual(cancelled, { terms: { direct: 1, mean: -0.7, variance: -0.3 }, dx: 1 - 0.7 - 0.3 });
  });
});
