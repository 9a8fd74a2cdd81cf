import assert from "node:assert/strict";
import { selectEngine } from "../../../src/compute/engine/select-engine";
import type { Engine } from "../../../src/compute/engine/engine";
import { indexAt } from "../../../src/core/layout";
import { planeGeometry } from "../../../src/compute/picture/plane-geometry";
import { Marginals } from "../../../src/compute/picture/marginal-sums";
import { findCell } from "../../../src/compute/analysis/answers/find";
import { regionReport } from "../../../src/compute/analysis/answers/region";
import { valuesReport } from "../../../src/compute/analysis/answers/values";
import { summarise, tileExponent } from "../../../src/compute/analysis/tensor-summary";
import { storedTensor } from "../../../src/compute/picture/shown-tensors";
import { toLayout, type Layout } from "../../../src/core/layout";
import { Random } from "../../../src/core/arithmetic/random";
import type { Plane } from "../../../src/protocol/picture";
import { itemAt } from "../../../src/core/item-at";

function layoutOf(...shape: number[]): Layout {
  const layout = toLayout(shape);
  assert.ok(layout.ok);
  return layout.value;
}
const MATRIX: Plane = { kind: "matrix" };

describe("planes of a tensor", () => {
  it("read every axis pair of a rank-4 tensor where it stands", () => {
    const layout = layoutOf(2, 3, 5, 7);
    const { shape } = layout;
    for (let rows = 0; rows < 4; rows++) {
      for (let columns = 0; columns < 4; columns++) {
        if (rows === columns) continue;
        const plane: Plane = { kind: "axes", rows, columns, at: [1, 2, 3, 4] };
        const geometry = planeGeometry(layout, plane);
        assert.deepEqual([geometry.rows, geometry.columns], [shape[rows], shape[columns]]);
        for (let row = 0; row < geometry.rows; row++) {
          for (let column = 0; column < geometry.columns; column++) {
            const expected = [1, 2, 3, 4];
            expected[rows] = row;
            expected[columns] = column;
            assert.deepEqual(indexAt(shape, geometry.offset(row, column)), expected);
          }
        }
      }
    }
  });

  it("refuse axes that are not there", () => {
    assert.throws(
      () => planeGeometry(layoutOf(2, 3), { kind: "axes", rows: 0, columns: 0, at: [0, 0] }),
      /two different axes/,
    );
    assert.throws(() => planeGeometry(layoutOf(2, 3), { kind: "axes", rows: 0, columns: 2, at: [0, 0] }), /rank-2/);
  });
});

describe("statistics of a region", () => {
  const layout = layoutOf(4, 3);
  const values = Float64Array.of(1, 2, 3, 4, NaN, 6, 7, Infinity, 9, 10, 11, -12);
  const tensor = storedTensor("x", values);
  const region = (row0: number, row1: number, column0: number, column1: number) =>
    regionReport(tensor, layout, { plane: MATRIX, row0, row1, column0, column1, tensors: ["x"], bins: 4 });

  it("counts what is not finite and leaves it out of the rest", () => {
    const report = region(0, 4, 0, 3);
    assert.deepEqual([report.count, report.nan, report.infinite], [12, 1, 1]);
    assert.deepEqual([report.min, report.max], [-12, 11]);
    const finite = [1, 2, 3, 4, 6, 7, 9, 10, 11, -12];
    const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
    const sd = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length);
    assert.ok(Math.abs(Number(report.mean) - mean) < 1e-14);
    assert.ok(Math.abs(Number(report.sd) - sd) < 1e-14);
    assert.ok(Math.abs(Number(report.norm) - Math.hypot(...finite)) < 1e-13);
    assert.equal(
      report.histogram.reduce((sum, count) => sum + count, 0),
      finite.length,
    );
  });

  it("stays in range for huge and tiny numbers, and exact at a large offset", () => {
    for (const scale of [1e300, 1e-300]) {
      const wide = storedTensor("x", Float64Array.of(scale, 3 * scale));
      const query = { plane: MATRIX, row0: 0, row1: 1, column0: 0, column1: 2, tensors: ["x" as const], bins: 2 };
      const report = regionReport(wide, layoutOf(1, 2), query);
      assert.ok(Math.abs(Number(report.mean) / (2 * scale) - 1) < 1e-15);
      assert.ok(Math.abs(Number(report.sd) / scale - 1) < 1e-15);
    }
    const random = new Random(3);
    const far = Float64Array.from({ length: 1000 }, () => 1e9 + random.below(3) - 1);
    const query = { plane: MATRIX, row0: 0, row1: 1000, column0: 0, column1: 1, tensors: ["x" as const], bins: 2 };
    const report = regionReport(storedTensor("x", far), layoutOf(1000, 1), query);
    const mean = far.reduce((sum, value) => sum + (value - 1e9), 0) / 1000;
    const sd = Math.sqrt(far.reduce((sum, value) => sum + (value - 1e9 - mean) ** 2, 0) / 1000);
    assert.ok(Math.abs(Number(report.sd) - sd) < 1e-6, `got ${report.sd}, expected ${sd}`);
  });

  it("says NaN where there is nothing finite", () => {
    const { min, max, mean, sd, norm } = region(1, 2, 1, 2);
    assert.deepEqual([min, max, mean, sd, norm], ["NaN", "NaN", "NaN", "NaN", "NaN"]);
  });

  it("counts bins from end to end of the range of doubles", () => {
    const query = { plane: MATRIX, row0: 0, row1: 4, column0: 0, column1: 1, tensors: ["x" as const], bins: 4 };
    for (const scale of [1.7e308, 1, 1e-310, 5e-324]) {
      const wide = storedTensor("x", Float64Array.of(-scale, -scale, scale, 0));
      const { histogram, sd } = regionReport(wide, layoutOf(4, 1), query);
      assert.deepEqual([...histogram], [2, 0, 1, 1], `${scale}`);
      assert.ok(Math.abs(Number(sd) / scale - Math.sqrt(11 / 16)) < 1e-15 || scale < 1e-300, `sd ${sd} of ${scale}`);
    }
  });

  it("leaves out what the check has not reached", () => {
    const error = storedTensor("error", Float64Array.of(-1, 0.25, -1, 0.75), "float32", false);
    const query = { plane: MATRIX, row0: 0, row1: 2, column0: 0, column1: 2, tensors: ["error" as const], bins: 2 };
    const { count, min, max, mean, histogram } = regionReport(error, layoutOf(2, 2), query);
    assert.deepEqual([count, min, max, mean], [2, 0.25, 0.75, 0.5]);
    assert.deepEqual([...histogram], [1, 1]);
  });
});

describe("marginals", () => {
  it("sum and peak every row and column, NaN shown", () => {
    const layout = layoutOf(5, 11);
    const random = new Random(8);
    const values = Float64Array.from({ length: 55 }, () => random.normal());
    values[3 * 11 + 4] = NaN;
    const tensor = storedTensor("dx", values);
    const query = { tensor: "dx" as const, plane: MATRIX, from: 0, bins: 100 };
    const marginals = new Marginals(layout);
    const rows = marginals.report(tensor, { ...query, along: "rows", to: 5 });
    const columns = marginals.report(tensor, { ...query, along: "columns", to: 11 });
    for (let row = 0; row < 5; row++) {
      const line = values.subarray(row * 11, row * 11 + 11);
      const sum = line.reduce((total, value) => total + value, 0);
      if (row === 3) assert.ok(Number.isNaN(rows.sum[row]) && Number.isNaN(rows.max[row]));
      else {
        assert.ok(Math.abs(itemAt(rows.sum, row) - sum) < 1e-12);
        const size = line.reduce((total, value) => total + Math.abs(value), 0);
        assert.ok(Math.abs(itemAt(rows.size, row) - size) < 1e-12);
        assert.equal(rows.max[row], Math.max(...line.map(Math.abs)));
      }
    }
    assert.ok(Number.isNaN(columns.sum[4]));
    assert.equal(columns.sum.length, 11);
    const folded = marginals.report(tensor, { ...query, along: "rows", to: 5, bins: 2 });
    assert.equal(folded.max.length, 2);
    assert.ok(Number.isNaN(folded.max[1]));
    // A part of an edge is computed by itself, and says the same.
    const part = marginals.report(tensor, { ...query, along: "columns", from: 2, to: 7 });
    assert.deepEqual([part.sum, part.max], [columns.sum.slice(2, 7), columns.max.slice(2, 7)]);
  });
});

describe("finding cells", () => {
  const layout = layoutOf(3, 3);
  const tensor = storedTensor("x", Float64Array.of(1, NaN, -Infinity, 4, 500, NaN, Infinity, -600, 9));
  const find = (what: "nan" | "infinite" | "beyond", after: { row: number; column: number } | null) =>
    findCell(tensor, layout, { tensor: "x", what, low: -10, high: 10, plane: MATRIX, after });

  it("goes from one to the next and round again", () => {
    assert.deepEqual(find("nan", null), { row: 0, column: 1, rank: 1, count: 2 });
    assert.deepEqual(find("nan", { row: 0, column: 1 }), { row: 1, column: 2, rank: 2, count: 2 });
    assert.deepEqual(find("nan", { row: 1, column: 2 }), { row: 0, column: 1, rank: 1, count: 2 });
    assert.deepEqual(find("infinite", { row: 0, column: 2 }), { row: 2, column: 0, rank: 2, count: 2 });
    assert.deepEqual(find("beyond", null), { row: 1, column: 1, rank: 1, count: 2 });
  });

  it("takes no cell for clipped that the check has not reached", () => {
    const error = storedTensor("error", Float64Array.of(-1, 0.5, -1, 3, NaN, -1, -1, -1, 0), "float32", false);
    const query = { tensor: "error" as const, low: 0.1, high: 1, plane: MATRIX, after: null };
    assert.deepEqual(findCell(error, layout, { ...query, what: "beyond" }), { row: 1, column: 0, rank: 1, count: 2 });
    assert.deepEqual(findCell(error, layout, { ...query, what: "nan" }), { row: 1, column: 1, rank: 1, count: 1 });
  });

  it("says when there is none", () => {
    assert.equal(
      findCell(tensor, layout, { tensor: "x", what: "beyond", low: -1e9, high: 1e9, plane: MATRIX, after: null }),
      null,
    );
  });
});

describe("summaries", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await selectEngine());
  });

  it("count every kind of cell and leave absent ones out", () => {
    const values = Float64Array.of(-1, 0.5, NaN, 0, Infinity, -Infinity, -0, 0.25, -1);
    const summary = summarise(engine, storedTensor("error", values), layoutOf(3, 3), -1);
    const { finite, nan, positiveInfinite, negativeInfinite, zero, min, max } = summary;
    assert.deepEqual(
      { finite, nan, positiveInfinite, negativeInfinite, zero, min, max },
      {
        finite: 4,
        nan: 1,
        positiveInfinite: 1,
        negativeInfinite: 1,
        zero: 2,
        min: 0,
        max: 0.5,
      },
    );
  });

  it("choose a power of two that brings any magnitude into single precision", () => {
    for (const magnitude of [5e-324, 1e-300, 1e-40, 1, 1e35, 1e200, Number.MAX_VALUE]) {
      const scaled = Math.fround(magnitude * 2 ** -tileExponent(magnitude));
      assert.ok(scaled > 1e-20 && scaled < 1e31, `${magnitude} became ${scaled}`);
    }
  });

  it("have quantiles of the finite cells", () => {
    const values = Float64Array.from({ length: 10_001 }, (_, i) => i / 10_000);
    const { quantiles } = summarise(engine, storedTensor("x", values), layoutOf(10_001, 1));
    assert.ok(Math.abs(itemAt(quantiles, 4) - 0.5) < 1e-3, `median ${itemAt(quantiles, 4)}`);
    assert.ok(Math.abs(itemAt(quantiles, 7) - 0.99) < 1e-3);
  });
});

describe("values for the clipboard", () => {
  it("are exact, and refused when they are too many", () => {
    const values = Float64Array.from({ length: 12 }, (_, i) => i / 3);
    const layout = layoutOf(4, 3);
    const query = { tensor: "x" as const, plane: MATRIX, row0: 1, row1: 3, column0: 1, column1: 3 };
    const report = valuesReport(storedTensor("x", values), layout, query);
    assert.ok(report.ok);
    assert.deepEqual([...report.value.values], [4 / 3, 5 / 3, 7 / 3, 8 / 3]);
    const many = valuesReport(storedTensor("x", new Float64Array(2_000_000)), layoutOf(2_000_000, 1), {
      ...query,
      row0: 0,
      row1: 2_000_000,
      column0: 0,
      column1: 1,
    });
    assert.ok(!many.ok);
    assert.equal(many.fault.code, "too-many-cells");
  });
});
