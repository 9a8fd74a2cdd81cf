import assert from "node:assert/strict";
import { Analysis } from "../../../src/compute/analysis/analysis";
import type { Engine } from "../../../src/compute/engine/engine";
import { selectEngine } from "../../../src/compute/engine/select-engine";
import { explainCell } from "../../../src/core/explain/cell-explanation";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { Experiment } from "../../../src/core/explain/experiment";
import { jacobianValues } from "../../../src/core/explain/jacobian";
import { placedForward } from "../../../src/core/explain/placed-relu";
import { signedTerms } from "../../../src/core/explain/signed-terms";
import { itemAt } from "../../../src/core/item-at";
import { offsetOf } from "../../../src/core/layout";
import { createProblem, type Problem } from "../../../src/core/problem";
import type { AnalysisRequests } from "../../../src/protocol/analysis-requests";
import type { ExplainPicture } from "../../../src/protocol/explain";
import type { Tile } from "../../../src/protocol/picture";
import { normalProblem, problemOf } from "../../core/datasets";

describe("the worker's explanation", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await selectEngine());
  });

  type Asks = AnalysisRequests;
  const answering = (problem: Problem) => {
    const analysis = new Analysis(engine, engine.adopt(problem), "standard", undefined);
    return <K extends keyof Asks>(name: K, ask: Asks[K]["ask"]): Asks[K]["reply"] => {
      const reply = analysis.answer(name, ask);
      if (!reply.ok) throw new Error(`${reply.fault.code}: ${reply.fault.text}`);
      return reply.value;
    };
  };
  const atLevels = (picture: ExplainPicture, levelRow: number, levelColumn: number, row = 0, column = 0) => [
    { picture, levelRow, levelColumn, row, column },
  ];
  /** A tile, asked for until it is whole. */
  const wholeTile = (answer: ReturnType<typeof answering>, query: ReturnType<typeof atLevels>): Tile => {
    for (let asks = 1; asks < 1000; asks++) {
      const [tile] = answer("explainTiles", query);
      if (tile?.whole) return tile;
    }
    throw new Error("expected a tile that gets whole");
  };
  const problem = normalProblem(111, [300, 3], 1, 2, 1e-3);

  it("tells of a cell what the command line tells", () => {
    const answer = answering(problem);
    const expected = explainCell(problem, 7, 2, "standard");
    const report = answer("explainCell", { row: 7, column: 2, from: 5, to: 9 });
    assert.deepEqual([report.terms, report.dx, report.verdict], [expected.terms, expected.dx, "correct"]);
    assert.deepEqual(report.jacobian.value, expected.jacobian.value.slice(5, 9));
    assert.deepEqual(report.chain, expected.chain.slice(5, 9));
    assert.deepEqual(
      report.dout,
      Float64Array.from([5, 6, 7, 8], (i) => itemAt(problem.dout, 3 * i + 2)),
    );
    assert.deepEqual([report.dmu.value, report.members, report.from], [1 / 300, 300, 5]);
    assert.ok(Math.abs(Number(report.nullDirections?.ones)) < 1e-15);
    const carried = report.graph.edges.filter(({ from }) => from === "x").map(({ carries }) => Number(carries));
    assert.deepEqual([...carried].sort(), Object.values(expected.terms).sort());
    assert.equal(answer("explainCell", { row: 7, column: 2, from: 0, to: 1e9 }).chain.length, 300);
  });

  it("tells the moments of columns and what gamma and beta do", () => {
    const answer = answering(problem);
    const { moments, kinds, byGamma, byBeta } = answer("explainColumn", { column: 1, from: 0, to: 2 });
    assert.deepEqual([kinds, byGamma.verdict, byBeta.verdict, [...byBeta.value]], [[], "correct", "correct", [1, 1]]);
    assert.ok(Math.abs(Number(moments.xhat.mean)) < 1e-15 && Math.abs(Number(moments.xhat.sd) - 1) < 1e-3);
  });

  it("names every column, or set, that is constant or ruled by one value", () => {
    const x = Float64Array.from({ length: 90 }, (_, i) => [i % 7, 4, i % 5][i % 3] ?? NaN);
    const odd = answering(problemOf({ shape: [30, 3], x }))("explainColumn", { column: 0, from: 0, to: 1 }).odd;
    assert.deepEqual(odd, { constant: [1], outlier: [], dead: [] });
    const ruled = x.map((value, i) => (i === 33 ? 1000 : value));
    const again = answering(
      problemOf({ shape: [30, 3], x: ruled, activation: "relu", beta: Float64Array.of(0, 0, -9) }),
    );
    assert.deepEqual(again("explainColumn", { column: 2, from: 0, to: 1 }).odd, {
      ...{ constant: [1], outlier: [0], dead: [1, 2] },
    });
    const large = answering(normalProblem(112, [2 ** 15, 3], 1, 2));
    assert.equal(large("explainColumn", { column: 0, from: 0, to: 1 }).odd, null);
  });

  it("refuses what the command line refuses: a cell of xhat without rstd, and its pictures", () => {
    const xhat = { shape: [4, 1], values: Float64Array.of(-1, 1, 1, -1), dtype: "float64" } as const;
    const dout = { ...xhat, values: Float64Array.of(1, 2, 3, 5) };
    const kept = createProblem({ x: xhat, xKept: "xhat", dout });
    assert.ok(kept.ok, JSON.stringify(kept));
    const analysis = new Analysis(engine, engine.adopt(kept.value), "standard", undefined);
    const picture = { kind: "term", term: "mean" } as const;
    const refused = [
      analysis.answer("explainCell", { row: 0, column: 0, from: 0, to: 9 }),
      analysis.answer("explainColumn", { column: 0, from: 0, to: 9 }),
      analysis.answer("explainPicture", picture),
      analysis.answer("explainTiles", atLevels(picture, 0, 0)),
    ];
    for (const reply of refused)
      assert.match(reply.ok ? "" : reply.fault.text, /^To explain a cell of xhat takes rstd/);
    const placed = analysis.answer("explainPicture", { kind: "placement", placement: "none", of: "dx" });
    assert.match(placed.ok ? "" : placed.fault.text, /^To place a ReLU takes x itself/);
  });

  it("gives tiles of the Jacobian that hold each cell, and of each block the largest", () => {
    const answer = answering(problem);
    const columns = [...Array(300).keys()].map((l) => jacobianValues(explainColumn(problem, 1), l));
    const cellAt = (i: number, l: number): number => itemAt(itemAt(columns, l), i);
    const whole = { kind: "jacobian", column: 1, piece: "whole" } as const;
    const [tile] = answer("explainTiles", atLevels(whole, 0, 0, 1, 1));
    assert.deepEqual([tile?.rows, tile?.columns, tile?.whole], [44, 44, true]);
    tile?.values.forEach((value, at) => {
      const expected = cellAt(256 + Math.floor(at / 44), 256 + (at % 44));
      assert.ok(Math.abs(value - expected) < 1e-7, `[${at}]: ${value}, ${expected}`);
    });
    const summary = answer("explainPicture", whole);
    const diagonal = columns.map((values, l) => itemAt(values, l));
    const largest = diagonal.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
    assert.deepEqual([summary.rows, summary.columns], [300, 300]);
    const [top] = answer("explainTiles", atLevels(whole, 99, 99));
    for (const got of [itemAt(top?.values ?? [], 0), largest > 0 ? summary.max : summary.min])
      assert.ok(Math.abs(got - largest) < 1e-6, `${got}, ${largest}`);
    const [direct, variance] = (["direct", "variance"] as const).map(
      (piece) => answer("explainTiles", atLevels({ ...whole, piece }, 0, 0))[0]?.values ?? new Float32Array(0),
    ) as [Float32Array, Float32Array];
    assert.ok(Math.abs(itemAt(direct, 3) + itemAt(variance, 3) - cellAt(0, 3)) < 1e-7);
  });

  it("fills the numeric Jacobian and its error while one asks", () => {
    const answer = answering(problem);
    const numeric = { kind: "jacobian", column: 1, piece: "numeric" } as const;
    const fine = wholeTile(answer, atLevels(numeric, 0, 0, 1, 0));
    const expected = answer("explainTiles", atLevels({ ...numeric, piece: "whole" }, 0, 0, 1, 0))[0]?.values ?? [];
    fine.values.forEach((value, at) => {
      assert.ok(Math.abs(value - itemAt(expected, at)) < 1e-6, `${at}`);
    });
    const coarse = wholeTile(answer, atLevels(numeric, 3, 3));
    const largest = answer("explainTiles", atLevels({ ...numeric, piece: "whole" }, 3, 3))[0]?.values ?? [];
    assert.equal(coarse.rows, 38);
    coarse.values.forEach((value, at) => {
      assert.ok(Math.abs(value - itemAt(largest, at)) < 1e-6, `block ${at}`);
    });
    const error = wholeTile(answer, atLevels({ ...numeric, piece: "error" }, 2, 2));
    assert.ok(error.values.every((value) => value >= 0 && value < 1e-8));
    const { min, max } = answer("explainPicture", { ...numeric, piece: "error" });
    assert.ok(min === 0 && max > 0 && max < 1e-8, `${max}`);
  });

  it("shows a term of dx, and what a placement gives, as a tensor like x", () => {
    const answer = answering(problem);
    const term = wholeTile(answer, atLevels({ kind: "term", term: "variance" }, 0, 0));
    assert.deepEqual([term.rows, term.columns], [256, 3]);
    const { terms } = signedTerms(explainColumn(problem, 2), 9);
    assert.ok(Math.abs(itemAt(term.values, 3 * 9 + 2) - terms.variance) < 1e-6);
    while (!answer("placements", null).placements);
    const dx = wholeTile(answer, atLevels({ kind: "placement", placement: "bn-relu", of: "dx" }, 0, 0));
    const placed = placedForward(problem, "bn-relu");
    const expected = placed.backward(problem.dout).dx;
    dx.values.forEach((value, at) => {
      assert.ok(
        Math.abs(value - itemAt(expected, offsetOf(problem.layout, Math.floor(at / 3), at % 3))) < 1e-6,
        `${at}`,
      );
    });
    const { min, max, zero } = answer("explainPicture", { kind: "placement", placement: "bn-relu", of: "out" });
    assert.deepEqual([min, zero], [0, placed.dead]);
    assert.equal(max, Math.max(...placed.out));
  });

  it("goes on with placements and experiment at every ask, and begins anew where it is told", () => {
    const answer = answering(normalProblem(112, [40, 2], 0, 1));
    let placements = answer("placements", null);
    while (!placements.placements) placements = answer("placements", null);
    assert.deepEqual(
      placements.placements.map(({ name }) => name),
      ["bn-relu", "relu-bn", "none"],
    );
    assert.equal(placements.done, placements.total);
    const [before] = placements.placements;
    assert.ok(before?.out);
    assert.equal(
      before.out.histogram.reduce((sum, count) => sum + count, 0),
      80,
    );
    assert.match(placements.said?.dead ?? "", /^The share of dead cells/);

    const direct = new Experiment(5);
    while (!direct.advance(1000));
    const losses: number[] = [];
    let report = answer("experiment", { seed: 5, from: 0, isNew: true });
    losses.push(...(report.losses.none[2] ?? []));
    while (report.done < report.total) {
      report = answer("experiment", { seed: 5, from: losses.length, isNew: false });
      losses.push(...(report.losses.none[2] ?? []));
    }
    assert.deepEqual(losses, direct.result().losses.none[2]);
    assert.equal(report.said.length, 2);
    assert.ok(answer("experiment", { seed: 5, from: 0, isNew: true }).done < report.total);
  });

  it("answers everything of one row, of a column of NaN, and of a constant", () => {
    for (const [x, isDefined] of [
      [Float64Array.of(3), true],
      [Float64Array.of(1, NaN, 2), false],
      [new Float64Array(5).fill(0.1), true],
    ] as const) {
      const answer = answering(problemOf({ shape: [x.length, 1], x }));
      for (const piece of ["whole", "direct", "variance", "numeric", "error"] as const) {
        const picture = { kind: "jacobian", column: 0, piece } as const;
        const { rows, nan, finite } = answer("explainPicture", picture);
        assert.deepEqual([rows, nan === 0, finite > 0], [x.length, isDefined, isDefined], piece);
        const { values } = wholeTile(answer, atLevels(picture, 0, 0));
        assert.equal(values.length, x.length ** 2);
        assert.equal(values.every(Number.isFinite), isDefined, piece);
      }
      const cell = answer("explainCell", { row: 0, column: 0, from: 0, to: 1 });
      assert.equal(cell.verdict, isDefined ? "correct" : "doubtful");
      assert.equal(answer("explainColumn", { column: 0, from: 0, to: 1 }).moments.x.skewness, "NaN");
    }
  });

  it("refuses a cell, a column and a picture that are not there", () => {
    const analysis = new Analysis(engine, engine.adopt(problem), "standard", undefined);
    const picture = { kind: "jacobian", column: 3, piece: "whole" } as const;
    const refused = [
      analysis.answer("explainCell", { row: 300, column: 0, from: 0, to: 1 }),
      analysis.answer("explainColumn", { column: -1, from: 0, to: 1 }),
      analysis.answer("explainPicture", picture),
      analysis.answer("explainTiles", atLevels(picture, 0, 0)),
    ];
    const early = analysis.answer("explainPicture", { kind: "placement", placement: "none", of: "out" });
    assert.equal(early.ok ? "" : early.fault.code, "not-there");
    for (const reply of refused) assert.equal(reply.ok ? "" : reply.fault.code, "no-cell");
  });
});
