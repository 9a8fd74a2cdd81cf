import { eachField, isNumber, isWhole, tokenOf, type Delimiter, type Span } from "./fields";
import type { Spans } from "./spans";

/** What the first fields of all lines are together. */
export type FirstColumn =
  | "counts" // 0, 1, 2 ... or 1, 2, 3 ...
  | "rising" // whole numbers, each larger than the one before
  | "numbers"
  | "labels" // no numbers: names, dates
  | "marked" // R's "[1,]" and "1:", which no data have
  | "mixed";

/** The first field of a line. */
export function firstField(text: string, line: Span, delimiter: Delimiter): string {
  let token = "";
  if (delimiter === " ") {
    // Only this one word is looked at, however long the line.
    let end = line.start;
    while (end < line.end && text.charCodeAt(end) <= 32) end++;
    if (text.charAt(end) === '"') end = Math.max(end, Math.min(text.indexOf('"', end + 1), line.end));
    while (end < line.end && text.charCodeAt(end) > 32) end++;
    eachField(text, { start: line.start, end }, delimiter, (from, to, column) => {
      if (column === 0) token = tokenOf(text, from, to);
    });
    return token;
  }
  const end = text.charAt(line.start) === '"' ? line.end : delimiterIn(text, line, delimiter);
  eachField(text, { start: line.start, end }, delimiter, (from, to, column) => {
    if (column === 0) token = tokenOf(text, from, to);
  });
  return token;
}

function delimiterIn(text: string, { start, end }: Span, delimiter: Delimiter): number {
  let pos = start;
  while (pos < end && text.charAt(pos) !== delimiter) pos++;
  return pos;
}

const MARKED = /^(?:\[\d+,\]|\d+:)$/;

/** A date, a time of day or a range. Digits around other marks are two numbers: "12:1.5", "1/2", "1.5-0.25". */
const DATE =
  /^(?:\d+-\d+(?:-\d+)?|\d+\/\d+\/\d+|(?:\d{4}-\d\d-\d\d )?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:[-+]\d\d:\d\d)?)$/;

/** Among words these are names: pandas' describe has 25%, 50%, 75%. */
const PERCENT = /^\d{1,3}(?:\.\d+)?%$/;

/** Whether a field holds a name or a date, and no number. */
export function isLabel(token: string): boolean {
  return (/[A-Za-z]/.test(token) || DATE.test(token)) && !isNumber(token);
}

/** Judges the first column of some lines. Reads the first field of each, and of a column of neither kind only some. */
export function judgeFirstColumn(text: string, lines: Spans, delimiter: Delimiter): FirstColumn {
  let counts = true;
  let rising = true;
  let numbers = true;
  let labels = true;
  let hasWords = false;
  let marked = true;
  let first = 0;
  let before = -Infinity;
  let row = 0;
  for (const line of lines) {
    const token = firstField(text, line, delimiter);
    const whole = isWhole(token);
    const value = whole ? Number(token) : NaN;
    if (row === 0) first = value;
    counts &&= whole && first <= 1 && value === first + row;
    rising &&= whole && value > before;
    numbers &&= whole || isNumber(token);
    labels &&= !whole && (isLabel(token) || PERCENT.test(token));
    hasWords ||= isLabel(token);
    marked &&= MARKED.test(token);
    before = value;
    row++;
    if (!numbers && !labels && !marked) return "mixed";
  }
  if (marked) return "marked";
  if (labels && hasWords) return "labels";
  if (counts) return "counts";
  return rising ? "rising" : numbers ? "numbers" : "mixed";
}

/** Names under which programs and people keep the number of a row. */
const INDEX_NAME =
  /^(?:idx|\(?index\)?|level_0|(?:global_)?steps?|ids?|rows?|row_?(?:nr|id|index|names?)|no\.?|nr\.?|#|epoch|iter(?:ation)?|unnamed: 0|sample(?:_?id)?)$/i;

export function namesAnIndex(name: string): boolean {
  return INDEX_NAME.test(name);
}

/** Names that the levels of an index have, and columns of data do not. */
export function namesALevel(name: string): boolean {
  return namesAnIndex(name) || /^(?:level_\d|batch|fold|run|trial|seed|rank|group)$/i.test(name);
}

/** How many names stand before names that are numbers: those of an index, for columns have numbers then. */
export function namesOverIndex(names: readonly string[]): number {
  const count = names.findIndex((name) => !isLabel(name));
  return count > 0 && names.slice(count).every(isNumber) ? count : 0;
}
