import { counted } from "../../spelling";
import { itemAt, numberAt } from "../../item-at";
import type { Layout } from "../../layout";
import { listed, short } from "../wording";

/** A tensor as rows and columns: dx as N x D, dgamma and dbeta as one row. */
interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly positions: number; // rows of one sample
  readonly given: Float64Array; // (rows, columns), row by row
  readonly exact: Float64Array;
  readonly allowed: Float64Array; // (columns): how far a right cell may be off
}

/** What is known where no formula fits: where the tensor is right, and what it is elsewhere. */
export interface WhereOff {
  readonly text: string; // completes "No known mistake fits dx: "
  readonly advice: string; // a sentence
}

/** The grid of dx, of columns that are read one by one. */
export function gridOf(
  { rows, channels, positions }: Layout,
  read: (k: number, given: Float64Array, exact: Float64Array) => void,
  allowed: (k: number) => number,
): Grid {
  const given = new Float64Array(rows * channels);
  const exact = new Float64Array(rows * channels);
  const column = new Float64Array(rows);
  const right = new Float64Array(rows);
  for (let k = 0; k < channels; k++) {
    read(k, column, right);
    for (let i = 0; i < rows; i++) {
      given[i * channels + k] = numberAt(column, i);
      exact[i * channels + k] = numberAt(right, i);
    }
  }
  const each = Float64Array.from({ length: channels }, (_, k) => allowed(k));
  return { rows, columns: channels, positions, given, exact, allowed: each };
}

/** undefined where no column, no row and no stretch of cells is right, and no column a multiple of the right one. */
export function whereOff(grid: Grid): WhereOff | undefined {
  const { rows, columns } = grid;
  const all = Array.from({ length: rows * columns }, (_, at) => at);
  const off = all.filter((at) => !isNear(grid, at, 1));
  if (off.length === 0) return undefined;
  return byColumns(grid, off) ?? byRows(grid, off) ?? byStart(grid, off) ?? byCells(grid, off);
}

function isNear({ given, exact, allowed, columns }: Grid, at: number, factor: number): boolean {
  const room = numberAt(allowed, at % columns) * (1 + Math.abs(factor));
  const [value, wanted] = [numberAt(given, at), numberAt(exact, at)];
  return Math.abs(value - factor * wanted) <= room || Object.is(value, wanted);
}

/** The number that all of these cells are times the right ones; undefined when there is none. */
function factorOf(grid: Grid, cells: readonly number[]): number | undefined {
  let products = 0;
  let squares = 0;
  for (const at of cells) {
    const exact = numberAt(grid.exact, at);
    products += numberAt(grid.given, at) * exact;
    squares += exact * exact;
  }
  const factor = products / squares;
  return Number.isFinite(factor) && cells.every((at) => isNear(grid, at, factor)) ? factor : undefined;
}

function byColumns(grid: Grid, off: readonly number[]): WhereOff | undefined {
  const { rows, columns } = grid;
  const wrong = distinct(off, (at) => at % columns);
  const factors = wrong.map((k) => factorOf(grid, columnCells(grid, k)));
  const multiples = rows > 1 && factors.every((factor) => factor !== undefined);
  const times = listed(factors.slice(0, 6).map((factor) => short(factor ?? NaN, 4)));
  if (wrong.length < columns) {
    const right = without(wrong, columns);
    const one = factorOf(
      grid,
      wrong.flatMap((k) => columnCells(grid, k)),
    );
    const elsewhere = one !== undefined && (rows > 1 || wrong.length > 1) ? ` ${timesRight(one, wrong.length)}` : multiples ? ` ${times} times the right one${wrong.length === 1 ? "" : "s"}` : " not"; // prettier-ignore
    return {
      text: `${placesOf("column", right)} right, ${placesOf("column", wrong)}${elsewhere}.`,
      advice: "Look at what those columns have of their own: their gamma, their mean and variance, a loop over columns that ends early.", // prettier-ignore
    };
  }
  if (!multiples) return undefined;
  const more = factors.length > 6 ? ", ..." : "";
  return {
    text: `every column is the right one times a number of its own: ${times}${more}.`,
    advice: "Look at what scales a column: gamma, and 1 / sqrt(v + eps).",
  };
}

function byRows(grid: Grid, off: readonly number[]): WhereOff | undefined {
  const { rows, columns, positions } = grid;
  const wrong = distinct(off, (at) => Math.floor(at / columns));
  if (rows === 1 || wrong.length === rows) return undefined;
  const samples = distinct(wrong, (row) => Math.floor(row / positions));
  const whole = positions > 1 && wrong.length === samples.length * positions;
  const [what, which, of] = whole ? (["sample", samples, rows / positions] as const) : (["row", wrong, rows] as const);
  const factor = factorOf(grid, wrong.flatMap((row) => Array.from({ length: columns }, (_, k) => row * columns + k))); // prettier-ignore
  const elsewhere = factor === undefined ? " not" : ` ${timesRight(factor, which.length)}`;
  return {
    text: `${placesOf(what, without(which, of))} right, ${placesOf(what, which)}${elsewhere}.`,
    advice: `Look at what those ${what}s have of their own: a mask, a weight, a part of the batch that is handled apart.`,
  };
}

/** All cells before one are right, and nearly none behind it. */
function byStart(grid: Grid, off: readonly number[]): WhereOff | undefined {
  const size = grid.given.length;
  const start = itemAt(off, 0);
  if (start < grid.columns || off.length < 0.9 * (size - start)) return undefined;
  return {
    text: `the first ${counted(start)} cells are right (row by row), and from row ${Math.floor(start / grid.columns)}, column ${start % grid.columns} on they are not.`,
    advice: "Look at a loop or a copy that ends there.",
  };
}

function byCells(grid: Grid, off: readonly number[]): WhereOff | undefined {
  const right = grid.given.length - off.length;
  if (right * 4 < grid.given.length) return undefined;
  return {
    text: `${counted(right)} of ${counted(grid.given.length)} cells are right, scattered over rows and columns.`,
    advice: "Look at what single cells have of their own: a mask, an index, an update in place.",
  };
}

const timesRight = (factor: number, count: number): string =>
  `${short(factor)} times the right one${count === 1 ? "" : "s"}`;

function columnCells({ rows, columns }: Grid, k: number): number[] {
  return Array.from({ length: rows }, (_, i) => i * columns + k);
}

function distinct(values: readonly number[], of: (value: number) => number): number[] {
  return [...new Set(values.map(of))].sort((one, other) => one - other);
}

function without(taken: readonly number[], length: number): number[] {
  const gone = new Set(taken);
  return Array.from({ length }, (_, i) => i).filter((i) => !gone.has(i));
}

/** "column 1 is", "columns 0 and 2 are", "rows 4 to 7 are", "12 columns are". */
function placesOf(what: string, places: readonly number[]): string {
  const [first, last] = [itemAt(places, 0), itemAt(places, places.length - 1)];
  if (places.length === 1) return `${what} ${first} is`;
  if (places.length > 2 && last - first === places.length - 1) return `${what}s ${first} to ${last} are`;
  if (places.length > 8) return `${counted(places.length)} ${what}s are`;
  return `${what}s ${listed(places.map(String))} are`;
}
