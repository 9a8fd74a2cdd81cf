import type { Layout } from "../../core/layout";
import type { Values } from "../../core/tensor";
import { TILE, type Coding, type Plane, type Tile, type TileQuery } from "../../protocol/picture";
import type { Engine } from "../engine/engine";
import { planeKey, type PlaneGeometry } from "./plane-geometry";
import { geometryOf, isPlain, readBlock, type ShownCells } from "./shown-tensors";

interface Level {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array; // (rows, columns)
}

/** Part of a level: numbers [row0, row1) x [column0, column1). */
interface Span {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/**
 * Up to so many cells behind one number, a tile is made from its own cells alone: a few pictures' worth of them at the
 * most, where the whole level would read all cells and be nearly as large as they are.
 */
const DIRECT = 8;
/**
 * A level that is at least so many times smaller than the cells is kept and serves for the coarser ones; finer ones would
 * be nearly as large as the cells themselves.
 */
const SMALL = 16;

/**
 * Levels of detail, the coarse ones made whole when they are first asked for and kept up to a limit. A cell of level (r, c) stands for
 * 2^r x 2^c cells and holds the one of largest magnitude (Engine.reduce), as coded: the one furthest from the origin.
 */
export class Pyramid {
  private readonly levels = new Map<string, Level>(); // in order of use: oldest first
  private bytes = 0;

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

  tile(tensor: ShownCells, { origin, exponent }: Coding, query: Omit<TileQuery, "tensor">): Tile {
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
      const values = this.fromCells(tensor, coding, geometry, span, levelRow, levelColumn);
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
    tensor: ShownCells,
    coding: Coding,
    plane: Plane,
    geometry: PlaneGeometry,
    levelRow: number,
    levelColumn: number,
  ): Level {
    const known = this.levels.get(keyOf(tensor, plane, levelRow, levelColumn));
    if (known) return known;
    const { rows, columns } = geometry;
    const size = { rows: shrink(rows, levelRow), columns: shrink(columns, levelColumn) };
    const parentRow = levelRow >= levelColumn && levelRow > 0 ? levelRow - 1 : levelRow;
    const parentColumn = levelColumn >= levelRow && levelColumn > 0 ? levelColumn - 1 : levelColumn;
    if (shrink(rows, parentRow) * shrink(columns, parentColumn) * SMALL > rows * columns) {
      const span = { row0: 0, row1: size.rows, column0: 0, column1: size.columns };
      return { ...size, values: this.fromCells(tensor, coding, geometry, span, levelRow, levelColumn) };
    }
    const parent = this.level(tensor, coding, plane, geometry, parentRow, parentColumn);
    // The picture asks for the next finer level at once.
    this.keep(keyOf(tensor, plane, parentRow, parentColumn), parent);
    const read = (from: number, to: number, target: Values): void =>
      target.set(parent.values.subarray(from * parent.columns, to * parent.columns));
    const numbers = { rows: parent.rows, columns: parent.columns, isDouble: false, read };
    return { ...size, values: this.engine.reduce(numbers, levelRow - parentRow, levelColumn - parentColumn) };
  }

  /** A part of a level, from the cells that it stands for. */
  private fromCells(
    tensor: ShownCells,
    coding: Coding,
    geometry: PlaneGeometry,
    span: Span,
    levelRow: number,
    levelColumn: number,
  ): Float32Array {
    const row0 = span.row0 * 2 ** levelRow;
    const row1 = Math.min(span.row1 * 2 ** levelRow, geometry.rows);
    const column0 = span.column0 * 2 ** levelColumn;
    const column1 = Math.min(span.column1 * 2 ** levelColumn, geometry.columns);
    const [rows, columns] = [row1 - row0, column1 - column0];
    const read = (from: number, to: number, target: Values): void =>
      readBlock(tensor, geometry, row0 + from, row0 + to, column0, column1, target, coding);
    if (levelRow + levelColumn === 0) {
      const values = new Float32Array(rows * columns);
      read(0, rows, values);
      return values;
    }
    // Numbers that stand for themselves are only copied, and rounded by the engine.
    const isDouble = isPlain(coding) && tensor.stored instanceof Float64Array;
    return this.engine.reduce({ rows, columns, isDouble, read }, levelRow, levelColumn);
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

function keyOf(tensor: ShownCells, plane: Plane, levelRow: number, levelColumn: number): string {
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
