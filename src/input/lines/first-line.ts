import type { Wanted } from "../wanted";
import { type Delimiter, fieldsOf, isNumber, isNumberWord, isWhole, quote, type Span } from "./fields";
import { endsAligned } from "./index-levels";
import { isRun } from "./is-run";
import { isLabel, judgeFirstColumn, namesALevel, namesOverIndex, type FirstColumn } from "./judge-first-column";
import { likeLabels } from "./printed-head";
import type { Spans } from "./spans";

/** What the first line of a block is, where it holds numbers: as labels of columns may be. */
type FirstLine = "header" | "rather header" | "rather data" | "data";

/** A name with a mark behind it, and maybe with its first number: it is of what follows on its line. */
export const NAME_OF_ROW = /^[A-Za-z_]\w{0,60} ?[:=](?:$|[ \t]{0,40}[-+]?\.?\d)/;

const LONGEST = 100_000;
const SAMPLE = 8;

/** Whether the first line of a block names its columns. Where that is not sure, what was taken is said, and both are offered. */
export function isHeader(text: string, lines: Spans, delimiter: Delimiter, wanted: Wanted): boolean {
  const judged = judgeFirstLine(text, lines, delimiter);
  if (judged === "header" || judged === "data") return judged === "header";
  return areNames(text, lines.head(1), judged === "rather header", wanted);
}

/** Whether lines at the top that may be either are taken for names of columns. That they are taken for data is said. */
export function areNames(text: string, lines: readonly Span[], isRather: boolean, wanted: Wanted): boolean {
  if (isChosenHeader(wanted, isRather, lines.length)) return true;
  const shown = lines.map(({ start, end }) => quote(text.slice(start, end))).join(", ");
  const what = lines.length > 1 ? `The first ${lines.length} lines of numbers` : "The first line";
  wanted.assume("first-line", `${what}, ${shown}, ${lines.length > 1 ? "were" : "was"} read as data.`);
  return false;
}

/** Whether first lines that may be either are taken for a header. */
export function isChosenHeader(wanted: Wanted, isRather: boolean, count = 1): boolean {
  const [id, what] =
    count > 1 ? ["first-lines", `the first ${count} lines of numbers`] : ["first-line", "the first line"];
  const asData = { id: `${id}-as-data`, text: `${what} as data` };
  const asHeader = { id: `${id}-as-header`, text: `${what} as a header` };
  return wanted.choose(isRather ? [asHeader, asData] : [asData, asHeader]) === asHeader.id;
}

/** What the first line is, by what it holds and what stands below it. */
export function judgeFirstLine(text: string, lines: Spans, delimiter: Delimiter): FirstLine {
  const [line, next] = lines.head(2);
  if (!line || !next) return "data";
  if (isNumbered(text, line, next, lines, delimiter)) return "header";
  if (line.end - line.start > LONGEST) return "data";
  const names = fieldsOf(text, line, delimiter);
  const below = lines.head(SAMPLE).map((row) => fieldsOf(text, row, delimiter));
  const rows = below.slice(1);
  if (rows.some(({ length }) => length !== names.length)) return "data";
  if (NAME_OF_ROW.test(names[0] ?? "")) return "data";
  const corner = namesOverIndex(names);
  // What begins as a number is more likely one with a slip of the pen than a name.
  if (names.slice(0, corner).some((name) => /^["']?[-+.]*\d/.test(name))) return "data";
  if (corner > 0) return judgeBehindCorner(names, corner, rows, judgeFirstColumn(text, lines.tail(), delimiter));
  const areFractions = rows.some((row) => row.some(hasFraction));
  if (isCount(names) && (names[0] === "0" || areFractions)) return "rather data";
  if (areOverCounted(names, rows)) return isCount(names.slice(1)) ? "rather header" : "rather data";
  // pandas calls a column without a name 0.
  if (names.join() === "0" && rows.every(([token = ""]) => isNumber(token))) return "rather data";
  const differ =
    isRising(names) && names.every(isWhole) && names.every((_, k) => rows.some((row) => hasFraction(row[k])));
  if (names.length > 1 && differ) return "rather data";
  return delimiter === " " && likeLabels(text, line, lines.tail()) === "differs" ? "rather data" : "data";
}

/**
 * Whether whole numbers stand over counted rows of fractions: pandas names the index of a pivoted table by a number, too.
 * Columns of several levels take several lines.
 */
function areOverCounted(names: readonly string[], below: readonly (readonly string[])[]): boolean {
  const areFractions = (row: readonly string[]): boolean => row.length > 1 && row.slice(1).every(hasFraction);
  const rows = below.slice(Math.max(0, below.findIndex(areFractions)));
  const labels = [names, ...below.slice(0, -rows.length)];
  const areCounted = rows.length > 1 && rows.every((row, i) => row[0] === String(i) && areFractions(row));
  return areCounted && labels.every((line) => line.every(isWhole));
}

/** A line that begins with words: they may name an index, or be the name of a row. */
function judgeBehindCorner(
  names: readonly string[],
  corner: number,
  rows: readonly (readonly string[])[],
  kind: FirstColumn,
): FirstLine {
  const labels = names.slice(corner);
  const areWhole = labels.every(isWhole);
  const areSorted = isRising(labels) || isRising(labels.toReversed());
  const [name = ""] = names;
  // Over numbers and dates a word is no name of a row.
  const isOver = (k: number): boolean => rows.every((row) => isNumber(row[k] ?? ""));
  const areDates = /[A-Za-z]/.test(name) && rows.every(([token = ""]) => isLabel(token) && !/[A-Za-z]/.test(token));
  if (kind === "mixed") return "data";
  if (kind !== "labels" || areDates || names.slice(1, corner).some((_, k) => isOver(k + 1)))
    return areWhole || areSorted ? "header" : "data";
  const areFractions = rows.some((row) => row.slice(corner).some(hasFraction));
  if (namesALevel(name) && areWhole) return "rather header";
  if (labels.length === 1)
    return areWhole && areFractions ? (labels[0] === "0" ? "rather header" : "rather data") : "data";
  if (areWhole) return areFractions && isRising(labels) ? "rather header" : "rather data";
  const differ = labels.every((label, k) => rows.every((row) => decimalsOf(row[corner + k]) !== decimalsOf(label)));
  return areSorted && differ ? "rather data" : "data";
}

/** pandas numbers columns without names: 0, 1, 2 ... above rows that have an index more; in CSV behind an empty field. */
function isNumbered(text: string, line: Span, next: Span, lines: Spans, delimiter: Delimiter): boolean {
  const names = fieldsOf(text, line, delimiter);
  const fields = fieldsOf(text, next, delimiter);
  if (delimiter !== " " && names[0] === "" && names.length === fields.length && fields[0] !== "") {
    const named = names.findIndex((name) => name !== "");
    return named > 0 && names.slice(named).every((name) => name !== "" && !isNumberWord(name));
  }
  const levels = fields.length - names.length;
  if (levels < 1 || !names.every(isNumber)) return false;
  // The last of some blocks of columns begins further on.
  const areNext = isRun(names);
  if (delimiter === " " && levels > 1 && names.length > 1) return areNext && endsAligned(text, line, next, levels);
  if (levels !== 1) return false;
  // One number over two may as well be a row that lost its end.
  if (names.length === 1 && !(delimiter === " " && endsAligned(text, line, next))) return false;
  const kind = judgeFirstColumn(text, lines.tail(), delimiter);
  if (kind === "counts" || kind === "rising" || kind === "labels") {
    if (areNext || (kind === "labels" && names.every(isWhole))) return true;
  } else if (kind !== "numbers") return false;
  const areLabels = text.charAt(line.start) === '"' || (delimiter === " " && endsAligned(text, line, next));
  return names.length > 1 && isRising(names) && areLabels;
}

export const hasFraction = (token = ""): boolean => /[.,]\d/.test(token);
const decimalsOf = (token = ""): number => /[.,](\d*)/.exec(token)?.[1]?.length ?? -1;

const valueOf = (token: string): number => Number(token.replace(",", "."));

const isRising = (names: readonly string[]): boolean =>
  names.every((name, k) => isNumber(name) && (k === 0 || valueOf(name) > valueOf(names[k - 1] ?? "")));

export const isCount = (names: readonly string[]): boolean => names.length > 1 && Number(names[0]) <= 1 && isRun(names);
