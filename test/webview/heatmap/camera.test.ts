import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cellAt,
  centreOn,
  clamp,
  fit,
  LARGEST_CELL,
  pan,
  reveal,
  zoomAbout,
  type Extent,
  type Viewport,
} from "../../../webview/heatmap/camera";
import type { Camera } from "../../../webview/store";

const extent = fc.oneof(
  fc.record({ rows: fc.integer({ min: 1, max: 5000 }), columns: fc.integer({ min: 1, max: 5000 }) }),
  fc.constantFrom(
    { rows: 1, columns: 10_000 },
    { rows: 4096, columns: 1024 },
    { rows: 53, columns: 1 },
    { rows: 1, columns: 1 },
  ),
);
const viewport = fc.record({ width: fc.integer({ min: 20, max: 2000 }), height: fc.integer({ min: 20, max: 1500 }) });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const near = (a: number, b: number, scale: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(scale));

/** A camera reached from the fit by some zooms and pans. */
const walk = fc.array(fc.record({ factor: fc.double({ min: 0.3, max: 4, noNaN: true }), x: fraction, y: fraction }), {
  maxLength: 12,
});
function reach(plane: Extent, view: Viewport, steps: readonly { factor: number; x: number; y: number }[]): Camera {
  return steps.reduce(
    (camera, { factor, x, y }) => zoomAbout(camera, { rows: factor, columns: factor }, { x, y }, plane, view),
    fit(plane, view),
  );
}
function assertInside(camera: Camera, plane: Extent): void {
  for (const [start, shown, cells] of [
    [camera.row, camera.rows, plane.rows],
    [camera.column, camera.columns, plane.columns],
  ] as const) {
    assert.ok(shown > 0, `expected some cells in view, got ${shown}`);
    if (shown >= cells)
      assert.ok(near(start, (cells - shown) / 2, cells), `expected the whole axis centred, got ${start}`);
    else
      assert.ok(
        start >= -1e-9 && start + shown <= cells + 1e-9 * cells,
        `expected no empty edge, got ${start} + ${shown} of ${cells}`,
      );
  }
}

describe("camera", () => {
  it("fits each axis to the view", () => {
    fc.assert(
      fc.property(extent, viewport, (plane, view) => {
        assert.deepEqual(fit(plane, view), { row: 0, column: 0, ...plane });
      }),
    );
  });

  it("fits square cells when both axes stay thick enough, and fills the view when not", () => {
    const square = fit({ rows: 30, columns: 60 }, { width: 600, height: 600 }, true);
    assert.deepEqual(square, { row: -15, column: 0, rows: 60, columns: 60 });
    assert.deepEqual(fit({ rows: 1, columns: 10_000 }, { width: 600, height: 300 }, true), {
      row: 0,
      column: 0,
      rows: 1,
      columns: 10_000,
    });
  });

  it("stays within the plane whatever is done", () => {
    fc.assert(
      fc.property(extent, viewport, walk, fc.integer(), fc.integer(), (plane, view, steps, rows, columns) => {
        const camera = reach(plane, view, steps);
        assertInside(camera, plane);
        assertInside(pan(camera, rows / 1e5, columns / 1e5, plane), plane);
        assertInside(clamp({ ...camera, row: rows, rows: camera.rows * 3 }, plane, view), plane);
      }),
    );
  });

  it("keeps the point under the pointer unless an edge or the limit of zoom forbids it", () => {
    fc.assert(
      fc.property(
        extent,
        viewport,
        walk,
        fraction,
        fraction,
        fc.double({ min: 1, max: 3, noNaN: true }),
        (plane, view, steps, x, y, factor) => {
          const camera = reach(plane, view, steps);
          const next = zoomAbout(camera, { rows: factor, columns: factor }, { x, y }, plane, view);
          // Zooming in from inside the plane meets no edge, and the fraction of the view stays exactly where it was.
          assert.ok(near(camera.column + x * camera.columns, next.column + x * next.columns, plane.columns));
          assert.ok(near(camera.row + y * camera.rows, next.row + y * next.rows, plane.rows));
        },
      ),
    );
  });

  it("undoes a zoom by its inverse", () => {
    const plane = { rows: 4096, columns: 1024 };
    const view = { width: 600, height: 300 };
    const start = reach(plane, view, [{ factor: 4, x: 0.4, y: 0.6 }]);
    const there = zoomAbout(start, { rows: 2, columns: 2 }, { x: 0.5, y: 0.5 }, plane, view);
    const back = zoomAbout(there, { rows: 0.5, columns: 0.5 }, { x: 0.5, y: 0.5 }, plane, view);
    for (const key of ["row", "column", "rows", "columns"] as const) assert.ok(near(back[key], start[key], 4096), key);
  });

  it("lets no cell grow beyond the largest", () => {
    fc.assert(
      fc.property(extent, viewport, (plane, view) => {
        const camera = reach(plane, view, new Array(40).fill({ factor: 3, x: 0.3, y: 0.7 }));
        const largestFit = Math.max(LARGEST_CELL, view.height / plane.rows);
        assert.ok(view.height / camera.rows <= largestFit * (1 + 1e-9));
        assert.ok(view.width / camera.columns <= Math.max(LARGEST_CELL, view.width / plane.columns) * (1 + 1e-9));
      }),
    );
  });

  it("brings a cell into view by the smallest move, or into the middle", () => {
    fc.assert(
      fc.property(extent, viewport, walk, fraction, fraction, (plane, view, steps, a, b) => {
        const cell = { row: Math.floor(a * (plane.rows - 1)), column: Math.floor(b * (plane.columns - 1)) };
        const camera = reach(plane, view, steps);
        for (const moved of [reveal(camera, cell, plane), centreOn(camera, cell, plane)]) {
          assertInside(moved, plane);
          if (moved.rows >= 1) assert.ok(moved.row <= cell.row + 1e-6 && moved.row + moved.rows >= cell.row + 1 - 1e-6);
          if (moved.columns >= 1)
            assert.ok(moved.column <= cell.column + 1e-6 && moved.column + moved.columns >= cell.column + 1 - 1e-6);
        }
      }),
    );
  });

  it("finds the cell at a point, and none outside the plane", () => {
    const plane = { rows: 10, columns: 20 };
    const camera = { row: -5, column: 0, rows: 20, columns: 20 };
    assert.deepEqual(cellAt(camera, 0.5, 0.5, plane), { row: 5, column: 10 });
    assert.equal(cellAt(camera, 0.5, 0.1, plane), null);
    assert.deepEqual(cellAt(camera, 0.999, 0.7499, plane), { row: 9, column: 19 });
  });
});
