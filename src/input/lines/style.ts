import { failAt } from "../place";
import {
  eachField,
  hasSuffix,
  isSingle,
  marksBefore,
  marksOf,
  tokenOf,
  trim,
  type Delimiter,
  type Span,
  type Style,
} from "./fields";
import type { Spans } from "./spans";

/** Looked at to find out what parts the fields of a table. */
const SAMPLE = 50;

const DECIMAL_COMMAS = /^[-+]?\d+,\d+(?:[eE][-+]?\d+)?$/;
const PLAIN = /^[-+]?(?:\d+(?:,\d+)*|nan|inf)$/i;

/** Commas with and without a blank behind them, in turn: "1,5, 2,5" may be two values as well as four. */
const COMMAS_OF_BOTH = /^\s*[-+]?\d+,\d+(?:,\s+[-+]?\d+,\d+)+,?\s*$/;

/** Tabs, semicolons and commas win over white space, in that order: "1, 2" is two fields apart by a comma. */
export function delimiterOf(text: string, lines: Spans): Delimiter {
  const sample = lines.head(SAMPLE).map(({ start, end }) => {
    // R names rows "[1,]".
    return text.slice(start, Math.min(end, start + 20_000)).replace(/^\[\d+,\]/, "");
  });
  if (sample.every((line) => /[|│┃┆]/.test(line))) return sample.some(hasWordsBetweenBars) ? " " : "|";
  if (sample.some((line) => /\S[^\S\n]*\t/.test(line))) return "\t";
  // Semicolons at the ends of all lines end statements or rows.
  const isEnded = sample.every((line) => line.trimEnd().endsWith(";"));
  if (sample.some((line) => (isEnded ? line.trimEnd().slice(0, -1) : line).includes(";"))) return ";";
  if (!sample.some((line) => line.includes(","))) return " ";
  if (sample.every((line) => COMMAS_OF_BOTH.test(line))) {
    const sentence = 'Expected one comma after each value, got "1,5, 2,5": are some of them decimal marks?';
    failAt(text, lines.at(0)?.start ?? 0, "decimal-mark", `${sentence} (write semicolons between values)`);
  }
  return sample.every(hasDecimalCommas) || sample.every(hasThousands) ? " " : ",";
}

/** Julia and nalgebra part columns by white space inside of a frame. */
function hasWordsBetweenBars(line: string): boolean {
  return line.split(/[|│┃┆]/).some((field) => /^\s*[-+.\d]\S*\s+[-+.\d]\S*/.test(field));
}

/** Two or more words, the commas all between digits of one. */
function hasDecimalCommas(line: string): boolean {
  const words = line.trim().split(/\s+/);
  return (
    words.length > 1 &&
    words.every((word) => PLAIN.test(word) || DECIMAL_COMMAS.test(word)) &&
    words.every((word) => (word.match(/,/g) ?? []).length < 2 || /^[-+]?\d{1,3}(?:,\d{3})+$/.test(word))
  );
}

/** Two or more words, each with a comma a number with marks between its thousands and a point: as fields they would be none. */
function hasThousands(line: string): boolean {
  const words = line.trim().split(/\s+/);
  const marked = words.filter((word) => word.includes(","));
  const areThousands = marked.every((word) => /grouped|either/.test(marksOf(word)?.comma ?? ""));
  return words.length > 1 && areThousands && words.some((word) => word.includes("."));
}

/** Whether every line is two whole numbers with a comma between them, or one number with a decimal comma. */
export function haveOneCommaEach(text: string, lines: Spans): boolean {
  return lines.every(({ start, end }) => end - start < 60 && /^[-+]?\d+,\d+$/.test(text.slice(start, end)));
}

/** How the numbers of a table are written, and as what else they could be. */
interface JudgedStyle {
  readonly style: Style;
  readonly commas: "none" | "decimal" | "grouped";
  /** Every comma can be either. */
  readonly isOpen: boolean;
  readonly hasSuffixes: boolean;
  readonly isSingle: boolean; // a suffix says so
  readonly hasEmphasis: boolean;
}

/** Points alone, and nothing at the numbers. */
const AS_USUAL: JudgedStyle = {
  style: { decimal: ".", grouped: false },
  commas: "none",
  isOpen: false,
  hasSuffixes: false,
  isSingle: false,
  hasEmphasis: false,
};

/** Judges what commas and points are. `wanted`: what they are said to be, where they can be either. */
export function judgeStyle(
  text: string,
  lines: Spans,
  delimiter: Delimiter,
  wanted: "decimal" | "grouped" | undefined,
): JudgedStyle {
  const seen = {
    decimal: -1,
    grouped: -1,
    either: -1,
    point: -1,
    pointGrouped: -1,
    suffix: false,
    single: false,
    emphasis: false,
  };
  // Without commas and suffixes in its lines a table needs no look at each field.
  if (lines.every((line) => !needsLook(text, line, delimiter))) return AS_USUAL;
  for (const line of lines) {
    eachField(text, line, delimiter, (from, to) => {
      const token = tokenOf(text, from, to);
      const marks = marksOf(token);
      if (!marks) return;
      if (marks.comma !== "none") seen[marks.comma] = from;
      if (marks.point === "decimal") seen.point = from;
      if (marks.point === "grouped") seen.pointGrouped = from;
      seen.suffix ||= hasSuffix(token);
      seen.single ||= isSingle(token);
      seen.emphasis ||= marksBefore(text, trim(text, from, to).start) > 0;
    });
  }
  const { decimal, grouped, either, point, pointGrouped, suffix: hasSuffixes, single, emphasis: hasEmphasis } = seen;
  const isGrouped = grouped >= 0 || (either >= 0 && point >= 0);
  if ((decimal >= 0 || pointGrouped >= 0) && (grouped >= 0 || point >= 0)) {
    const at = Math.max(decimal, pointGrouped);
    const sentence = "Expected the same decimal mark in every number, got commas in some and points in others";
    failAt(text, at, "decimal-mark", sentence);
  }
  const isOpen = either >= 0 && decimal < 0 && pointGrouped < 0 && grouped < 0 && point < 0;
  const commas =
    isOpen && wanted
      ? wanted
      : isGrouped || (isOpen && delimiter === ",")
        ? "grouped"
        : decimal >= 0 || either >= 0 || pointGrouped >= 0
          ? "decimal"
          : "none";
  const style: Style =
    commas === "decimal"
      ? { decimal: ",", grouped: pointGrouped >= 0 }
      : { decimal: ".", grouped: commas === "grouped" };
  return { style, commas, isOpen, hasSuffixes, isSingle: single, hasEmphasis };
}

/** Whether a line holds a comma that parts no fields, a letter behind a digit, or a mark of emphasis. */
function needsLook(text: string, { start, end }: Span, delimiter: Delimiter): boolean {
  let points = 0;
  for (let pos = start; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code === 44) {
      if (delimiter !== ",") return true;
    } else if (code === 34) {
      if (delimiter === ",") return true;
    } else if (code === 42 || code === 95 || code === 96) {
      return true;
    } else if (code === 46) {
      if (points++ > 0 && isGroupBefore(text, pos)) return true;
    } else if (code === 102 || code === 70 || code === 100 || code === 68 || code === 76) {
      const before = text.charCodeAt(pos - 1);
      if (pos > start && (before === 46 || (before >= 48 && before <= 57))) return true;
    }
  }
  return false;
}

/** Three digits and another point before a point: 1.234.567. */
function isGroupBefore(text: string, point: number): boolean {
  return /^\.\d{3}$/.test(text.slice(point - 4, point));
}
