import { itemAt } from "../../core/item-at";
import type { Assumption } from "../../core/problem";
import { failAt, Lines } from "../place";
import { Sink } from "../sink";
import { eachField, isWord, layoutOf, numberOf, trim, unquote, type Delimiter, type TableLayout } from "../table-lines";
import type { Reading, TextFormat } from "./format";

/** Rows of numbers on lines, without brackets: CSV, TSV, semicolons, white space. */
export const table: TextFormat<"table"> = {
  kind: "text",
  name: "table",
  label: "CSV",
  endings: ["csv", "tsv", "tab", "dat"],
  sharedEndings: ["txt"],
  numbersStand: "on lines",
  summary:
    "CSV, TSV, semicolons (with decimal commas), columns apart by white space. A header line, `#` comments and the index " +
    "column of pandas are left out, and that is said.",
  looksLike: (text) => !/[[{]/.test(text),
  read: readTable,
  examples: [
    {
      what: "CSV with a header",
      source: '# made by hand\n"width","height"\n1,2.5\n-3,nan\n',
      x: { shape: [2, 2], values: [1, 2.5, -3, NaN], dtype: "float64" },
      assumed: ["header"],
    },
    {
      what: "pandas' to_csv",
      source: ",0,1\n0,1.5,2\n1,3,4\n",
      x: { shape: [2, 2], values: [1.5, 2, 3, 4], dtype: "float64" },
      assumed: ["header", "index"],
    },
    {
      what: "decimal commas",
      source: "1;2,5\n-3;4",
      x: { shape: [2, 2], values: [1, 2.5, -3, 4], dtype: "float64" },
    },
    {
      what: "columns apart by white space",
      source: "  1   2.5  3\n -3  inf  6\n",
      x: { shape: [2, 3], values: [1, 2.5, 3, -3, Infinity, 6], dtype: "float64" },
    },
  ],
};

function readTable(text: string, start: number, end: number): Reading {
  const layout = layoutOf(text, start, end);
  if (!layout) return failAt(text, start, "empty", "Expected lines of numbers, got none");
  const { header, lines } = layout;
  const named = header && quote(text.slice(header.start, header.end));
  if (header && lines.length === 0) {
    failAt(text, header.start, "empty", `Expected lines of numbers, got only ${named}`);
  }
  const assumed: Assumption[] = [];
  if (header) assumed.push({ id: "header", text: `The first line, ${named}, was read as a header.` });
  if (layout.skipped) {
    const sentence = "The first column, 0, 1, 2 ... without a name, was read as an index and left out.";
    assumed.push({ id: "index", text: sentence });
  }
  const { columns, values } = readFields(text, layout);
  const x = { shape: [lines.length, columns], values, dtype: "float64" as const };
  return { input: { x, places: { x: new Lines(text).at(itemAt(lines, 0).start) } }, assumed };
}

function readFields(
  text: string,
  { lines, delimiter, skipped }: TableLayout,
): { columns: number; values: Float64Array } {
  const sink = new Sink();
  let columns = -1;
  lines.forEach((line, row) => {
    const before = sink.length;
    eachField(text, line, delimiter, (from, to, column) => {
      if (column >= skipped) sink.push(field(text, from, to, delimiter, row, column));
    });
    const count = sink.length - before;
    if (columns < 0) {
      columns = count;
      // Each value takes a character and the one behind it, however many the first line has.
      sink.reserve(
        Math.min(lines.length * count, Math.ceil((itemAt(lines, lines.length - 1).end - line.start) / 2) + 1),
      );
    }
    if (count !== columns) {
      const got = `${count} value${count === 1 ? "" : "s"}`;
      failAt(text, line.start, "ragged-row", `Row ${row + 1} has ${got}, expected ${columns}`);
    }
  });
  return { columns, values: sink.take() };
}

function field(text: string, from: number, to: number, delimiter: Delimiter, row: number, column: number): number {
  const span = trim(text, from, to);
  const token = unquote(text.slice(span.start, span.end));
  const value = numberOf(token, delimiter);
  if (value !== undefined && (value - value === 0 || isWord(token))) return value;
  const where = `in value ${column + 1} of row ${row + 1}`;
  if (value !== undefined) {
    failAt(text, span.start, "number-range", `Expected at most 1.8e308 (or inf), got ${token} ${where}`);
  }
  const got = token === "" ? "an empty field (write nan for a missing value)" : quote(token);
  return failAt(text, span.start, token === "" ? "missing-value" : "string", `Expected a number, got ${got} ${where}`);
}

function quote(token: string): string {
  return `"${token.length > 40 ? `${token.slice(0, 37)}...` : token}"`;
}
