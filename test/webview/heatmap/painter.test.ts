import assert from "node:assert/strict";
import { Random } from "../../../src/core/arithmetic/random";
import { zoomAbout, fit, pan } from "../../../webview/heatmap/camera";
import { STEPS } from "../../../webview/heatmap/painting/colour";
import { edgeOf } from "../../../webview/heatmap/painting/device";
import { createInk } from "../../../webview/heatmap/painting/ink";
import { levelsFor, tilesFor, topLevel } from "../../../webview/heatmap/levels";
import { Painter, type PaintJob, type Patch } from "../../../webview/heatmap/painting/painter";
import type { Camera } from "../../../webview/store";
import { expectedColour } from "./colours";
import { itemAt } from "../../../src/core/item-at";
import { ink, Matrix, PLAIN, table } from "./matrix";

function picture(
  matrix: Matrix,
  camera: Camera,
  width: number,
  height: number,
  levels = levelsFor(camera, width, height),
): Uint32Array {
  const painter = new Painter(width, height);
  painter.pixels.fill(0x12345678);
  const patches = new Map<string, Patch>();
  painter.paint({
    camera,
    plane: matrix,
    levels: levelsFor(camera, width, height),
    table,
    patch: (row, column) => {
      // The tile of the level in hand that covers the one asked for.
      const shown = levelsFor(camera, width, height);
      const r = Math.floor(row / 2 ** (levels.row - shown.row));
      const c = Math.floor(column / 2 ** (levels.column - shown.column));
      const key = `${r} ${c}`;
      const known = patches.get(key) ?? matrix.patch(levels, r, c);
      patches.set(key, known);
      return known;
    },
  });
  painter.dispose();
  return painter.pixels.slice();
}

function noise(rows: number, columns: number, seed: number, size = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: rows * columns }, () => (random.uniform() * 2 - 1) * size);
}

describe("paint", () => {
  it("gives each pixel the colour of the cell at its centre, edges included", () => {
    const random = new Random(5);
    for (const [rows, columns] of [
      [7, 3],
      [5, 11],
      [1, 3],
      [6, 1],
      [40, 33],
      [300, 270],
    ] as const) {
      const matrix = new Matrix(rows, columns, noise(rows, columns, rows));
      for (const ratio of [1, 1.25, 2, 3]) {
        const width = Math.round(173 * ratio);
        const height = Math.round(121 * ratio);
        const view = { width: 173, height: 121 };
        let camera = fit(matrix, view);
        for (let step = 0; step < 5; step++) {
          const pixels = picture(matrix, camera, width, height);
          const levels = levelsFor(camera, width, height);
          const { values, columns: stride } = matrix.level(levels);
          for (let trial = 0; trial < 400; trial++) {
            const x = random.below(width - 1); // the last row and column may show a tail, tested below
            const y = random.below(height - 1);
            const row = Math.floor(camera.row + ((y + 0.5) * camera.rows) / height);
            const column = Math.floor(camera.column + ((x + 0.5) * camera.columns) / width);
            const expected = expectedColour(
              ink,
              itemAt(values, (row >> levels.row) * stride + (column >> levels.column)),
            );
            assert.equal(
              pixels[y * width + x],
              expected,
              `${rows}x${columns} ratio ${ratio} step ${step} pixel ${x},${y}`,
            );
          }
          camera = zoomAbout(
            camera,
            { rows: 1.7, columns: 1.7 },
            { x: random.uniform(), y: random.uniform() },
            matrix,
            view,
          );
        }
      }
    }
  });

  it("puts cell edges where the overlay draws them", () => {
    const matrix = new Matrix(
      9,
      13,
      Float32Array.from({ length: 9 * 13 }, (_, i) => (i % 2 === 0 ? 1 : -1)),
    );
    for (const width of [130, 163, 325, 487]) {
      const camera = { row: 0, column: 1.37, rows: 9, columns: 7.9 };
      const pixels = picture(matrix, camera, width, 90);
      for (let column = 2; column < 9; column++) {
        const edge = edgeOf(column, camera.column, camera.columns, width);
        assert.notEqual(
          pixels[edge],
          pixels[edge - 1],
          `no change of colour at the edge of column ${column}, width ${width}`,
        );
        for (let x = edge + 1; x < edgeOf(column + 1, camera.column, camera.columns, width) && x < width; x++)
          assert.equal(pixels[x], pixels[edge]);
      }
    }
  });

  it("paints over an older picture as it paints anew, whatever has come or changed colour", () => {
    // 2050 rows and 1553 columns: the last tiles hold tails, which may stand at no pixel's centre.
    const matrix = new Matrix(2050, 1553, noise(2050, 1553, 5));
    const other = createInk(
      { family: "diverging", kind: "linear", low: -0.3, high: 0.3, negativeIsAbsent: false },
      table,
      PLAIN,
    );
    const [width, height] = [500, 600];
    const whole = fit(matrix, { width, height });
    const near = { row: 200.5, column: 100.25, rows: 1190, columns: 600 };
    for (const camera of [whole, near, { ...whole, row: -40, rows: 2130 }]) {
      const random = new Random(9);
      const levels = levelsFor(camera, width, height);
      const coarse = { row: topLevel(matrix.rows), column: topLevel(matrix.columns) };
      const overview = matrix.patch(coarse, 0, 0);
      const places = tilesFor(camera, matrix, levels);
      assert.ok(places.length > 3, `${places.length} tiles`);
      const patches = new Map<string, Patch | undefined>();
      const job = (moved: typeof camera): PaintJob => ({
        ...{ camera: moved, plane: matrix, levels, table },
        patch: (row, column) => patches.get(`${row} ${column}`),
      });
      let moved = camera;
      const followed = new Painter(width, height);
      followed.paint(job(moved));
      for (let step = 0; step < 80; step++) {
        const { row, column } = itemAt(places, random.below(places.length));
        const key = `${row} ${column}`;
        const old = patches.get(key);
        const ofLevel = matrix.patch(levels, row, column);
        const next = [overview, ofLevel, { ...ofLevel, ink: other }, undefined, old][random.below(5)];
        patches.set(key, next);
        // Numbers that come while the picture is dragged by whole pixels.
        if (random.below(2)) {
          const [down, right] = [random.below(9) - 4, random.below(9) - 4];
          moved = {
            ...moved,
            row: camera.row + (down / height) * camera.rows,
            column: camera.column + (right / width) * camera.columns,
          };
        }
        followed.paint(job(moved));
        const anew = new Painter(width, height);
        anew.paint(job(moved));
        // Not deepEqual: to print how 300,000 pixels differ would take minutes.
        const { pixels } = anew;
        const wrong = followed.pixels.findIndex((pixel, at) => pixel !== pixels[at]);
        anew.dispose();
        assert.equal(wrong, -1, `step ${step}, tile ${key}, pixel ${wrong}`);
      }
    }
  });

  it("paints one picture after another on any zoom as it paints each anew", () => {
    const matrix = new Matrix(900, 1300, noise(900, 1300, 1));
    const random = new Random(1);
    const [width, height] = [211, 157];
    const painter = new Painter(width, height);
    let camera = fit(matrix, { width, height });
    for (let step = 0; step < 60; step++) {
      if (step % 10 === 0)
        camera = { row: 3.5, column: 7.25, rows: 60 + random.below(500), columns: 60 + random.below(400) };
      const levels = levelsFor(camera, width, height);
      painter.paint({
        ...{ camera, plane: matrix, levels, table },
        patch: (row, column) => matrix.patch(levels, row, column),
      });
      assert.deepEqual(painter.pixels.slice(), picture(matrix, camera, width, height), `step ${step}`);
      camera = pan(camera, (random.uniform() - 0.5) * camera.rows, (random.uniform() - 0.5) * camera.columns, matrix);
    }
    painter.dispose();
  });

  it("follows a drag however far it goes", () => {
    const matrix = new Matrix(1200, 900, noise(1200, 900, 4));
    const [width, height] = [160, 120];
    const painter = new Painter(width, height);
    for (let step = 0; step < 60; step++) {
      // Down and right by whole pixels of half a cell, then back.
      const pixels = 23 * (step < 30 ? step : 60 - step);
      const camera = { row: 8 + pixels / 2, column: 4 + pixels / 4, rows: height / 2, columns: width / 4 };
      const levels = levelsFor(camera, width, height);
      painter.paint({
        ...{ camera, plane: matrix, levels, table },
        patch: (row, column) => matrix.patch(levels, row, column),
      });
      assert.deepEqual(painter.pixels.slice(), picture(matrix, camera, width, height), `step ${step}`);
    }
    painter.dispose();
  });

  it("uses no colour that is not in the table, and leaves the surroundings transparent", () => {
    const matrix = new Matrix(700, 530, noise(700, 530, 3, 1.4));
    matrix.values.set([NaN, Infinity, -Infinity, 0]);
    const palette = new Set([...table, 0]);
    for (const camera of [fit(matrix, { width: 300, height: 200 }), fit(matrix, { width: 300, height: 200 }, true)]) {
      for (const pixel of picture(matrix, camera, 375, 250)) assert.ok(palette.has(pixel), pixel.toString(16));
    }
    const square = picture(matrix, fit(matrix, { width: 300, height: 200 }, true), 300, 200);
    assert.equal(square[0], 0);
    assert.notEqual(square[100 * 300 + 150], 0);
  });

  it("shows 40 of 40 single cells at the fit and at every zoom, tails included", () => {
    for (const [rows, columns, seed] of [
      [4096, 4096, 1],
      [4097, 4099, 2],
      [1023, 3001, 3],
    ] as const) {
      const random = new Random(seed);
      const matrix = new Matrix(rows, columns, new Float32Array(rows * columns));
      const needles = [
        { row: rows - 1, column: columns - 1 },
        { row: 0, column: columns - 1 },
        { row: rows - 1, column: 0 },
      ];
      while (needles.length < 40) needles.push({ row: random.below(rows), column: random.below(columns) });
      needles.forEach(({ row, column }, i) => (matrix.values[row * columns + column] = i % 2 ? 1 : -1));
      const neutral = table[(STEPS - 1) / 2];
      const view = { width: 593, height: 287 };
      let camera = fit(matrix, view);
      for (let zoom = 0; zoom < 12; zoom++) {
        const pixels = picture(matrix, camera, view.width, view.height);
        for (const { row, column } of needles) {
          const x = ((column + 0.5 - camera.column) / camera.columns) * view.width;
          const y = ((row + 0.5 - camera.row) / camera.rows) * view.height;
          if (x < 1 || y < 1 || x > view.width - 1e-9 || y > view.height - 1e-9) continue;
          let seen = false;
          for (let dy = -2; dy <= 2; dy++) {
            for (let dx = -2; dx <= 2; dx++) {
              const px = Math.floor(x) + dx;
              const py = Math.floor(y) + dy;
              if (px < 0 || py < 0 || px >= view.width || py >= view.height) continue;
              if (pixels[py * view.width + px] !== neutral) seen = true;
            }
          }
          assert.ok(seen, `seed ${seed}, ${rows}x${columns}, zoom ${zoom}: cell ${row},${column} is not to be seen`);
        }
        camera = zoomAbout(camera, { rows: 1.31, columns: 1.31 }, { x: 0.93, y: 0.94 }, matrix, view);
      }
    }
  });

  it("shows a coarser level in the same place while the finer one is missing", () => {
    const matrix = new Matrix(600, 600, noise(600, 600, 9));
    const camera = { row: 100, column: 150, rows: 120, columns: 120 };
    const coarse = { row: 3, column: 3 };
    const pixels = picture(matrix, camera, 240, 240, coarse);
    const { values, columns } = matrix.level(coarse);
    for (let y = 0; y < 240; y += 7) {
      for (let x = 0; x < 240; x += 5) {
        const row = Math.floor(100 + (y + 0.5) / 2);
        const column = Math.floor(150 + (x + 0.5) / 2);
        assert.equal(
          itemAt(pixels, y * 240 + x),
          expectedColour(ink, itemAt(values, (row >> 3) * columns + (column >> 3))),
        );
      }
    }
  });
});
