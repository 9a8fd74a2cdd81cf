import { itemAt } from "../../../src/core/item-at";
import { TILE, type Tile } from "../../../src/protocol/picture";
import type { Camera } from "../../store";
import type { Extent } from "../camera";
import { SLOT, type Table } from "./colour";
import type { Ink } from "./ink";
import type { Levels } from "../levels";
import { addressOf, give, colourPixelsKernel, release, take, uint32View, type Source } from "./painter-memory";
import { movedBy, pixelAxis, type PixelAxis } from "./pixel-axis";

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

/** One picture being painted. */
interface Frame {
  readonly columns: PixelAxis;
  readonly rows: PixelAxis;
  readonly table: Table;
  readonly patches: ReadonlyMap<number, Patch | undefined>; // by tile
}

/** Words that the kernel uses for the numbers in a row of a tile, four at a time. */
const TILE_LINE = TILE + 4;
/** Rows of pixels kept free on both sides of a picture: it moves by another start, until it has come to the end of them. */
const ROOM = 128;
const OUTSIDE = 0; // transparent: the page shows through beyond the plane

/**
 * Draws the plane as it is: each device pixel takes the number at its centre straight from the level in hand through
 * the colour table. No pixel has a colour that is not in the table, and every cell edge is where the camera puts it.
 * A picture that has only moved by whole pixels is moved, and its edges and what has come for it are painted.
 */
export class Painter {
  private frame: Frame | null = null;
  /** What the picture was painted from. */
  private arrays: ReadonlySet<Source> = new Set();
  // Addresses: of all that was taken, of the pixels, of the entries of the level at their columns and rows, and of the
  // kernel's scratch.
  private readonly from: number;
  private at: number;
  private readonly columnsAt: number;
  private readonly rowsAt: number;
  private readonly scratchAt: number;
  private readonly bytes: number;

  constructor(
    private readonly width: number, // device pixels
    private readonly height: number,
  ) {
    const pixels = 4 * width * (height + 2 * ROOM);
    this.bytes = pixels + 4 * (height + 2 * width + TILE_LINE);
    this.at = this.from = take(this.bytes);
    this.rowsAt = this.from + pixels;
    this.columnsAt = this.rowsAt + 4 * height;
    this.scratchAt = this.columnsAt + 4 * width;
  }

  /** (height, width) packed colours: valid until something is painted anywhere. */
  get pixels(): Uint32Array<ArrayBuffer> {
    return uint32View(this.at, this.width * this.height);
  }

  /** The picture: valid until something is painted anywhere. */
  get image(): ImageData {
    const { width, height } = this;
    return new ImageData(new Uint8ClampedArray(this.pixels.buffer, this.at, 4 * width * height), width, height);
  }

  dispose(): void {
    give(this.from, this.bytes);
    this.arrays.forEach(release);
  }

  paint({ camera, plane, levels, table, patch }: PaintJob): void {
    const { width, height } = this;
    const columns = pixelAxis(camera.column, camera.columns, width, plane.columns, levels.column);
    const rows = pixelAxis(camera.row, camera.rows, height, plane.rows, levels.row);
    const patches = new Map<number, Patch | undefined>();
    const arrays = new Set<Source>();
    for (const row of tilesOf(rows, plane.rows)) {
      for (const column of tilesOf(columns, plane.columns)) {
        const found = patch(row, column);
        patches.set(keyOf(row, column), found);
        if (found) arrays.add(found.tile.values).add(found.ink.colours);
      }
    }
    uint32View(this.columnsAt, width).set(columns.entries);
    uint32View(this.rowsAt, height).set(rows.entries);
    const frame = { columns, rows, table, patches };
    const hasTails = tailOf(columns, plane.columns) >= 0 || tailOf(rows, plane.rows) >= 0;
    const before = hasTails || this.frame?.table !== table ? null : this.frame;
    const x = movedBy(before?.columns, columns);
    const y = movedBy(before?.rows, rows);
    const at = this.at + 4 * (y * width + x);
    const room = 4 * ROOM * width; // bytes
    if (before && at >= this.from && at <= this.from + 2 * room) {
      this.at = at;
      // What is exposed holds anything.
      this.fill(frame, undefined, 0, width, y < 0 ? 0 : height - y, y < 0 ? -y : height);
      this.fill(frame, undefined, x < 0 ? 0 : width - x, x < 0 ? -x : width);
      const changed = changesOf(before, frame);
      if (changed.size) this.fill(frame, changed);
    } else {
      this.at = this.from + room;
      this.fill(frame);
    }
    if (hasTails) this.paintTails(frame, plane);
    for (const array of this.arrays) if (!arrays.has(array)) release(array);
    this.arrays = arrays;
    // The pixels of tails show more than their own cell.
    this.frame = hasTails ? null : frame;
  }

  /** Paints pixels [x0, x1) x [y0, y1), or those of them that lie in some tiles. */
  private fill(frame: Frame, only?: ReadonlySet<number>, x0 = 0, x1 = this.width, y0 = 0, y1 = this.height): void {
    for (const row of frame.rows.spans) {
      for (const column of frame.columns.spans) {
        const [left, right] = [Math.max(column.from, x0), Math.min(column.to, x1)];
        const [top, bottom] = [Math.max(row.from, y0), Math.min(row.to, y1)];
        const key = keyOf(row.tile, column.tile);
        if (left >= right || top >= bottom || only?.has(key) === false) continue;
        const patch = frame.patches.get(key);
        if (patch) this.fillFrom(patch, frame, left, right, top, bottom);
        else {
          const colour = row.tile < 0 || column.tile < 0 ? OUTSIDE : itemAt(frame.table, SLOT.absent);
          for (let y = top; y < bottom; y++) this.pixels.fill(colour, y * this.width + left, y * this.width + right);
        }
      }
    }
  }

  /** Paints pixels whose numbers are all in one patch. */
  private fillFrom(
    { tile, row, column, levels, ink }: Patch,
    { columns, rows }: Frame,
    x0: number,
    x1: number,
    y0: number,
    y1: number,
  ): void {
    const { columns: stride } = tile;
    colourPixelsKernel().paint({
      pixels: this.at,
      width: this.width,
      x0,
      x1,
      y0,
      y1,
      columns: this.columnsAt,
      rows: this.rowsAt,
      columnShift: levels.column - columns.level,
      rowShift: levels.row - rows.level,
      tile: addressOf(tile.values) - 4 * TILE * (row * stride + column),
      stride,
      scratch: this.scratchAt,
      colours: addressOf(ink.colours),
      low: ink.low,
      rest: ink.rest,
      factor: ink.factor,
      absent: ink.negativeIsAbsent ? -1 : 0,
    });
  }

  /**
   * The last number of a level stands for fewer cells when the plane's extent is not a multiple, and may then fall
   * between the last pixel's centre and the plane's edge. The last row and column of pixels show the greater of the two.
   */
  private paintTails(frame: Frame, plane: Extent): void {
    const { width, height } = this;
    const { columns, rows } = frame;
    const x = tailOf(columns, plane.columns);
    const y = tailOf(rows, plane.rows);
    const [lastColumn, lastRow] = [(plane.columns - 1) >> columns.level, (plane.rows - 1) >> rows.level];
    const set = (py: number, px: number): void => {
      const [row, column] = [itemAt(rows.entries, py), itemAt(columns.entries, px)];
      if (row < 0 || column < 0) return;
      const best = greatest(frame, py === y ? [row, lastRow] : [row], px === x ? [column, lastColumn] : [column]);
      if (!best) return;
      const enter = (row: number, column: number): void => {
        uint32View(this.rowsAt, height)[py] = row;
        uint32View(this.columnsAt, width)[px] = column;
      };
      enter(best.row, best.column);
      this.fillFrom(best.patch, frame, px, px + 1, py, py + 1);
      enter(row, column);
    };
    if (x >= 0) for (let py = 0; py < height; py++) set(py, x);
    if (y >= 0) for (let px = 0; px < width; px++) set(y, px);
  }
}

function keyOf(tileRow: number, tileColumn: number): number {
  return tileRow * 2 ** 26 + tileColumn;
}

/** Tiles whose numbers are in view along an axis. */
function tilesOf(axis: PixelAxis, cells: number): ReadonlySet<number> {
  const tiles = new Set(axis.spans.map(({ tile }) => tile));
  tiles.delete(-1);
  if (tailOf(axis, cells) >= 0) tiles.add(Math.floor(((cells - 1) >> axis.level) / TILE));
  return tiles;
}

/** Tiles that were in view and are painted from other numbers now, or in other colours. */
function changesOf(before: Frame, { patches }: Frame): ReadonlySet<number> {
  const changed = new Set<number>();
  for (const [key, patch] of patches) {
    const old = before.patches.get(key);
    if (before.patches.has(key) && (old?.tile !== patch?.tile || old?.ink !== patch?.ink)) changed.add(key);
  }
  return changed;
}

/** The last pixel inside the plane when the level's last number is in view but at no pixel's centre; else -1. */
function tailOf({ start, extent, level, entries }: PixelAxis, cells: number): number {
  if (level === 0 || start + extent < cells) return -1;
  const last = entries.findLastIndex((entry) => entry >= 0);
  return last >= 0 && entries[last] !== (cells - 1) >> level ? last : -1;
}

/** Where the number of largest magnitude stands among those where rows and columns of the level meet; NaN wins. */
function greatest(
  { columns, rows, patches }: Frame,
  ofRows: readonly number[],
  ofColumns: readonly number[],
): { readonly patch: Patch; readonly row: number; readonly column: number } | undefined {
  let best: ReturnType<typeof greatest>;
  let most = -1;
  for (const row of ofRows) {
    for (const column of ofColumns) {
      const patch = patches.get(keyOf(Math.floor(row / TILE), Math.floor(column / TILE)));
      if (!patch) continue;
      const { tile, levels } = patch;
      const entryRow = (row >> (levels.row - rows.level)) - patch.row * TILE;
      const entryColumn = (column >> (levels.column - columns.level)) - patch.column * TILE;
      const value = Math.abs(itemAt(tile.values, entryRow * tile.columns + entryColumn));
      if (value <= most) continue;
      best = { patch, row, column };
      if (Number.isNaN(value)) return best;
      most = value;
    }
  }
  return best;
}
