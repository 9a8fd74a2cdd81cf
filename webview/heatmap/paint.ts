import { TILE, type Tile } from "../../src/protocol";
import type { Camera } from "../store";
import type { Extent } from "./camera";
import { SLOT, type Table } from "./colour";
import { colourOf, colourRange, type Ink } from "./ink";
import type { Levels } from "./levels";
import { movedBy, pixelAxis, type PixelAxis } from "./pixels";

/** Numbers in hand for a stretch of the plane: a tile of the level asked for, or of a coarser one that covers it. */
export interface Patch {
  readonly tile: Pick<Tile, "values" | "columns">;
  readonly row: number; // of the tile in its level
  readonly column: number;
  readonly levels: Levels;
  readonly ink: Ink;
}

export interface PaintJob {
  readonly camera: Camera;
  readonly plane: Extent;
  readonly levels: Levels;
  /** The best numbers in hand for a tile of the levels. */
  readonly patch: (tileRow: number, tileColumn: number) => Patch | undefined;
  readonly table: Table;
}

/** What stands in the pixels. */
interface Frame {
  readonly columns: PixelAxis;
  readonly rows: PixelAxis;
  readonly table: Table;
  readonly patches: Map<number, Patch | undefined>; // by tile
  readonly hasTails: boolean;
}

const OUTSIDE = 0; // transparent: the page shows through beyond the plane

/**
 * Draws the plane as it is: each device pixel takes the number at its centre straight from the level in hand through
 * the colour table. No pixel has a colour that is not in the table, and every cell edge is where the camera puts it.
 * Pixels that have only moved since the last time are moved, and only what is new is looked up.
 */
export class Painter {
  private frame: Frame | null = null;

  constructor(
    private readonly pixels: Uint32Array, // (height, width), packed colours
    private readonly width: number, // device pixels
    private readonly height: number,
  ) {}

  /** Paints; false when all pixels were right already. */
  paint({ camera, plane, levels, table, patch }: PaintJob): boolean {
    const { width, height, frame: before } = this;
    const columns = pixelAxis(camera.column, camera.columns, width, plane.columns, levels.column);
    const rows = pixelAxis(camera.row, camera.rows, height, plane.rows, levels.row);
    const patches = new Map<number, Patch | undefined>();
    for (const row of tilesOf(rows, plane.rows)) {
      for (const column of tilesOf(columns, plane.columns)) patches.set(keyOf(row, column), patch(row, column));
    }
    const hasTails = tailOf(columns, plane.columns) >= 0 || tailOf(rows, plane.rows) >= 0;
    const frame = { columns, rows, table, patches, hasTails };
    this.frame = frame;
    const by = before && moveOf(before, frame);
    if (by) {
      const { x, y } = by;
      const isMoved = x !== 0 || y !== 0;
      if (isMoved) this.move(y * width + x);
      this.fill(frame, 0, width, y < 0 ? 0 : height - y, y < 0 ? -y : height);
      this.fill(frame, x < 0 ? 0 : width - x, x < 0 ? -x : width, 0, height);
      if (!this.fillChanged(before, frame) && !isMoved) return false;
    } else this.fill(frame, 0, width, 0, height);
    this.paintTails(frame, plane);
    return true;
  }

  /** Paints the tiles whose numbers or colours are others than before; false when there are none. */
  private fillChanged({ patches }: Frame, now: Frame): boolean {
    let isAny = false;
    for (const [key, patch] of now.patches) {
      const old = patches.get(key);
      if (!patches.has(key) || (old?.tile === patch?.tile && old?.ink === patch?.ink)) continue;
      isAny = true;
      for (const row of now.rows.spans) {
        for (const column of now.columns.spans)
          if (keyOf(row.tile, column.tile) === key) this.fill(now, column.from, column.to, row.from, row.to);
      }
    }
    return isAny;
  }

  /** Moves what stands in the pixels towards 0; what is exposed holds anything. */
  private move(by: number): void {
    this.pixels.copyWithin(Math.max(0, -by), Math.max(0, by), this.pixels.length - Math.max(0, -by));
  }

  /** Paints pixels [x0, x1) x [y0, y1). */
  private fill({ columns, rows, table, patches }: Frame, x0: number, x1: number, y0: number, y1: number): void {
    const { pixels, width } = this;
    let painted = -1; // entry of the level that the line above was painted from
    for (let y = y0; y < y1; y++) {
      const line = y * width;
      const entry = rows.entries[y];
      if (entry < 0) pixels.fill(OUTSIDE, line + x0, line + x1);
      else if (entry === painted) pixels.copyWithin(line + x0, line - width + x0, line - width + x1);
      else {
        const tileRow = Math.floor(entry / TILE);
        for (const span of columns.spans) {
          // Known to be integers, or V8 counts pixels in floating point: 1.5 ms a frame instead of 0.5.
          const from = Math.max(span.from, x0) | 0;
          const to = Math.min(span.to, x1) | 0;
          if (from >= to) continue;
          const patch = span.tile < 0 ? undefined : patches.get(keyOf(tileRow, span.tile));
          if (patch) paintRun(pixels, line, from, to, columns, rows.cells[y], patch);
          else pixels.fill(span.tile < 0 ? OUTSIDE : table[SLOT.absent], line + from, line + to);
        }
      }
      painted = entry;
    }
  }

  /**
   * The last number of a level stands for fewer cells when the plane's extent is not a multiple, and may then fall
   * between the last pixel's centre and the plane's edge. The last row and column of pixels show the greater of the two.
   */
  private paintTails(frame: Frame, plane: Extent): void {
    const { pixels, width, height } = this;
    const { columns, rows } = frame;
    const x = tailOf(columns, plane.columns);
    const y = tailOf(rows, plane.rows);
    const set = (py: number, px: number): void => {
      const [row, column] = [rows.cells[py], columns.cells[px]];
      const colour = greatest(
        frame,
        py === y ? [row, plane.rows - 1] : [row],
        px === x ? [column, plane.columns - 1] : [column],
      );
      if (row >= 0 && column >= 0 && colour !== undefined) pixels[py * width + px] = colour;
    };
    if (x >= 0) for (let py = 0; py < height; py++) set(py, x);
    if (y >= 0) for (let px = 0; px < width; px++) set(y, px);
  }
}

function keyOf(tileRow: number, tileColumn: number): number {
  return tileRow * 2 ** 26 + tileColumn;
}

function tileOf(cell: number, level: number): number {
  return Math.floor((cell >> level) / TILE);
}

/** Index in a patch of a cell's row or column. Levels stay below 31: shifts are exact. */
function entryOf(cell: number, level: number, tile: number): number {
  return (cell >> level) - tile * TILE;
}

const run = new Uint32Array(TILE); // colours of the numbers in one row of one tile

/**
 * Paints pixels [from, to) of a line. Numbers are coloured as they are used and not kept as colours: a kept copy would
 * spare half a millisecond of a frame, and cost three where a new level comes into view.
 */
function paintRun(
  pixels: Uint32Array,
  line: number,
  from: number,
  to: number,
  columns: PixelAxis,
  cell: number,
  { tile, row, column, levels, ink }: Patch,
): void {
  const { entries } = columns;
  const base = entryOf(cell, levels.row, row) * tile.columns - column * TILE;
  // One loop for all patches: V8 would throw a loop for those of the level itself away at the first coarser one.
  const shift = levels.column - columns.level;
  const first = entries[from] >> shift;
  colourRange(tile.values, base + first, base + (entries[to - 1] >> shift) + 1, run, ink);
  // Two at a time: a fifth faster.
  let x = from;
  for (; x + 1 < to; x += 2) {
    pixels[line + x] = run[(entries[x] >> shift) - first];
    pixels[line + x + 1] = run[(entries[x + 1] >> shift) - first];
  }
  if (x < to) pixels[line + x] = run[(entries[x] >> shift) - first];
}

/** How the picture before has to be moved to become this one; undefined when it must be painted anew. */
function moveOf(before: Frame, now: Frame): { x: number; y: number } | undefined {
  const x = movedBy(before.columns, now.columns);
  const y = movedBy(before.rows, now.rows);
  if (before.table !== now.table || x === undefined || y === undefined) return undefined;
  // The pixels of tails show more than their own cell.
  if ((x !== 0 || y !== 0) && (before.hasTails || now.hasTails)) return undefined;
  return { x, y };
}

/** Tiles whose numbers are in view along an axis. */
function tilesOf(axis: PixelAxis, cells: number): number[] {
  const tiles = axis.spans.map(({ tile }) => tile).filter((tile) => tile >= 0);
  const last = tileOf(cells - 1, axis.level);
  if (tailOf(axis, cells) >= 0 && !tiles.includes(last)) tiles.push(last);
  return tiles;
}

/** The last pixel inside the plane when the level's last number is in view but at no pixel's centre; else -1. */
function tailOf({ range, level, entries }: PixelAxis, cells: number): number {
  if (level === 0 || range[0] + range[1] < cells) return -1;
  let last = entries.length - 1;
  while (last >= 0 && entries[last] < 0) last--;
  return last >= 0 && entries[last] !== (cells - 1) >> level ? last : -1;
}

/** Colour of the number of largest magnitude among those where the cells' rows and columns meet; NaN wins. */
function greatest(
  { columns, rows, patches }: Frame,
  ofRows: readonly number[],
  ofColumns: readonly number[],
): number | undefined {
  let best: { value: number; ink: Ink } | undefined;
  for (const row of ofRows) {
    for (const column of ofColumns) {
      const patch = patches.get(keyOf(tileOf(row, rows.level), tileOf(column, columns.level)));
      if (!patch) continue;
      const { tile, ink, levels } = patch;
      const entry = entryOf(row, levels.row, patch.row) * tile.columns + entryOf(column, levels.column, patch.column);
      const value = tile.values[entry];
      if (best === undefined || Number.isNaN(value) || Math.abs(value) > Math.abs(best.value)) best = { value, ink };
      if (Number.isNaN(value)) return colourOf(ink, value);
    }
  }
  return best && colourOf(best.ink, best.value);
}
