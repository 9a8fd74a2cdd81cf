import assert from "node:assert/strict";
import fc from "fast-check";
import { TILE } from "../../../src/protocol/picture";
import { levelOf, tilesFor, topLevel } from "../../../webview/heatmap/levels";
import { pixelAxis } from "../../../webview/heatmap/painting/pixel-axis";
import { itemAt } from "../../../src/core/item-at";

describe("levels", () => {
  it("step over no cell: every number of the chosen level has a pixel's centre", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 700 }), (cells, pixels) => {
        const level = levelOf(cells, pixels);
        const seen = new Set<number>();
        for (const entry of pixelAxis(0, cells, pixels, cells, level).entries) seen.add(entry);
        // The last number may stand for fewer cells; paint shows it beside its neighbour.
        const whole = Math.floor(cells / 2 ** level);
        for (let entry = 0; entry < whole; entry++)
          assert.ok(seen.has(entry), `entry ${entry} of ${whole}, level ${level}`);
      }),
      { numRuns: 400 },
    );
  });

  it("are the finest that do so", () => {
    for (let cells = 1; cells < 3000; cells += 7) {
      for (const pixels of [1, 37, 600, 1500]) {
        const level = levelOf(cells, pixels);
        assert.ok(2 ** level * pixels >= cells);
        if (level > 0) assert.ok(2 ** (level - 1) * pixels < cells);
      }
    }
  });

  it("end with one tile", () => {
    for (const cells of [1, 256, 257, 4096, 10_000, 64_000_000])
      assert.ok(Math.ceil(cells / 2 ** topLevel(cells)) <= TILE);
    assert.equal(topLevel(256), 0);
  });

  it("need the tiles in view, the middle first, and no others", () => {
    const camera = { row: 300, column: 10, rows: 500, columns: 240 };
    const tiles = tilesFor(camera, { rows: 4096, columns: 4096 }, { row: 0, column: 0 });
    assert.deepEqual(tiles.map(({ row, column }) => [row, column]).sort(), [
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    assert.equal(itemAt(tiles, 0).row, 2);
  });
});
