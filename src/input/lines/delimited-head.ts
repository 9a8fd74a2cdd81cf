import type { Wanted } from "../wanted";
import { eachField, fieldsOf, isNumber, isWhole, type Delimiter, type Span } from "./fields";
import { areNames, judgeFirstLine } from "./first-line";
import { isLabel } from "./judge-first-column";
import { mayBeLabels, MOST_LABELS, SAMPLE } from "./number-lines";
import type { Block } from "./printed-page";
import type { Spans } from "./spans";

/**
 * What stands above the data of a table whose fields a delimiter parts, as pandas writes it: one line of names for each
 * level of the columns, with the name of the level in its first field, and below several of these maybe one with the names
 * of the index and nothing behind them. Any of these names may be numbers.
 */
export interface DelimitedHead {
  readonly headers: readonly Span[]; // all of these lines, from above
  readonly header: Span | undefined; // the lowest that names columns
  readonly names: readonly string[]; // of all columns, those of the index among them
  readonly named: number; // levels of the index that have a line of names to themselves
  readonly areLevels: boolean; // the columns have several lines of names
  readonly lines: Spans; // of data
}

/** Finds these lines at the top of a block. What is open there is chosen by `wanted`. */
export function delimitedHead(
  text: string,
  given: readonly Span[],
  lines: Spans,
  delimiter: Delimiter,
  wanted: Wanted,
): DelimitedHead {
  const fields = (line: Span): string[] => fieldsOf(text, line, delimiter);
  const [first] = lines.head(1);
  const width = first ? countOf(text, first, delimiter) : 0;
  const isFull = (line: Span): boolean => countOf(text, line, delimiter) === width;
  const isNamed = (line: Span | undefined): boolean =>
    line !== undefined && isFull(line) && levelsNamed(fields(line)) > 0;
  let headers = given;
  let rest = lines;
  const isDone = given.length > 1 && isNamed(given.at(-1));
  if (!isDone) {
    const top = given.filter(isFull).map(fields);
    const count = labelLines(text, top, lines, delimiter, wanted);
    headers = [...given, ...lines.head(count)];
    rest = lines.tail(count);
    const [next] = rest.head(1);
    // A row of missing values looks so, too, and what stands below all others is one.
    const isBelowSeveral =
      rest.length > 1 && top.length + count > 1 && (count > 0 || top.every(([corner]) => corner === ""));
    if (isBelowSeveral && isNamed(next)) {
      headers = [...headers, ...rest.head(1)];
      rest = rest.tail();
    }
  }
  const last = headers.at(-1);
  const named = headers.length > 1 && last && isNamed(last) ? levelsNamed(fields(last)) : 0;
  const header = named ? headers.at(-2) : last;
  const own = header ? fields(header) : [];
  const names = named && last ? [...fields(last).slice(0, named), ...own.slice(named)] : own;
  const areLevels = headers.filter(isFull).length - (named ? 1 : 0) > 1;
  return { headers, header, names, named, areLevels, lines: rest };
}

/** Puts lines of names back to the table below them, from which the names of its index part them. */
export function withNamesOfIndex(text: string, blocks: readonly Block[], delimiter: Delimiter): readonly Block[] {
  const whole: Block[] = [];
  for (const block of blocks) {
    const before = whole.at(-1);
    const joined = before && joinedAtNames(text, before, block, delimiter);
    if (joined) whole[whole.length - 1] = joined;
    else whole.push(block);
  }
  return whole;
}

function joinedAtNames(text: string, before: Block, block: Block, delimiter: Delimiter): Block | undefined {
  const [names, ...others] = block.headers;
  const last = before.lines.at(before.lines.length - 1);
  if (!names || others.length > 0 || !last || before.lines.length > MOST_LABELS || before.headers.length > MOST_LABELS)
    return undefined;
  if (!/^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*$/.test(text.slice(last.end, names.start))) return undefined;
  const own = fieldsOf(text, names, delimiter);
  if (levelsNamed(own) === 0) return undefined;
  const areLabels = before.lines.every((line) => {
    const [corner = "", ...labels] = fieldsOf(text, line, delimiter);
    return labels.length === own.length - 1 && (corner === "" || isLabel(corner) || isWhole(corner));
  });
  return areLabels
    ? { ...before, headers: [...before.headers, ...before.lines, names], lines: block.lines }
    : undefined;
}

/** How many levels of an index a line names that holds nothing else. */
function levelsNamed(fields: readonly string[]): number {
  const count = fields.findIndex((field) => field === "");
  return count > 0 && fields.slice(count).every((field) => field === "") ? count : 0;
}

/** How many lines at the top name columns, `top`: the names of such lines that stand above them. */
function labelLines(
  text: string,
  top: readonly (readonly string[])[],
  lines: Spans,
  delimiter: Delimiter,
  wanted: Wanted,
): number {
  const all = lines.head(MOST_LABELS + SAMPLE).map((line) => fieldsOf(text, line, delimiter));
  const found = sureLabels(all);
  const sure = found > 1 || top.length > 0 || areBelowNumber(all[0] ?? []) ? found : 0;
  const [above = []] = [...top, ...all.slice(0, sure)].slice(-1);
  const rest = lines.tail(sure);
  const judged = above.length > 0 ? "data" : judgeFirstLine(text, rest, delimiter);
  if (judged === "header") return 1;
  // Columns have no two names alike but where a second line tells them apart.
  const isRather = judged === "rather header" || new Set(above).size < above.length;
  const least = judged === "data" ? 0 : 1;
  const more = judged === "rather header" ? 1 : Math.max(least, mayBeLabels(text, all.slice(sure), rest, delimiter));
  return more > 0 && areNames(text, rest.head(more), isRather, wanted) ? sure + more : sure;
}

/** How many lines at the top can be no rows: nothing, or a word, stands where all other rows have a number or a date. */
function sureLabels(all: readonly (readonly string[])[]): number {
  const [first = []] = all;
  const isOther = ([corner = ""]: readonly string[]): boolean => isNumber(corner) || isLabel(corner);
  if (areBelowNumber(first) && all.length > 1 && all.slice(1).every(isOther)) return 1;
  const isOdd = ([corner = "", ...labels]: readonly string[]): boolean =>
    (corner === "" || /^[A-Za-z_]/.test(corner)) &&
    labels.some((label) => label !== "") &&
    all[0]?.length === labels.length + 1;
  const bare = all.findIndex(([corner]) => corner !== "");
  const run = bare > 0 ? bare : all.findIndex((fields) => !isOdd(fields));
  if (run < 1 || run > MOST_LABELS || !all.slice(0, run).every((fields) => isOdd(fields) && haveNames(fields)))
    return 0;
  const areRows = all.slice(run).every(([corner = ""]) => corner !== "" && (bare > 0 || !/^[A-Za-z_]/.test(corner)));
  return areRows ? run : 0;
}

/** Behind a corner: nothing as long as that goes on at the left, then whole numbers and words. */
function haveNames([, ...labels]: readonly string[]): boolean {
  const from = labels.findIndex((label) => label !== "");
  return labels.slice(from).every((label) => isWhole(label) || isLabel(label));
}

/** Whole numbers for the names of an index, if any, and words or dates for those of the columns. */
function areBelowNumber(fields: readonly string[]): boolean {
  const from = fields.findIndex((field) => !isWhole(field));
  const labels = fields.slice(from);
  return (
    from >= 0 &&
    labels.length > 1 &&
    labels.every((label) => isLabel(label) && !ABSENT.test(label) && !/^[-+.]*\d+[.\d]*[A-Za-z]/.test(label))
  );
}

const ABSENT = /^(?:n\/?a|null|none|missing|nothing|nat)$/i;

function countOf(text: string, line: Span, delimiter: Delimiter): number {
  let count = 0;
  eachField(text, line, delimiter, () => count++);
  return count;
}
