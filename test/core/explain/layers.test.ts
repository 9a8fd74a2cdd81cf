import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { ColumnExplainer } from "../../../src/core/explain/cell-explanation";
import { explainColumn, type ExplainedColumn } from "../../../src/core/explain/explained-column";
import { jacobianColumn, nullDirections } from "../../../src/core/explain/jacobian";
import { itemAt } from "../../../src/core/item-at";
import { derivationGraph } from "../../../src/core/explain/derivation-graph";
import { termsSaid } from "../../../src/core/explain/terms-said";
import { actingEntry } from "../../../src/core/layer-words";
import { affineIndexOf, offsetOf } from "../../../src/core/layout";
import type { Problem, ProblemInput } from "../../../src/core/problem";
import { ulp } from "../../../src/core/ulp";
import { hardLayerCases, layerCases, layerInput, problemOfLayer, tensor } from "../layer-problems";
import { layerReference } from "../layer-reference";
import { exactly } from "../reference";

const some = (extent: number): number[] => [...new Set([0, Math.floor(extent / 2), extent - 1])];
const ulps = (got: number, { value, magnitude }: ReturnType<typeof layerReference>["dx"][number]): number =>
  exactly(got).minus(value).abs().div(exactly(ulp(magnitude.toNumber()))).toNumber(); // prettier-ignore

/** mean(u) and c of a set whose u = gamma dout is made cell by cell. */
function meansOf({ column, xhat, slope, sets }: ExplainedColumn, { layout, gamma, dout }: Problem) {
  let [sum, sumXhat] = [0, 0];
  xhat.forEach((value, i) => {
    const upstream = itemAt(slope, i) * itemAt(dout, offsetOf(layout, i, column));
    const u = itemAt(gamma, affineIndexOf(layout, i, column)) * upstream;
    sum += u;
    sumXhat += u * value;
  });
  return { ubar: sum / xhat.length, c: sumXhat * itemAt(sets, 0).perC };
}

describe("explaining a cell of other layers", () => {
  for (const [at, { name, input }] of layerCases().entries()) {
    it(`has the exact Jacobian, terms that make dx, and agrees with the numeric derivatives: ${name}`, () => {
      const problem = problemOfLayer(input);
      const { layout } = problem;
      const { rows: M, channels } = layout;
      const k = at % channels;
      const i = at % M;
      const explainer = new ColumnExplainer(explainColumn(problem, k), "standard");
      const { dx } = batchnormGradients(problem, "standard");
      const dout = tensor(input.x.shape, (offset) => Number(offset === offsetOf(layout, i, k)));
      const exact = layerReference({ ...input, dout });
      for (let l = 0; l < M; l++) {
        const found = explainer.cell(l);
        const offset = offsetOf(layout, l, k);
        const { direct, mean, variance } = found.terms;
        assert.equal(direct + mean + variance, found.dx);
        const size = Math.abs(direct) + Math.abs(mean) + Math.abs(variance);
        assert.ok(Math.abs(found.dx - itemAt(dx, offset)) <= 2 ** -50 * size, `dx of ${l}: ${found.dx}`);
        assert.equal(found.verdict, "correct", `element ${l}: ${JSON.stringify([found.dmu, found.dv, found.loss])}`);
        const cell = jacobianColumn(explainer.column, l).at(i);
        const error = ulps(cell, itemAt(exact.dx, offset));
        assert.ok(error <= 8, `d out[${i}] / d x[${l}] is ${cell}: ${error} ulp`);
      }
      const [byGamma, byBeta] = (["dgamma", "dbeta"] as const).map((wanted) => explainer.outputsByParameter(wanted));
      assert.deepEqual([byGamma?.verdict, byBeta?.verdict], ["correct", "correct"]);
      const { ubar, c } = meansOf(explainer.column, problem);
      const { statistics } = explainer.cell(0);
      assert.ok(Math.abs(statistics.gbar - ubar) <= 1e-14 * (1 + Math.abs(ubar)), `ubar ${statistics.gbar}, ${ubar}`);
      assert.ok(Math.abs(statistics.c - c) <= 1e-14 * (1 + Math.abs(c)), `c ${statistics.c}, ${c}`);
      const slope = itemAt(explainer.column.slope, i);
      const xhat = itemAt(exact.xhat, offsetOf(layout, i, k)).value.toNumber() * slope;
      assert.ok(Math.abs(itemAt(byGamma?.value ?? [], i) - xhat) <= 1e-12 * Math.abs(xhat));
      assert.equal(byBeta?.value[i], slope);
    });
  }

  for (const { name, input } of hardLayerCases()) {
    it(`agrees with the numeric derivatives where digits are lost: ${name}`, () => {
      const problem = problemOfLayer(input);
      for (const k of some(problem.layout.channels)) {
        const explainer = new ColumnExplainer(explainColumn(problem, k), "standard");
        for (const l of some(problem.layout.rows)) {
          const found = explainer.cell(l);
          assert.equal(
            found.verdict,
            "correct",
            `[${l},${k}]: ${JSON.stringify([found.dmu, found.dv, found.loss, found.jacobian.verdict])}`,
          );
        }
        for (const wanted of ["dgamma", "dbeta"] as const)
          assert.equal(explainer.outputsByParameter(wanted).verdict, "correct", `${wanted} of ${k}`);
      }
    });
  }

  const numbers = (...values: number[]) => tensor([values.length], (i) => itemAt(values, i));
  const setOf = (x: number[], rest: Partial<ProblemInput>) =>
    explainColumn(problemOfLayer({ x: numbers(...x), norm: "layer", ...rest }), 0);

  it("holds what is worked out by hand: u, and not dout, stands in both means", () => {
    // x - mu = -2, -1, 0, 3 and v = 3.5, so that r = 0.5; u = 2, 0, -1, 3
    const gamma = numbers(2, 5, -1, 0.5);
    const column = setOf([1, 2, 3, 6], { eps: 0.5, gamma, dout: numbers(1, 0, 1, 6) });
    const { statistics, terms, dx, dmu, dv } = new ColumnExplainer(column, "standard").cell(3);
    assert.deepEqual(statistics, { mean: 3, variance: 3.5, r: 0.5, gbar: 1, c: 0.625, members: 4 });
    assert.deepEqual(terms, { direct: 1.5, mean: -0.5, variance: -0.46875 });
    assert.deepEqual([dx, dmu.value, dv.value], [0.53125, 0.25, 1.5]);
  });

  it("has no mean path in RMS norm, and says so", () => {
    const dout = numbers(1, 0, 0);
    const column = setOf([1, 2, 2], { norm: "rms", eps: 1, gamma: numbers(2, 1, 1), dout }); // mean(x^2) + eps = 4
    const explainer = new ColumnExplainer(column, "standard");
    const found = explainer.cell(1);
    assert.deepEqual([found.statistics.mean, found.statistics.variance, found.statistics.r], [0, 3, 0.5]);
    assert.deepEqual([found.terms.mean, found.dmu.value, found.dmu.numeric, found.verdict], [0, 0, 0, "correct"]);
    assert.ok(Math.abs(found.statistics.gbar - 2 / 3) < 1e-15, "ubar is the mean of u here, too");
    assert.equal(found.dv.value, 4 / 3);
    assert.deepEqual(termsSaid(column, 1, found), [
      "RMS norm takes no mean off: mu is 0, and there is no mean path.",
      "The direct term is 0: this cell acts on the loss through the variance alone.",
    ]);
    const { edges, nodes } = derivationGraph(column, found, "standard");
    assert.deepEqual(
      edges.map(({ from, to, formula, slope }) => `${from} ${to}: ${formula}, ${slope.verdict}`),
      [
        "x v: 2 x / M",
        "x xhat: r",
        "v r: -r^3 / 2",
        "r xhat: x",
        "xhat out: gamma",
        "gamma out: xhat",
        "beta out: 1",
        "out L: dout",
      ].map((edge) => `${edge}, correct`),
    );
    assert.deepEqual(
      nodes.find(({ name }) => name === "mu"),
      { name: "mu", value: 0, gradient: 0 },
    );
    const found1 = nullDirections(column, 1);
    assert.ok(found1 && Math.abs(found1.xhat.value - found1.epsShare) < 1e-15 && found1.epsShare === 0.125);
  });

  it("brings dx back along the edges of the graph, where gamma is each row's own", () => {
    for (const norm of ["layer", "rms"] as const) {
      const input = layerInput(930, [2, 9], [9], { norm, activation: "leaky-relu", slope: 0.3 });
      const column = explainColumn(problemOfLayer(input), 1);
      const explanation = new ColumnExplainer(column, "standard").cell(4);
      const { edges, nodes } = derivationGraph(column, explanation, "standard");
      for (const { from, to, slope, carries } of edges) {
        assert.equal(slope.verdict, "correct", `${from} ${to}`);
        const got = slope.value * (nodes.find(({ name }) => name === to)?.gradient ?? NaN);
        assert.ok(Math.abs(got - carries) < 1e-14, `${from} ${to}: ${got}, ${carries}`);
      }
      const sum = edges.reduce((total, { from, carries }) => total + (from === "x" ? carries : 0), 0);
      assert.ok(Math.abs(sum - explanation.dx) < 1e-14);
    }
  });

  it("has a defined answer for sets of one element, of equal ones, of eps 0 and of no numbers", () => {
    const of = (x: number[], rest: Partial<ProblemInput>) => new ColumnExplainer(setOf(x, rest), "standard").cell(0);
    const one = of([3], { dout: numbers(2) });
    assert.deepEqual([one.dx + 0, one.dmu.value, one.dv.value, one.verdict], [0, 1, 0, "correct"]);
    const level = of([5, 5, 5], { dout: numbers(1, 2, 6), gamma: numbers(1, -1, 3) });
    assert.deepEqual([level.terms.variance + 0, level.verdict], [0, "correct"]);
    assert.equal(of([1, 2, 4], { eps: 0, norm: "rms" }).verdict, "correct");
    const spoilt = of([1, NaN, 2], { gamma: numbers(1, 2, 3) });
    assert.ok([spoilt.dx, ...spoilt.jacobian.value, ...spoilt.jacobian.numeric].every(Number.isNaN));
    assert.equal(spoilt.verdict, "doubtful");
    const still = of([1, NaN, 2], { norm: "rms" });
    assert.deepEqual([still.statistics.mean, still.terms.mean, still.dmu.value, still.dx], [0, 0, 0, NaN]);
  });

  it("names the entry of gamma that acts on an element, and how many sets have it", () => {
    const entry = (shape: number[], entries: number[], rest: Partial<ProblemInput>, row: number, column: number) =>
      actingEntry(problemOfLayer(layerInput(931, shape, entries, rest)), row, column);
    assert.deepEqual(entry([2, 3, 4], [3, 4], { norm: "layer", axes: [1, 2] }, 6, 1), { index: [1, 2], sets: 2 });
    assert.deepEqual(entry([2, 6, 5], [6], { norm: "group", groups: 3 }, 7, 4), { index: [3], sets: 2 });
    assert.deepEqual(entry([3, 4, 5], [4], { norm: "instance" }, 2, 9), { index: [1], sets: 3 });
    assert.deepEqual(entry([7, 5], [5], {}, 6, 3), { index: [3], sets: 1 });
  });
});
