import { TILE } from "../../src/protocol";
import type { Camera } from "../store";
import type { Extent } from "./camera";
import { SLOT, STEPS, type Table } from "./colour";
import { colourOf, slotOf, type Ink } from "./ink";
import type { Levels } from "./levels";

/** Numbers in hand for a stretch of the plane: a tile of the level asked for, or of a coarser one that covers it. */
export interface Patch {
  readonly values: Float32Array; // (rows, columns)
  readonly columns: number; // numbers in a row
  readonly row: number; // of the tile in its level
  readonly column: number;
  readonly levels: Levels;
  readonly ink: Ink;
  /** The same numbers already through the ink, when they have been seen before: moving the picture then only copies. */
  readonly colours?: Uint32Array; // (rows, columns)
}

export interface PaintJob {
  readonly pixels: Uint32Array; // (height, width), packed colours; all of it is written
  readonly width: number; // device pixels
  readonly height: number;
  readonly camera: Camera;
  readonly plane: Extent;
  readonly levels: Levels;
  /** The best numbers in hand for a tile of the levels. */
  readonly patch: (tileRow: number, tileColumn: number) => Patch | undefined;
  readonly table: Table;
}

const OUTSIDE = 0; // transparent: the page shows through beyond the plane

/** Cell of each pixel's centre along one axis; -1 outside the plane. */
export function cellsOf(start: number, extent: number, pixels: number, cells: number): Int32Array {
  const result = new Int32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const cell = Math.floor(start + ((i + 0.5) * extent) / pixels);
    result[i] = cell >= 0 && cell < cells ? cell : -1;
  }
  return result;
}

/**
 * Draws the plane as it is: each device pixel takes the number at its centre straight from the level in hand through
 * the colour table. No pixel has a colour that is not in the table, and every cell edge is where the camera puts it.
 */
export function paint(job: PaintJob): void {
  const { pixels, width, height, camera, plane, levels } = job;
  const columns = cellsOf(camera.column, camera.columns, width, plane.columns);
  const rows = cellsOf(camera.row, camera.rows, height, plane.rows);
  const spans = toSpans(columns, levels.column);
  let painted = -1; // entry of the level that the line above was painted from
  for (let y = 0; y < height; y++) {
    const line = y * width;
    if (rows[y] < 0) {
      pixels.fill(OUTSIDE, line, line + width);
      painted = -1;
      continue;
    }
    const entry = Math.floor(rows[y] / 2 ** levels.row);
    if (entry === painted) {
      pixels.copyWithin(line, line - width, line);
      continue;
    }
    painted = entry;
    const tileRow = Math.floor(entry / TILE);
    for (const span of spans) {
      const patch = span.tile < 0 ? undefined : job.patch(tileRow, span.tile);
      if (patch) paintSpan(pixels, line, span, columns, rows[y], patch);
      else pixels.fill(span.tile < 0 ? OUTSIDE : job.table[SLOT.absent], line + span.from, line + span.to);
    }
  }
  paintTails(job, rows, columns);
}

interface Span {
  readonly from: number; // pixels [from, to)
  readonly to: number;
  readonly tile: number; // tile column; -1 outside the plane
}

/** Runs of pixels whose cells lie in one tile. */
function toSpans(cells: Int32Array, level: number): Span[] {
  const spans: Span[] = [];
  const size = TILE * 2 ** level;
  let from = 0;
  while (from < cells.length) {
    const tile = cells[from] < 0 ? -1 : Math.floor(cells[from] / size);
    let to = from + 1;
    while (to < cells.length && (cells[to] < 0 ? -1 : Math.floor(cells[to] / size)) === tile) to++;
    spans.push({ from, to, tile });
    from = to;
  }
  return spans;
}

/** Index in a patch of a cell's row or column. Levels stay below 31: shifts are exact. */
function entryOf(cell: number, level: number, tile: number): number {
  return (cell >> level) - tile * TILE;
}

let identity: Int32Array | undefined;

/** All numbers of a tile through the ink. */
export function colourAll(values: Float32Array, ink: Ink): Uint32Array {
  const colours = new Uint32Array(values.length);
  identity ??= Int32Array.from({ length: TILE * TILE }, (_, i) => i);
  const patch: Patch = { values, columns: 0, row: 0, column: 0, levels: { row: 0, column: 0 }, ink };
  paintSpan(colours, 0, { from: 0, to: values.length, tile: 0 }, identity, 0, patch);
  return colours;
}

function paintSpan(pixels: Uint32Array, line: number, span: Span, cells: Int32Array, row: number, patch: Patch): void {
  const { values, levels, ink } = patch;
  const shift = levels.column;
  const base = entryOf(row, levels.row, patch.row) * patch.columns - patch.column * TILE;
  const { from, to } = span;
  if (patch.colours) {
    const { colours } = patch;
    for (let x = from; x < to; x++) pixels[line + x] = colours[base + (cells[x] >> shift)];
    return;
  }
  if (ink.kind === "bits") {
    const { colours } = ink;
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let x = from; x < to; x++) pixels[line + x] = colours[bits[base + (cells[x] >> shift)] >>> 16];
    return;
  }
  const { factor, offset, table, negativeIsAbsent } = ink;
  const least = negativeIsAbsent ? Math.max(offset, -0.001) : -0.001; // step of the value 0 is the offset
  const most = STEPS - 1 + 0.001;
  for (let x = from; x < to; x++) {
    const value = values[base + (cells[x] >> shift)];
    const step = value * factor + offset;
    pixels[line + x] =
      step >= least && step <= most ? table[(step + 0.5) | 0] : table[slotOf(value, step, negativeIsAbsent)];
  }
}

/**
 * The last number of a level stands for fewer cells when the plane's extent is not a multiple, and may then fall between
 * the last pixel's centre and the plane's edge. The last row and column of pixels show the greater of the two.
 */
function paintTails(job: PaintJob, rows: Int32Array, columns: Int32Array): void {
  const { pixels, width, height, plane, levels } = job;
  const x = lastBeside(columns, plane.columns, levels.column, job.camera.column + job.camera.columns);
  const y = lastBeside(rows, plane.rows, levels.row, job.camera.row + job.camera.rows);
  const lastColumn = plane.columns - 1;
  const lastRow = plane.rows - 1;
  const set = (py: number, px: number, cells: readonly (readonly [number, number])[]): void => {
    const colour = greatest(job, cells);
    if (colour !== undefined) pixels[py * width + px] = colour;
  };
  if (x >= 0) {
    for (let py = 0; py < height; py++) {
      if (rows[py] >= 0)
        set(py, x, [
          [rows[py], columns[x]],
          [rows[py], lastColumn],
        ]);
    }
  }
  if (y >= 0) {
    for (let px = 0; px < width; px++) {
      if (columns[px] >= 0)
        set(y, px, [
          [rows[y], columns[px]],
          [lastRow, columns[px]],
        ]);
    }
  }
  if (x >= 0 && y >= 0) {
    set(y, x, [
      [rows[y], columns[x]],
      [rows[y], lastColumn],
      [lastRow, columns[x]],
      [lastRow, lastColumn],
    ]);
  }
}

/** The last pixel inside the plane when the level's last number is in view but at no pixel's centre; else -1. */
function lastBeside(cells: Int32Array, extent: number, level: number, end: number): number {
  if (level === 0 || end < extent) return -1;
  let last = cells.length - 1;
  while (last >= 0 && cells[last] < 0) last--;
  return last >= 0 && cells[last] >> level !== (extent - 1) >> level ? last : -1;
}

/** Colour of the number of largest magnitude among those at the cells; NaN wins. */
function greatest(job: PaintJob, cells: readonly (readonly [number, number])[]): number | undefined {
  const { levels } = job;
  let best: { value: number; ink: Ink } | undefined;
  for (const [row, column] of cells) {
    const patch = job.patch(Math.floor((row >> levels.row) / TILE), Math.floor((column >> levels.column) / TILE));
    if (!patch) continue;
    const entry =
      entryOf(row, patch.levels.row, patch.row) * patch.columns + entryOf(column, patch.levels.column, patch.column);
    const value = patch.values[entry];
    if (best === undefined || Number.isNaN(value) || Math.abs(value) > Math.abs(best.value))
      best = { value, ink: patch.ink };
    if (Number.isNaN(value)) break;
  }
  return best && colourOf(best.ink, best.value);
}
