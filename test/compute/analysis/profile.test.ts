import assert from "node:assert/strict";
import { profileOf } from "../../../src/compute/analysis/answers/profile";
import { countUlps } from "../../../src/compute/analysis/answers/ulps";
import { stopTrend } from "../../../src/compute/analysis/stop-trend";
import { Random } from "../../../src/core/arithmetic/random";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../../src/core/item-at";
import { TILES } from "../../../src/core/tile-sizes";
import { randomProblem } from "../../core/diagnosis/seeded-problems";

describe("the error by row and column", () => {
  it("is the largest of each bar, NaN before all, with its wrong cells counted and the tail told", () => {
    const random = new Random(3);
    for (const [rows, columns] of [
      [1, 77],
      [40, 13],
      [130, 3],
    ] as const) {
      const error = Float64Array.from({ length: rows * columns }, () =>
        random.below(20) === 0 ? NaN : 10 ** (-8 * random.uniform()),
      );
      const wrongCells = Uint8Array.from(error, () => random.below(2));
      const grid = { rows, columns, offset: (row: number, column: number) => row * columns + column };
      for (const along of ["rows", "columns"] as const) {
        for (const tile of [1, ...TILES]) {
          for (const bins of [5, 200]) {
            const report = profileOf({ error, wrongCells }, grid, { along, tile, bins });
            const length = along === "rows" ? rows : columns;
            const says = `${rows} x ${columns} along ${along}, tiles of ${tile}, ${bins} bins`;
            assert.equal(report.each % tile, 0, says);
            assert.ok(report.error.length <= bins && report.error.length === Math.ceil(length / report.each), says);
            assert.equal(report.tail, length > tile ? length % tile : 0, says);
            report.error.forEach((most, bar) => {
              const cells = [...error.keys()].filter((at) => {
                const place = along === "rows" ? Math.floor(at / columns) : at % columns;
                return Math.floor(place / report.each) === bar;
              });
              const sizes = cells.map((at) => itemAt(error, at));
              assert.equal(most, sizes.some(Number.isNaN) ? NaN : Math.max(...sizes), `${says}, bar ${bar}`);
              const wrong = cells.filter((at) => wrongCells[at] === 1).length;
              assert.equal(report.wrong[bar], wrong, `${says}, bar ${bar}`);
            });
          }
        }
      }
    }
  });
});

describe("errors in units of the last place", () => {
  it("are counted in bins that end at 1/2, 1, 2, 4 ...", () => {
    const sizes = [0, 0.5, 0.51, 1, 1.5, 2, 2 ** 29, 2 ** 29 + 1, NaN, Infinity];
    const { counts, odd, most } = countUlps({ at: (offset) => itemAt(sizes, offset) }, sizes.length);
    assert.deepEqual([odd, most], [2, 2 ** 29 + 1]);
    assert.equal(counts.length, 32);
    assert.deepEqual([...counts.subarray(0, 4)], [2, 2, 2, 0]);
    assert.deepEqual([...counts.subarray(29)], [0, 1, 1]);
  });
});

describe("what is followed from stop to stop", () => {
  it("is the norm of dgamma, the worst error of a candidate and the share of cells of dx that are 0", () => {
    const gradients = batchnormGradients(randomProblem(3, { shape: [9, 5] }), "standard");
    const { dgamma, error, dead } = stopTrend({ gradients, comparison: undefined });
    assert.ok(Math.abs(Number(dgamma) / Math.hypot(...gradients.dgamma) - 1) < 1e-14);
    assert.deepEqual([error, dead], [null, 0]);
    const dx = gradients.dx.map((value, i) => (i < 9 ? 0 : value));
    const huge = gradients.dgamma.map(() => 1e300);
    const other = stopTrend({ gradients: { ...gradients, dx, dgamma: huge }, comparison: undefined });
    assert.equal(other.dead, 9 / 45);
    assert.ok(Math.abs(Number(other.dgamma) / 1e300 - Math.sqrt(5)) < 1e-14);
    const lost = gradients.dgamma.map((value, k) => (k === 1 ? NaN : value));
    assert.ok(
      Number.isNaN(Number(stopTrend({ gradients: { ...gradients, dgamma: lost }, comparison: undefined }).dgamma)),
    );
  });
});
