import assert from "node:assert/strict";
import { Analysis } from "../../../src/compute/analysis/analysis";
import type { Engine } from "../../../src/compute/engine/engine";
import { selectEngine } from "../../../src/compute/engine/select-engine";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../../src/core/item-at";
import { Random } from "../../../src/core/arithmetic/random";
import type { Problem } from "../../../src/core/problem";
import type { CheckedTensor, Comparison, GradientName } from "../../../src/core/verdict";
import { TILE, type MaskName, type Plane } from "../../../src/protocol/picture";
import type { FindQuery } from "../../../src/protocol/queries";
import { randomProblem } from "../../core/diagnosis/seeded-problems";

const MATRIX: Plane = { kind: "matrix" };
const OF: Readonly<Record<GradientName, MaskName>> = {
  dx: "candidateWrong",
  dgamma: "candidateDgammaWrong",
  dbeta: "candidateDbetaWrong",
};

/** A float32 candidate: by turns right, wrong, and off by anything from much less than rounding to much more. */
function withCandidate(seed: number, shape: readonly number[]): Problem {
  const problem = randomProblem(seed, { shape });
  const gradients = batchnormGradients(problem, "exact");
  const random = new Random(seed);
  const spoilt = (values: Float64Array): Float32Array =>
    Float32Array.from(values, (value, i) =>
      i % 3 === 0 ? value : i % 3 === 1 ? 1.5 * value + 0.1 : value * (1 + 10 ** (-8 + 6 * random.uniform())),
    );
  const vector = { shape: [problem.layout.channels], dtype: "float32" } as const;
  const candidate = {
    dx: { shape, dtype: "float32", values: spoilt(gradients.dx) } as const,
    dgamma: { ...vector, values: spoilt(gradients.dgamma) },
    dbeta: { ...vector, values: spoilt(gradients.dbeta) },
  };
  return { ...problem, candidate };
}

describe("masks of wrong cells", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await selectEngine());
  });

  const analysed = (seed: number, shape: readonly number[]): { analysis: Analysis; comparison: Comparison } => {
    const analysis = new Analysis(engine, engine.adopt(withCandidate(seed, shape)), "standard", undefined);
    assert.ok(analysis.comparison);
    return { analysis, comparison: analysis.comparison };
  };
  const value = (analysis: Analysis, mask: MaskName, row: number, column: number, plane = MATRIX): number => {
    const place = { row: Math.floor(row / TILE), column: Math.floor(column / TILE) };
    const tile = analysis.tile({ tensor: mask, plane, levelRow: 0, levelColumn: 0, ...place });
    assert.ok(tile);
    return itemAt(tile.values, (row % TILE) * tile.columns + (column % TILE));
  };

  it("hold as many cells as the verdict counts: the wrong ones, no doubtful one", () => {
    let doubtful = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { comparison } = analysed(seed, [23, 7]);
      for (const [name, tensor] of Object.entries(comparison.tensors) as [GradientName, CheckedTensor][]) {
        const marked = tensor.wrongCells?.reduce((sum, cell) => sum + cell, 0) ?? 0;
        assert.equal(marked, tensor.wrong, `seed ${seed}, ${name}`);
        doubtful += tensor.doubtful;
      }
    }
    assert.ok(doubtful > 10, `${doubtful} doubtful cells`);
  });

  for (const shape of [
    [23, 7],
    [700, 3],
    [3, 5, 4, 6],
  ]) {
    it(`tell at every level whether one of the cells below is wrong: ${shape.join(" x ")}`, () => {
      const { analysis, comparison } = analysed(3, shape);
      const { rows, channels } = analysis.problem.layout;
      for (const [name, tensor] of Object.entries(comparison.tensors) as [GradientName, CheckedTensor][]) {
        const mask = OF[name];
        const { wrongCells } = tensor;
        assert.ok(wrongCells && tensor.wrong < tensor.cells, name);
        const height = name === "dx" ? rows : 1;
        for (let levelRow = 0; 2 ** levelRow < 2 * height; levelRow++) {
          for (let levelColumn = 0; 2 ** levelColumn < 2 * channels; levelColumn++) {
            const place = { plane: MATRIX, levelRow, levelColumn, row: 0, column: 0 };
            const tile = analysis.tile({ tensor: mask, ...place });
            assert.ok(tile);
            tile.values.forEach((found, i) => {
              const [row, column] = [Math.floor(i / tile.columns) << levelRow, (i % tile.columns) << levelColumn];
              let any = 0;
              for (let r = row; r < Math.min(height, row + 2 ** levelRow); r++)
                for (let c = column; c < Math.min(channels, column + 2 ** levelColumn); c++)
                  any = Math.max(any, value(analysis, mask, r, c));
              assert.equal(found, any, `${name}, level ${levelRow}, ${levelColumn}, number ${i}`);
            });
          }
        }
      }
    });
  }

  it("are found one after the other, in every plane, and told of a cell", () => {
    const { analysis, comparison } = analysed(5, [3, 5, 4, 6]);
    const plane: Plane = { kind: "axes", rows: 2, columns: 3, at: [1, 2, 0, 0] };
    const wrong = comparison.tensors.dx?.wrongCells;
    assert.ok(wrong);
    const expected: string[] = [];
    for (let h = 0; h < 4; h++)
      for (let w = 0; w < 6; w++) if (wrong[((1 * 5 + 2) * 4 + h) * 6 + w] === 1) expected.push(`${h} ${w}`);
    assert.ok(expected.length > 1);
    const found: string[] = [];
    let after: { row: number; column: number } | null = null;
    while (found.length < expected.length) {
      const ask: FindQuery = { tensor: "candidate", what: "wrong", low: 0, high: 0, plane, after };
      const next = analysis.answer("find", ask);
      assert.ok(next.ok && next.value);
      assert.equal(next.value.count, expected.length);
      after = { row: next.value.row, column: next.value.column };
      found.push(`${after.row} ${after.column}`);
    }
    assert.deepEqual(found, expected);
    for (let row = 0; row < 10; row++) {
      const cell = analysis.answer("cell", { row, column: 2 });
      assert.ok(cell.ok);
      for (const [name, mask] of Object.entries(OF) as [GradientName, MaskName][])
        assert.equal(cell.value.wrong.includes(mask), value(analysis, mask, name === "dx" ? row : 0, 2) === 1);
    }
  });

  it("are not there for a gradient that is right", () => {
    const problem = randomProblem(4, { shape: [9, 5] });
    const right = engine.adopt(problem);
    const analysis = new Analysis(engine, right, "standard", undefined);
    for (const mask of ["dxWrong", "candidateWrong"] as const) {
      assert.equal(analysis.mask(mask), undefined);
      assert.equal(
        analysis.tile({ tensor: mask, plane: MATRIX, levelRow: 0, levelColumn: 0, row: 0, column: 0 }),
        null,
      );
    }
  });
});
