/** How a table without brackets is laid out: its lines, what parts its fields, and what of it is no data. */

/** A line of a table that holds data: offsets into the text. */
export interface TableLine {
  readonly start: number;
  readonly end: number;
}

/** How the fields of a table stand apart. */
export type Delimiter = "," | "\t" | ";" | " ";

export interface TableLayout {
  readonly delimiter: Delimiter;
  readonly header: TableLine | undefined;
  readonly lines: readonly TableLine[]; // of data
  readonly skipped: number; // columns at the left that are an index
}

/** Lays out [start, end) of a text. Undefined where nothing stands there. */
export function layoutOf(text: string, start: number, end: number): TableLayout | undefined {
  const all = dataLines(text, start, end);
  const [first] = all;
  if (!first) return undefined;
  const second = all[1] ?? first;
  const delimiter = delimiterOf(text.slice(first.start, Math.min(second.end, first.start + 65536)));
  const header = isHeader(text, first, delimiter) ? first : undefined;
  const lines = header ? all.slice(1) : all;
  return { delimiter, header, lines, skipped: header && hasIndexColumn(text, header, lines, delimiter) ? 1 : 0 };
}

/** Where the field of a row and column stands, as the reader counts them. */
export function fieldOf(text: string, table: TableLayout, row: number, column: number): TableLine | undefined {
  const line = table.lines.at(row);
  if (row < 0 || !line) return undefined;
  let found: TableLine | undefined;
  eachField(text, line, table.delimiter, (from, to, k) => {
    if (k === column + table.skipped) found = trim(text, from, to);
  });
  return found;
}

/** Row and column of the field at an offset. */
export function cellAt(text: string, table: TableLayout, offset: number): readonly [number, number] | undefined {
  const row = table.lines.findIndex((line) => offset >= line.start && offset <= line.end);
  const line = table.lines[row];
  if (!line) return undefined;
  let column = -1;
  eachField(text, line, table.delimiter, (from, _to, k) => {
    if (from <= offset) column = k - table.skipped;
  });
  return column < 0 ? undefined : [row, column];
}

/** The lines that are neither blank nor comments. */
function dataLines(text: string, start: number, end: number): TableLine[] {
  const lines: TableLine[] = [];
  const feed = text.includes("\n") ? "\n" : "\r";
  for (let from = start; from < end;) {
    const next = text.indexOf(feed, from);
    const line = trim(text, from, next < 0 || next > end ? end : next, true);
    if (line.end > line.start && text[line.start] !== "#") lines.push(line);
    if (next < 0) break;
    from = next + 1;
  }
  return lines;
}

/** Tabs, semicolons and commas win over white space, in that order: "1, 2" is two fields apart by a comma. */
function delimiterOf(head: string): Delimiter {
  if (/\S[^\S\n]*\t/.test(head)) return "\t";
  if (head.includes(";")) return ";";
  return head.includes(",") ? "," : " ";
}

/** Visits the fields of a line, from the left. */
export function eachField(
  text: string,
  line: TableLine,
  delimiter: Delimiter,
  visit: (from: number, to: number, column: number) => void,
): void {
  let from = line.start;
  if (delimiter === " ") while (from < line.end && text.charCodeAt(from) <= 32) from++;
  for (let column = 0; ; column++) {
    let to = from;
    if (delimiter === " ") while (to < line.end && text.charCodeAt(to) > 32) to++;
    else {
      to = text.indexOf(delimiter, from);
      if (to < 0 || to > line.end) to = line.end;
    }
    visit(from, to, column);
    if (to >= line.end) return;
    from = to + 1;
    if (delimiter === " ") while (from < line.end && text.charCodeAt(from) <= 32) from++;
    // A delimiter at the end of a line closes the last field and opens none.
    if (from >= line.end) return;
  }
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const WORD = /^([-+]?)(nan|inf|infinity)$/i;

/** The number that a field's text stands for: undefined for none, infinite too where it is beyond a double. */
export function numberOf(token: string, delimiter: Delimiter): number | undefined {
  const plain = delimiter === ";" ? token.replace(",", ".") : token; // decimal commas go with semicolons
  if (NUMBER.test(plain)) return Number(plain);
  const [, sign, word] = WORD.exec(token) ?? [];
  if (word === undefined) return undefined;
  if (word.toLowerCase() === "nan") return NaN;
  return sign === "-" ? -Infinity : Infinity;
}

export function isWord(token: string): boolean {
  return WORD.test(token);
}

/** A header names its columns: no field is a number, and at least one is a word. */
function isHeader(text: string, line: TableLine, delimiter: Delimiter): boolean {
  let words = 0;
  let numbers = 0;
  eachField(text, line, delimiter, (from, to) => {
    const span = trim(text, from, to);
    const token = unquote(text.slice(span.start, span.end));
    if (numberOf(token, delimiter) !== undefined) numbers++;
    else if (/[A-Za-z_]/.test(token)) words++;
  });
  // pandas names unnamed columns 0, 1, 2 ... behind an empty first field.
  const pandas = delimiter === "," && text[line.start] === "," && numbers > 0;
  return (words > 0 && numbers === 0) || pandas;
}

function hasIndexColumn(text: string, header: TableLine, lines: readonly TableLine[], delimiter: Delimiter): boolean {
  if (delimiter !== "," || text[header.start] !== ",") return false;
  return lines.every((line, row) => {
    const comma = text.indexOf(",", line.start);
    return comma > 0 && text.slice(line.start, comma) === String(row);
  });
}

/** A stretch without the white space at its ends; tabs at the ends of a line may be empty fields and stay. */
export function trim(text: string, start: number, end: number, keepTabs = false): TableLine {
  const blank = (code: number): boolean => (code <= 32 && !(keepTabs && code === 9)) || code === 0xfeff;
  while (start < end && blank(text.charCodeAt(start))) start++;
  while (end > start && blank(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

export function unquote(token: string): string {
  return /^(".*"|'.*')$/.test(token) ? token.slice(1, -1).trim() : token;
}
