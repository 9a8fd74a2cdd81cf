import assert from "node:assert/strict";
import { ColumnExplainer } from "../../../src/core/explain/cell-explanation";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { derivationGraph } from "../../../src/core/explain/derivation-graph";
import { hardProblems, normalProblem, problemOf } from "../datasets";

const graphOf = (...[problem, k, row]: [Parameters<typeof explainColumn>[0], number, number]) => {
  const explainer = new ColumnExplainer(explainColumn(problem, k), "standard");
  const explanation = explainer.cell(row);
  return { graph: derivationGraph(explainer.column, explanation, "standard"), explanation };
};

describe("the computation graph of a cell", () => {
  for (const { name, problem } of hardProblems().filter(({ problem: { layout } }) => layout.rows <= 64)) {
    it(`brings dx back along the edges of x, each slope agreeing with its differences: ${name}`, () => {
      // Elsewhere r^3 or dL/dv leaves the range of doubles.
      const isOrdinary = !/1e-?[13][05]|subnormals|constant/.test(name);
      for (const k of new Set([0, problem.layout.channels - 1])) {
        const { graph, explanation } = graphOf(problem, k, problem.layout.rows - 1);
        const { terms } = explanation;
        const size = Math.abs(terms.direct) + Math.abs(terms.mean) + Math.abs(terms.variance);
        for (const { from, to, slope, carries } of graph.edges.filter((edge) => edge.from === "x")) {
          const got = slope.value * (graph.nodes.find((node) => node.name === to)?.gradient ?? NaN);
          if (isOrdinary)
            assert.ok(Math.abs(got - carries) <= 1e-13 * size, `${from} -> ${to} of ${k}: ${got}, ${carries}`);
        }
        for (const { from, to, slope } of graph.edges)
          if (Number.isFinite(slope.value))
            assert.notEqual(slope.verdict, "wrong", `${from} -> ${to}: ${JSON.stringify(slope)}`);
      }
    });
  }

  it("agrees everywhere on ordinary numbers", () => {
    for (const rest of [
      {},
      { variance: "unbiased" },
      { epsPlacement: "outside" },
      { activation: "leaky-relu" },
    ] as const) {
      const { graph, explanation } = graphOf(normalProblem(101, [9, 3], 5, 2, 1e-2, rest), 1, 4);
      assert.deepEqual(
        graph.edges.map(({ from, to, slope }) => `${from} ${to} ${slope.verdict}`),
        ["x mu", "x v", "x xhat", "mu xhat", "v r", "r xhat", "xhat out", "gamma out", "beta out", "out L"].map(
          (edge) => `${edge} correct`,
        ),
      );
      const sum = graph.edges.filter(({ from }) => from === "x").reduce((total, { carries }) => total + carries, 0);
      assert.ok(Math.abs(sum - explanation.dx) < 1e-14, `${sum}, dx ${explanation.dx}`);
      const gradient = (name: string): number => graph.nodes.find((node) => node.name === name)?.gradient ?? NaN;
      assert.equal(gradient("x"), explanation.dx);
      assert.equal(gradient("L"), 1);
      const { direct, mean, variance } = explanation.terms;
      const carried = (to: string): number =>
        graph.edges.find((edge) => edge.from === "x" && edge.to === to)?.carries ?? NaN;
      assert.deepEqual([carried("xhat"), carried("mu"), carried("v")], [direct, mean, variance]);
    }
  });

  for (const epsPlacement of ["inside", "outside"] as const) {
    it(`leads no edge to given statistics, by which the loss has its derivatives all the same: eps ${epsPlacement}`, () => {
      const tensor = (value: number) => ({ shape: [1], values: Float64Array.of(value), dtype: "float64" as const });
      const given = (mean: number, variance: number) =>
        problemOf({
          shape: [5, 1],
          x: Float64Array.of(1, 2, 4, -3, 0.5),
          dout: Float64Array.of(0.3, -1, 2, 0.7, 0.1),
          gamma: Float64Array.of(-1.5),
          beta: Float64Array.of(0.2),
          ...{ mode: "eval", activation: "relu", eps: 0.1, epsPlacement },
          ...{ runningMean: tensor(mean), runningVar: tensor(variance) },
        });
      const { graph, explanation } = graphOf(given(0.75, 2), 0, 1);
      assert.deepEqual(
        graph.edges.map(({ from, to, slope }) => `${from} ${to} ${slope.verdict}`),
        ["x xhat", "mu xhat", "v r", "r xhat", "xhat out", "gamma out", "beta out", "out L"].map(
          (edge) => `${edge} correct`,
        ),
      );
      const node = (name: string) => graph.nodes.find((each) => each.name === name) ?? { value: NaN, gradient: NaN };
      assert.deepEqual([node("mu").value, node("x").gradient], [0.75, explanation.terms.direct]);
      assert.ok(Math.abs(node("v").value - 2) < 1e-15);
      const lossAt = (mean: number, variance: number): number =>
        graphOf(given(mean, variance), 0, 1).graph.nodes.find(({ name }) => name === "L")?.value ?? NaN;
      const h = 2 ** -17;
      const byMean = (lossAt(0.75 + h, 2) - lossAt(0.75 - h, 2)) / (2 * h);
      const byVariance = (lossAt(0.75, 2 + h) - lossAt(0.75, 2 - h)) / (2 * h);
      assert.ok(Math.abs(node("mu").gradient - byMean) < 1e-9, `mu: ${node("mu").gradient}, numeric ${byMean}`);
      assert.ok(Math.abs(node("v").gradient - byVariance) < 1e-9, `v: ${node("v").gradient}, numeric ${byVariance}`);
    });
  }

  it("writes the activation into the derivatives of out", () => {
    const formulas = (rest: Parameters<typeof problemOf>[0]): string[] =>
      graphOf(problemOf(rest), 0, 0).graph.edges.flatMap(({ to, formula }) => (to === "out" ? [formula] : []));
    const [shape, x] = [[3, 1], Float64Array.of(-1, 0.5, 2)];
    assert.deepEqual(formulas({ shape, x }), ["gamma", "xhat", "1"]);
    assert.deepEqual(formulas({ shape, x, activation: "relu" }), ["0", "0", "0"]);
    assert.deepEqual(formulas({ shape, x, activation: "leaky-relu", slope: 0.2 }), ["0.2 gamma", "0.2 xhat", "0.2"]);
    // Where gamma is 0, out does not move with xhat: no kink is near.
    const still = graphOf(problemOf({ shape, x, gamma: Float64Array.of(0), activation: "relu" }), 0, 0).graph;
    const byXhat = still.edges.find(({ from, to }) => from === "xhat" && to === "out");
    assert.deepEqual([byXhat?.slope.value, byXhat?.slope.verdict], [0, "correct"]);
  });
});
