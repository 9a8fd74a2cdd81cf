import assert from "node:assert/strict";
import { Analysis } from "../../../src/compute/analysis/analysis";
import { WHOLE } from "../../../src/compute/analysis/check-run";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { indexAt, indexOf } from "../../../src/core/layout";
import type { Problem } from "../../../src/core/problem";
import { cellAmongSets, columnAxesOf, setBlock, setFinder, shownMatrix } from "../../../src/core/shown-matrix";
import { MASKS } from "../../../src/views";
import { LAYER_SHAPES, layerCases, problemOfLayer } from "../../core/layer-problems";

async function checkedAnalysis(problem: Problem): Promise<Analysis> {
  const analysis = new Analysis(createTypescriptEngine(), problem, "standard", undefined);
  await new Promise<void>((resolve, reject) => {
    analysis.startCheck({ progress: () => undefined, done: () => resolve(), failed: reject }, undefined, false, WHOLE);
  });
  return analysis;
}

/** One of each layer and shape. */
const CASES = layerCases()
  .filter((_, i) => i % (layerCases().length / LAYER_SHAPES) === 0)
  .map(({ name, input }) => ({ name, input, problem: problemOfLayer(input) }));

describe("a layer's shown matrix", () => {
  it("has the entries of gamma as columns and each set as a block, of every layer", () => {
    for (const { name, problem } of CASES) {
      const shown = shownMatrix(problem);
      const { layout } = problem;
      const block = setBlock(problem);
      const columns = columnAxesOf(problem);
      const setOf = setFinder(layout);
      const seen = new Set<number>();
      const blocks = new Map<string, number>();
      assert.equal(shown.channels, problem.gamma.length, name);
      assert.equal(block.rows * block.columns, layout.rows, `${name}: cells of a set`);
      for (let row = 0; row < shown.rows; row++) {
        for (let column = 0; column < shown.channels; column++) {
          const index = indexOf(shown, row, column);
          const flat = columns.reduce((at, axis) => at * (layout.shape[axis] ?? 0) + (index[axis] ?? 0), 0);
          assert.equal(flat, column, `${name} [${row}, ${column}]: the column's index`);
          const offset = index.reduce((at, one, axis) => at * (layout.shape[axis] ?? 0) + one, 0);
          seen.add(offset);
          const set = cellAmongSets(problem, shown, { row, column });
          assert.deepEqual(indexOf(layout, set.row, set.column), index, `${name} [${row}, ${column}] in its set`);
          assert.equal(setOf(offset), set.column, `${name}: set at ${offset}`);
          const at = `${Math.floor(row / block.rows)} ${Math.floor(column / block.columns)}`;
          assert.equal(blocks.get(at) ?? set.column, set.column, `${name}: block ${at}`);
          blocks.set(at, set.column);
        }
      }
      assert.equal(seen.size, problem.x.length, `${name}: every cell once`);
    }
  });
});

describe("an analysis of another layer", () => {
  for (const { name, problem } of CASES) {
    it(`tells of a cell what belongs to it and its set: ${name}`, async () => {
      const analysis = await checkedAnalysis(problem);
      const { dx, dgamma, mean, variance } = batchnormGradients(problem, "standard");
      const shown = shownMatrix(problem);
      assert.equal(analysis.check?.verdict, "correct");
      // Every third cell: each of them takes forwards over its set.
      for (let at = 0; at < problem.x.length; at += 3) {
        const [row, column] = [Math.floor(at / shown.channels), at % shown.channels];
        const told = analysis.answer("cell", { row, column });
        assert.ok(told.ok);
        const { values, terms, numeric, index, statistics } = told.value;
        const offset = index.reduce((sum, one, axis) => sum * (problem.layout.shape[axis] ?? 0) + one, 0);
        const set = setFinder(problem.layout)(offset);
        const where = `[${index.join(", ")}]`;
        assert.deepEqual(index, indexOf(shown, row, column), where);
        assert.equal(values.x, problem.x[offset], where);
        assert.equal(values.dx, dx[offset], where);
        assert.equal(values.dgamma, dgamma[column], where);
        assert.equal(values.variance, variance[set], where);
        assert.equal(values.mean, problem.norm === "rms" ? undefined : mean[set], where);
        const total = terms.reduce<number>((sum, term) => sum + Number(term), 0);
        const size = terms.reduce<number>((sum, term) => sum + Math.abs(Number(term)), 0);
        assert.ok(Math.abs(total - Number(values.dx)) <= 1e-12 * size, `${where}: terms ${total}, dx ${values.dx}`);
        assert.ok(Math.abs(Number(numeric) - Number(values.dx)) <= 1e-9 * size, `${where}: numeric ${numeric}`);
        // By hand: dmu = -r sum of gamma dout over the set.
        const members = Array.from(problem.x.keys()).filter((other) => setFinder(problem.layout)(other) === set);
        const weight = (other: number): number => {
          const own = indexAt(problem.layout.shape, other);
          const entry = columnAxesOf(problem).reduce((sum, axis) => sum * (problem.layout.shape[axis] ?? 0) + (own[axis] ?? 0), 0); // prettier-ignore
          return (problem.gamma[entry] ?? NaN) * (problem.dout[other] ?? NaN);
        };
        const r = 1 / Math.sqrt(Number(values.variance) + problem.eps);
        const sum = members.reduce((all, other) => all + weight(other), 0);
        const reach = members.reduce((all, other) => all + Math.abs(weight(other)), 0);
        const dmu = problem.norm === "rms" ? 0 : -r * sum;
        assert.ok(
          Math.abs(Number(statistics?.dmu) - dmu) <= 1e-12 * r * reach,
          `${where}: dmu ${statistics?.dmu}, ${dmu}`,
        );
      }
    });
  }

  it("finds, sums and counts by rows and columns of the shown matrix", async () => {
    for (const { name, problem } of CASES) {
      const analysis = await checkedAnalysis(problem);
      const shown = shownMatrix(problem);
      const plane = { kind: "matrix" } as const;
      const { rows, channels: columns } = shown;
      const whole = { plane, row0: 0, row1: rows, column0: 0, column1: columns };
      const values = analysis.answer("values", { ...whole, tensor: "xhat" });
      assert.ok(values.ok);
      // Each block of xhat has mean square 1 but for eps.
      const block = setBlock(problem);
      const squares = new Map<string, number>();
      values.value.values.forEach((value, at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        const key = `${Math.floor(row / block.rows)} ${Math.floor(column / block.columns)}`;
        squares.set(key, (squares.get(key) ?? 0) + value ** 2);
      });
      for (const [key, sum] of squares)
        assert.ok(Math.abs(sum / (block.rows * block.columns) - 1) < 1e-3, `${name}: block ${key} has ${sum}`);
      const sums = analysis.answer("marginal", { tensor: "dout", plane, along: "columns", from: 0, to: columns, bins: columns }); // prettier-ignore
      assert.ok(sums.ok);
      const { dbeta } = analysis.gradients;
      sums.value.sum.forEach((sum, k) => assert.ok(Math.abs(sum - (dbeta[k] ?? NaN)) < 1e-12, `${name}: dbeta ${k}`));
      for (const scope of ["cell", "column"] as const) {
        const swept = analysis.answer("sweep", { scope, row: rows - 1, column: columns - 1 });
        assert.ok(swept.ok && Math.min(...swept.value.error) < 1e-9, `${name}: ${scope}`);
      }
      const worst = analysis.answer("worst", { candidate: false });
      assert.ok(worst.ok);
      for (const { tensor, value, reference, error } of worst.value) {
        const near = Math.abs(Number(value) - Number(reference)) <= Math.max(1e-6 * Math.abs(Number(value)), 1e-9);
        assert.ok(near, `${name}: ${tensor} ${value}, numeric ${reference}, error ${error}`);
      }
    }
  });

  it("shows where a candidate is wrong, in pictures and strips", () => {
    for (const { name, problem, input } of CASES) {
      const { dx, dgamma } = batchnormGradients(problem, "standard");
      const spoilt = (values: Float64Array): Float64Array =>
        values.map((value, i) => (i === values.length - 1 ? value + 1 : value));
      const candidate = {
        dx: { shape: input.x.shape, values: spoilt(dx), dtype: "float64" as const },
        dgamma: { shape: input.gamma.shape, values: spoilt(dgamma), dtype: "float64" as const },
      };
      const analysis = new Analysis(
        createTypescriptEngine(),
        problemOfLayer({ ...input, candidate }),
        "standard",
        undefined,
      );
      const { rows, channels } = analysis.shown;
      for (const mask of ["candidateWrong", "candidateDgammaWrong"] as const) {
        const place = { plane: { kind: "matrix" }, levelRow: 0, levelColumn: 0, row: 0, column: 0 } as const;
        const tile = analysis.tile({ tensor: mask, ...place });
        assert.equal(tile?.values.at(-1), 1, `${name}: ${mask}`);
        assert.deepEqual([tile?.rows, tile?.columns], [MASKS[mask].of === "dx" ? rows : 1, channels], name);
      }
    }
  });
});
