import { sizeOf } from "../core/tensor";
import type { NumberOffsets, Reading, TextFormat } from "./formats/format";
import { Offsets } from "./offsets";
import { failAt, Lines } from "./place";
import type { Wanted } from "./wanted";

/** A cell of a table that is marked up: what stands in it, without marks, and where that begins in the text. */
export interface MarkedCell {
  readonly text: string;
  readonly at: number;
}

/** Rows of one table or matrix, from `at` on. */
export interface MarkedTable {
  readonly at: number;
  readonly rows: readonly (readonly MarkedCell[])[];
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const WORDS: ReadonlyMap<string, number> = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
  ["∞", Infinity],
]);

/** The number in a cell; undefined where something else stands there. */
export function numberIn(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const [, sign, word = ""] = /^([-+]?)(\D+)$/.exec(text) ?? [];
  const value = WORDS.get(word.toLowerCase());
  return value !== undefined && sign === "-" ? -value : value;
}

/** The one of several tables that was asked for, or the first. What else can be read is said to `wanted`. */
export function chosenTable<T extends MarkedTable>(tables: readonly T[], wanted: Wanted, what: string): T | undefined {
  const ways = tables.map(({ rows }, i) => ({
    id: `${what}-${i + 1}`,
    text: `${what} ${i + 1}, ${rows.length} x ${rows[0]?.length ?? 0}`,
  }));
  const taken = wanted.choose(ways);
  const place = ways.findIndex(({ id }) => id === taken);
  if (ways.length > 1) wanted.assume("tables", `Read ${ways[place]?.text ?? what}, one of ${ways.length}.`);
  return tables[place];
}

/** Reads rows of cells that all hold numbers. */
export function readCells(
  text: string,
  { at, rows }: MarkedTable,
  wanted: Wanted,
): Reading & { readonly offsets: Offsets } {
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) failAt(text, at, "empty", "Expected rows of numbers, got none");
  const values = new Float64Array(sizeOf([rows.length, columns]));
  const offsets = new Offsets();
  for (const [i, row] of rows.entries()) {
    const start = row[0]?.at ?? at;
    if (row.length !== columns) {
      failAt(text, start, "ragged-row", `Row ${i + 1} has ${row.length} values, expected ${columns} as in row 1`);
    }
    for (const [k, cell] of row.entries()) {
      const value = numberIn(cell.text);
      if (value === undefined) {
        failAt(text, cell.at, "number", `Expected a number in row ${i + 1}, got "${cell.text.slice(0, 40)}"`);
      }
      values[i * columns + k] = value;
      offsets.push(cell.at);
    }
  }
  const x = { shape: [rows.length, columns], values, dtype: "float64" as const };
  return { input: { x, places: { x: new Lines(text).at(at) } }, ...wanted.account, offsets };
}

type ReadCells = ReturnType<typeof readCells>;

/** How a format of such tables reads and locates. `stops`: characters that end a number. */
export function byCells(
  read: (text: string, start: number, end: number, asked: string | undefined) => ReadCells,
  stops: string,
): Pick<TextFormat, "read" | "locate"> {
  return {
    read: (text, start, end, asked) => {
      const { input, assumed, alternatives, taken } = read(text, start, end, asked);
      return { input, assumed, alternatives, taken };
    },
    locate: (text, start, end, asked): NumberOffsets => {
      const { input, offsets } = read(text, start, end, asked);
      return { shape: input.x.shape, offsets, stops };
    },
  };
}
