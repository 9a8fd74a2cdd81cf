import type { Layout } from "../core/layout";
import type { Values } from "../core/tensor";
import { TILE, type Coding, type Plane, type Tile, type TileQuery } from "../protocol";
import type { Engine } from "./engine";
import { planeKey, type PlaneGeometry } from "./planes";
import { geometryOf, isPlain, readBlock, type ShownTensor } from "./tensors";

interface Level<Kind extends Values = Values> {
  readonly rows: number;
  readonly columns: number;
  readonly values: Kind;
}

/** Cells of the finest level that are reduced at a time, so that no whole copy of a tensor is made. */
const STRIP_CELLS = 1 << 20;
/**
 * Up to so many cells behind one number, a tile is made from its own cells alone: a few pictures' worth of them at the
 * most, where the whole level would read all cells and be nearly as large as they are.
 */
const DIRECT = 8;
/** Levels on the way to one that is looked at are kept where they are this many times smaller than the cells. */
const SMALL = 16;

/**
 * Levels of detail, the coarse ones made whole when they are first asked for and kept up to a limit. A cell of level (r, c) stands for
 * 2^r x 2^c cells and holds the one of largest magnitude (Engine.reduce), as coded: the one furthest from the origin.
 */
export class Pyramid {
  private readonly levels = new Map<string, Level>(); // in order of use: oldest first
  private bytes = 0;
  /** The cells of one tile, kept: a fresh array for each tile is two megabytes of pages to map and to clear. */
  private readonly cells = new Float32Array(DIRECT * TILE * TILE);

  constructor(
    private readonly engine: Engine,
    private readonly layout: Layout,
    private readonly limit: number, // bytes kept
  ) {}

  /** Forgets what was made of a tensor whose numbers have changed. */
  forget(name: string): void {
    for (const [key, level] of this.levels) {
      if (key.startsWith(`${name} `)) this.drop(key, level);
    }
  }

  tile(tensor: ShownTensor, { origin, exponent }: Coding, query: TileQuery): Tile {
    const coding = { origin, exponent };
    const geometry = geometryOf(tensor, this.layout, query.plane);
    const levelRow = Math.min(query.levelRow, levelsOf(geometry.rows));
    const levelColumn = Math.min(query.levelColumn, levelsOf(geometry.columns));
    const total = { rows: shrink(geometry.rows, levelRow), columns: shrink(geometry.columns, levelColumn) };
    const row0 = query.row * TILE;
    const column0 = query.column * TILE;
    const rows = Math.min(TILE, total.rows - row0);
    const columns = Math.min(TILE, total.columns - column0);
    if (rows <= 0 || columns <= 0)
      return { rows: 0, columns: 0, values: new Float32Array(0), ...coding, whole: tensor.whole };
    if (2 ** (levelRow + levelColumn) <= DIRECT) {
      const span = { row0, row1: row0 + rows, column0, column1: column0 + columns };
      const values = this.fromOwnCells(tensor, coding, geometry, span, levelRow, levelColumn);
      return { rows, columns, values, ...coding, whole: tensor.whole };
    }
    const values = new Float32Array(rows * columns);
    const level = this.level(tensor, coding, query.plane, geometry, levelRow, levelColumn);
    this.keep(keyOf(tensor, query.plane, levelRow, levelColumn), level);
    for (let row = 0; row < rows; row++) {
      const start = (row0 + row) * level.columns + column0;
      values.set(level.values.subarray(start, start + columns), row * columns);
    }
    return { rows, columns, values, ...coding, whole: tensor.whole };
  }

  private level(
    tensor: ShownTensor,
    coding: Coding,
    plane: Plane,
    geometry: PlaneGeometry,
    levelRow: number,
    levelColumn: number,
  ): Level {
    const known = this.levels.get(keyOf(tensor, plane, levelRow, levelColumn));
    if (known) return known;
    const halveRows = levelRow >= levelColumn && levelRow > 0;
    const halveColumns = levelColumn >= levelRow && levelColumn > 0;
    const parentRow = halveRows ? levelRow - 1 : levelRow;
    const parentColumn = halveColumns ? levelColumn - 1 : levelColumn;
    if (parentRow === 0 && parentColumn === 0) return this.fromCells(tensor, coding, geometry, halveRows, halveColumns);
    const parent = this.level(tensor, coding, plane, geometry, parentRow, parentColumn);
    // The picture asks for the next finer level at once. Larger ones are kept only when they are looked at.
    if (parent.values.length * SMALL <= geometry.rows * geometry.columns)
      this.keep(keyOf(tensor, plane, parentRow, parentColumn), parent);
    return this.half(parent, halveRows, halveColumns);
  }

  /** Numbers [row0, row1) x [column0, column1) of a fine level. */
  private fromOwnCells(
    tensor: ShownTensor,
    coding: Coding,
    geometry: PlaneGeometry,
    span: { row0: number; row1: number; column0: number; column1: number },
    levelRow: number,
    levelColumn: number,
  ): Float32Array {
    const row0 = span.row0 * 2 ** levelRow;
    const row1 = Math.min(span.row1 * 2 ** levelRow, geometry.rows);
    const column0 = span.column0 * 2 ** levelColumn;
    const column1 = Math.min(span.column1 * 2 ** levelColumn, geometry.columns);
    const [rows, columns] = [row1 - row0, column1 - column0];
    // The cells themselves are the tile's own numbers; those of a level are made from them.
    const isCells = levelRow + levelColumn === 0;
    const values = isCells ? new Float32Array(rows * columns) : this.cells.subarray(0, rows * columns);
    readBlock(tensor, geometry, row0, row1, column0, column1, values, coding);
    let block: Level<Float32Array> = { rows, columns, values };
    for (let done = 0; done < Math.max(levelRow, levelColumn); done++)
      block = this.half(block, done < levelRow, done < levelColumn);
    return block.values;
  }

  private half(parent: Level, halveRows: boolean, halveColumns: boolean): Level<Float32Array> {
    const { rows, columns, values } = parent;
    return {
      rows: shrink(rows, halveRows ? 1 : 0),
      columns: shrink(columns, halveColumns ? 1 : 0),
      values: this.engine.reduce(values, rows, columns, halveRows, halveColumns),
    };
  }

  private fromCells(
    tensor: ShownTensor,
    coding: Coding,
    geometry: PlaneGeometry,
    halveRows: boolean,
    halveColumns: boolean,
  ): Level {
    const { rows, columns } = geometry;
    if (tensor.stored && geometry.contiguous && isPlain(coding)) {
      return this.half({ rows, columns, values: tensor.stored }, halveRows, halveColumns);
    }
    const size = { rows: shrink(rows, halveRows ? 1 : 0), columns: shrink(columns, halveColumns ? 1 : 0) };
    const values = new Float32Array(size.rows * size.columns);
    const height = 2 * Math.max(1, Math.floor(STRIP_CELLS / (2 * columns))); // even, so that no block is cut
    const buffer = new Float32Array(Math.min(height, rows) * columns);
    for (let row = 0; row < rows; row += height) {
      const end = Math.min(rows, row + height);
      readBlock(tensor, geometry, row, end, 0, columns, buffer, coding);
      const part = this.engine.reduce(
        buffer.subarray(0, (end - row) * columns),
        end - row,
        columns,
        halveRows,
        halveColumns,
      );
      values.set(part, (halveRows ? row / 2 : row) * size.columns);
    }
    return { ...size, values };
  }

  private keep(key: string, level: Level): void {
    if (!this.levels.delete(key)) this.bytes += level.values.byteLength;
    this.levels.set(key, level); // as the one used last
    for (const [old, oldLevel] of this.levels) {
      if (this.bytes <= this.limit || old === key) break;
      this.drop(old, oldLevel);
    }
  }

  private drop(key: string, level: Level): void {
    if (this.levels.delete(key)) this.bytes -= level.values.byteLength;
  }
}

function keyOf(tensor: ShownTensor, plane: Plane, levelRow: number, levelColumn: number): string {
  return `${tensor.name} ${planeKey(plane)} ${levelRow} ${levelColumn}`;
}

/** Extent after `levels` halvings; a tail counts as a block of its own. */
export function shrink(extent: number, levels: number): number {
  return Math.ceil(extent / 2 ** levels);
}

/** Halvings until one block is left. */
export function levelsOf(extent: number): number {
  return Math.ceil(Math.log2(Math.max(1, extent)));
}
