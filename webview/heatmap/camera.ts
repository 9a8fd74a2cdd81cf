import type { Camera, Cell } from "../store";

/** Rows and columns of the plane that is looked at. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** Size of a view in CSS pixels. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** A cell grows to at most this many CSS pixels: enough for its value in print, with its neighbours still in view. */
export const LARGEST_CELL = 96;
/** A fit with square cells that would be thinner than this many CSS pixels fills the view instead. */
const THINNEST_SQUARE_FIT = 48;

/** The camera that shows the whole plane: each axis fills the view, or both share the smaller scale (`square`). */
export function fit(plane: Extent, viewport: Viewport, square = false): Camera {
  const cell = Math.min(viewport.width / plane.columns, viewport.height / plane.rows);
  const sensible = Math.min(cell * plane.columns, cell * plane.rows) >= THINNEST_SQUARE_FIT;
  if (!square || !sensible) return { row: 0, column: 0, rows: plane.rows, columns: plane.columns };
  const rows = viewport.height / cell;
  const columns = viewport.width / cell;
  return { row: (plane.rows - rows) / 2, column: (plane.columns - columns) / 2, rows, columns };
}

/** The number of cells nearest to what is wanted that one axis may show. */
function shown(wanted: number, cells: number, pixels: number, fitted: number): number {
  const least = Math.min(cells, Math.max(pixels / LARGEST_CELL, 1e-9));
  return Math.min(Math.max(wanted, least), Math.max(cells, fitted));
}

/** Keeps the plane in view: an axis that is shown whole is centred, any other has no empty edge. */
function place(start: number, extent: number, cells: number): number {
  if (extent >= cells) return (cells - extent) / 2;
  return Math.min(Math.max(start, 0), cells - extent);
}

/** The camera nearest to this one that keeps within the plane and the limits of zoom. */
export function clamp(camera: Camera, plane: Extent, viewport: Viewport, square = false): Camera {
  return zoomAbout(camera, { rows: 1, columns: 1 }, { x: 0.5, y: 0.5 }, plane, viewport, square);
}

/**
 * Shows `factor` times fewer cells along each axis; the point at the fractions (x, y) of the view stays in place
 * unless the plane's edge or the limit of zoom forbids it.
 */
export function zoomAbout(
  camera: Camera,
  factor: { readonly rows: number; readonly columns: number },
  point: { readonly x: number; readonly y: number },
  plane: Extent,
  viewport: Viewport,
  square = false,
): Camera {
  const whole = fit(plane, viewport, square);
  const rows = shown(camera.rows / factor.rows, plane.rows, viewport.height, whole.rows);
  const columns = shown(camera.columns / factor.columns, plane.columns, viewport.width, whole.columns);
  return {
    row: place(camera.row + point.y * (camera.rows - rows), rows, plane.rows),
    column: place(camera.column + point.x * (camera.columns - columns), columns, plane.columns),
    rows,
    columns,
  };
}

/** Moves the camera by cells, up to the plane's edges. */
export function pan(camera: Camera, rows: number, columns: number, plane: Extent): Camera {
  return {
    ...camera,
    row: place(camera.row + rows, camera.rows, plane.rows),
    column: place(camera.column + columns, camera.columns, plane.columns),
  };
}

/** The smallest move that brings a cell fully into view. */
export function reveal(camera: Camera, cell: Cell, plane: Extent): Camera {
  const move = (start: number, extent: number, index: number): number =>
    index < start ? index - start : index + 1 > start + extent ? index + 1 - start - extent : 0;
  return pan(camera, move(camera.row, camera.rows, cell.row), move(camera.column, camera.columns, cell.column), plane);
}

/** A camera of the same zoom with the cell in its middle. */
export function centreOn(camera: Camera, cell: Cell, plane: Extent): Camera {
  const row = cell.row + 0.5 - camera.rows / 2 - camera.row;
  const column = cell.column + 0.5 - camera.columns / 2 - camera.column;
  return pan(camera, row, column, plane);
}

/** The cell at the fractions (x, y) of the view; null outside the plane. */
export function cellAt(camera: Camera, x: number, y: number, plane: Extent): Cell | null {
  const row = Math.floor(camera.row + y * camera.rows);
  const column = Math.floor(camera.column + x * camera.columns);
  return row >= 0 && row < plane.rows && column >= 0 && column < plane.columns ? { row, column } : null;
}

export function isSame(a: Camera, b: Camera): boolean {
  return a.row === b.row && a.column === b.column && a.rows === b.rows && a.columns === b.columns;
}
