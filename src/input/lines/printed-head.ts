import { isNumber as isNumberToken, isNumberWord, trim, type Span } from "./fields";
import { isRun } from "./is-run";
import { isLabel } from "./judge-first-column";
import { lineOf, type Line, type Word } from "./line-words";
import type { Block } from "./printed-page";
import type { Spans } from "./spans";

/**
 * Lines of labels above a table whose columns stand apart by white space, as pandas prints them: one for each level of the
 * columns, with the name of the level at its left, and below them one that names the index. Labels may be numbers, so it is
 * told by where they end: above the ends of the data, with something more at the left of every row.
 */
export interface Head {
  readonly header: Span; // the lowest line of labels, without the name of the columns
  readonly names: readonly string[]; // of the index: one for each level, or none
  readonly others: readonly Span[]; // lines among and above these, which hold no data either
  readonly levels: number; // columns at the left that are an index
  readonly columns: number; // of data
  readonly rows: Spans;
  readonly mayBeRow: boolean; // one line of as many numbers as a row has, which nothing else tells from one
}

/** A line of labels: those over each column, where it has any, and what stands at the left of all rows. */
interface Labels {
  readonly line: Line;
  readonly over: readonly (readonly Word[])[];
  readonly name: readonly Word[];
}

/** The rows below labels. */
interface Rows {
  readonly sample: readonly Line[]; // the first of them, and the last
  readonly levels: number;
  readonly ends: readonly number[]; // of the data in all of them
  readonly start: number; // where the rows begin
  readonly margin: number; // where the index ends
}

/** So many lines that hold numbers are looked at as labels, and so many rows below them. */
const MOST_LABELS = 6;
const SAMPLE = 8;
const LONGEST = 100_000;
const MOST_FILLED = 4; // digits
const MOST_LEVELS = 20; // of an index: more than anybody has

/** The head of lines, of which those of `top` hold no numbers alone. `isWhole`: there are no others. */
export function headOf(text: string, top: readonly Span[], lines: Spans, isWhole: boolean): Head | undefined {
  const last = lines.at(lines.length - 1);
  const spans = [...top, ...lines.head(MOST_LABELS + SAMPLE)];
  if (!last || spans.some(({ start, end }) => end - start > LONGEST)) return undefined;
  const all = spans.map((span) => lineOf(text, span));
  const end = lineOf(text, last);
  let head: (FoundHead & Head) | undefined;
  for (let count = 0; count <= (isWhole ? 0 : MOST_LABELS) && count < lines.length; count++) {
    const above = all.slice(0, top.length + count);
    const found = headAbove(above, [...all.slice(above.length, above.length + SAMPLE), end]);
    // Below labels stand others only where they are written otherwise than the data.
    if (found && (!head || found.differs)) head = { ...found, rows: lines.tail(count) };
    else if (head) break;
  }
  return head?.isNeeded ? head : undefined;
}

/**
 * How a line with as many words as the lines below may be one of labels with a name of the columns: it stands so, and its
 * numbers may be written otherwise than all below.
 */
export function likeLabels(text: string, line: Span, lines: Spans): "stands" | "differs" | undefined {
  const last = lines.at(lines.length - 1);
  const spans = [...lines.head(SAMPLE)];
  if (!last || [line, ...spans].some(({ start, end }) => end - start > LONGEST)) return undefined;
  const [first, ...others] = [...spans, last].map((span) => lineOf(text, span));
  const rows = first && rowsOf(first, [first, ...others], 1);
  const labels = rows && labelsOf(lineOf(text, line), rows);
  if (!rows || labels?.name.length !== 1 || !labels.over.every((words) => words.length > 0)) return undefined;
  if (!rows.sample.every(({ words: [word] }) => word && isNumber(word))) return undefined;
  return areNumbers(labels.over) && differInDecimals(labels.over, rows) ? "differs" : "stands";
}

/** Whether the first line above a series names the levels of its index: it stands at the left of all values. */
export function namesOfSeries(text: string, lines: Spans): boolean {
  const [names, ...rows] = lines.head(SAMPLE).map((line) => lineOf(text, line));
  const left = Math.min(...rows.map(({ words }) => words.at(-1)?.start ?? 0));
  return names !== undefined && rows.length > 0 && names.words.every(({ end }) => end < left);
}

/** Puts lines of labels that are numbers back to the table below them, from which words between them part them. */
export function withLabels(text: string, blocks: readonly Block[], isWanted: () => boolean): readonly Block[] {
  const whole: Block[] = [];
  for (const block of blocks) {
    let joined = block;
    for (let before = whole.at(-1); before; before = whole.at(-1)) {
      const labels = labelled(text, before, joined);
      if (!labels || !isWanted()) break;
      joined = labels;
      whole.pop();
    }
    whole.push(joined);
  }
  return whole;
}

function labelled(text: string, before: Block, block: Block): Block | undefined {
  const [first] = block.headers;
  const last = before.lines.at(before.lines.length - 1);
  if (!first || !last || before.lines.length > MOST_LABELS) return undefined;
  if (!/^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*$/.test(text.slice(last.end, first.start))) return undefined;
  if (isTable(text, before, block)) return undefined;
  const headers = [...before.headers, ...before.lines, ...block.headers];
  const unwrapped = headers.map((line) => withoutWrap(text, line));
  return headOf(text, unwrapped, block.lines, block.isRuled) && { ...before, headers, lines: block.lines };
}

/** Whether lines of numbers are a table of their own: below the same labels, below the names of an index, or with an index. */
function isTable(text: string, { headers, lines }: Block, below: Block): boolean {
  const shown = ({ start, end }: Span): string => text.slice(start, end);
  const labels = new Set(below.headers.map(shown));
  if (headers.some((line) => labels.has(shown(line)))) return true;
  const [above, first] = [headers.at(-1), below.lines.at(0)];
  const rows = [...lines].map((line) => lineOf(text, line));
  if (
    lines.length === below.lines.length &&
    haveRowsOf(
      rows,
      [...below.lines].map((line) => lineOf(text, line)),
    )
  )
    return true;
  const start = first ? (lineOf(text, first).words[0]?.start ?? 0) : 0;
  const isLeft = ({ words: [word] }: Line): boolean => word !== undefined && word.start <= start;
  if (above) {
    const line = lineOf(text, above);
    const second = rows[0]?.words[1]?.start ?? Infinity;
    if (isLeft(line) && (line.words.at(-1)?.end ?? 0) <= second) return true;
  }
  const areNumbered = rows.some((row) => isLeft(row) && row.words[0] && isNumber(row.words[0]));
  return areNumbered && (rows.length > 1 || headers.length > 0);
}

/** R prints what does not fit on its line below, with the names of the rows again. */
function haveRowsOf(rows: readonly Line[], below: readonly Line[]): boolean {
  const [names, others] = [rows, below].map((lines) => lines.map(({ words: [word] }) => word));
  return names?.every((name, i) => name?.token === others?.[i]?.token && name?.start === others?.[i]?.start) === true;
}

/** A line without the backslash by which pandas says that its rows go on further down. */
export function withoutWrap(text: string, line: Span): Span {
  return isWrapped(text, line) ? trim(text, line.start, line.end - 1) : line;
}

export function isWrapped(text: string, { end }: Span): boolean {
  return text[end - 1] === "\\";
}

interface FoundHead extends Omit<Head, "rows"> {
  readonly differs: boolean; // the lowest labels are written otherwise than the data
  readonly isNeeded: boolean;
}

function headAbove(above: readonly Line[], sample: readonly Line[]): FoundHead | undefined {
  const [first] = sample;
  if (!first || above.length === 0 || sample.some(({ words }) => words.length > first.words.length)) return undefined;
  // Each column of data has a label, on the lowest line or on the one above the names of the index.
  const labels = Math.max(...above.slice(-2).map(({ words }) => words.length));
  const most = Math.min(MOST_LEVELS, first.words.length - 1);
  for (let levels = Math.max(1, first.words.length - labels); levels <= most; levels++) {
    const rows = rowsOf(first, sample, levels);
    if (!rows) continue;
    const names = namesOf(above.at(-1), above.at(-2), rows);
    const found = (names ? above.slice(0, -1) : above).map((line) => labelsOf(line, rows));
    const from = found.findLastIndex((labels) => !labels) + 1;
    const lines = found.slice(from).filter((labels) => labels !== undefined);
    const lowest = lines.at(-1);
    const isOther = above.slice(0, from).some(({ words }) => words.some(isNumber));
    if (!lowest || isOther || !lowest.over.every((words) => words.length > 0)) continue;
    if (!areSure(lines, names, rows)) continue;
    const [left] = lowest.over[0] ?? [];
    const { span, words } = lowest.line;
    const named = names?.words.map(({ token }) => token) ?? [];
    return {
      header: { start: span.end - (words.at(-1)?.end ?? 0) + (left?.start ?? 0), end: span.end },
      names: named.length === levels ? named : [],
      others: above.filter((line) => line !== lowest.line).map((line) => line.span),
      levels,
      columns: rows.ends.length,
      mayBeRow: above.length === 1 && words.length === first.words.length && words.every(isNumber),
      differs: areNumbers(lowest.over) && differInDecimals(lowest.over, rows),
      isNeeded: isNeeded(lines, names),
    };
  }
  return undefined;
}

/** Rows with so many columns of an index, where their data end alike and are numbers. */
function rowsOf(first: Line, sample: readonly Line[], levels: number): Rows | undefined {
  const data = first.words.slice(levels);
  const ends = data.map(({ end }) => end);
  const areAlike = sample.every(({ words }) => {
    const own = words.slice(-ends.length);
    // What is as above is left out at the left.
    const isWhole = words.length === first.words.length || (words[0]?.start ?? 0) > (first.words[0]?.start ?? 0);
    return isWhole && words.length > ends.length && own.every((word, k) => word.end === ends[k]);
  });
  if (!areAlike || !data.every(isNumber)) return undefined;
  const margin = Math.max(...sample.map(({ words }) => words.at(-ends.length - 1)?.end ?? 0));
  const start = Math.min(...sample.map(({ words }) => words[0]?.start ?? 0));
  return { sample, levels, ends, start, margin };
}

/** The line that names the index: below a line of labels, and at the left of all data. */
function namesOf(line: Line | undefined, above: Line | undefined, { sample, ends, start }: Rows): Line | undefined {
  if (!line || !above) return undefined;
  const left = Math.min(...sample.map(({ words }) => words.at(-ends.length)?.start ?? 0));
  const isLeft = line.words.every(({ end }) => end < left);
  // The last of several levels may have a name alone, but then it does not stand where the data of a row would.
  return isLeft && (line.words[0]?.start ?? 0) >= start && (above.words.at(-1)?.end ?? 0) > left ? line : undefined;
}

/** Sorts the words of a line to the columns above which they stand. Undefined where some stand over none. */
function labelsOf(line: Line, { ends, start, margin }: Rows): Labels | undefined {
  const { words } = line;
  let named = 0;
  if ((words[0]?.start ?? 0) <= start) {
    named = 1;
    const mayGoOn = (word: Word): boolean => word.start < margin || words.length - named > ends.length;
    for (let word = words[named]; word && !isNumber(word); word = words[++named]) {
      // A name may hold blanks.
      if (word.start !== (words[named - 1]?.end ?? 0) + 1 || !mayGoOn(word)) break;
    }
  }
  const over: Word[][] = ends.map(() => []);
  for (const word of words.slice(named)) {
    const k = ends.findIndex((end) => word.end <= end);
    if (k < 0 || word.start < (k === 0 ? margin : (ends[k - 1] ?? 0))) return undefined;
    over[k]?.push(word);
  }
  if (!(endAlike(over, ends) || areFilled(over, ends))) return undefined;
  return { line, over, name: words.slice(0, named) };
}

function endAlike(over: Labels["over"], ends: readonly number[]): boolean {
  return over.every((group, k) => group.length === 0 || group.at(-1)?.end === ends[k]);
}

/** Whole numbers are filled up at the right to as many digits as the longest label has, which may stand further down. */
function areFilled(over: Labels["over"], ends: readonly number[]): boolean {
  const widths = new Set<number>();
  let longest = 0;
  for (const [k, group] of over.entries()) {
    const [label] = group;
    if (!label) continue;
    if (group.length > 1 || !/^-?\d+$/.test(label.token)) return false;
    const digits = label.token.replace("-", "").length;
    longest = Math.max(longest, digits);
    widths.add((ends[k] ?? 0) - label.end + digits);
  }
  const [width = 0] = widths;
  return widths.size === 1 && width >= longest && width <= longest + MOST_FILLED;
}

/** One line of words alone over an index without a name needs no look at where they end. */
function isNeeded(lines: readonly Labels[], names: Line | undefined): boolean {
  return lines.length > 1 || names !== undefined || lines.some(({ over, name }) => name.length > 0 || areNumbers(over));
}

/** Whether labels can be no rows of data. */
function areSure(lines: readonly Labels[], names: Line | undefined, rows: Rows): boolean {
  if (names) return true;
  if (lines.some(({ name: [mark] }) => isRowOfR(mark?.token))) return false;
  const rowNames = rows.sample.map(({ words }) => words[0]).filter((word) => word !== undefined);
  const areBare = lines.every(({ name, over }) => name.length === 0 || over.flat().length === 0);
  if (areBare && (lines.length > 1 || !lines.every(({ over }) => areNumbers(over)))) return true;
  return lines.every(({ over, name, line }, i) => {
    if (!areNumbers(over)) return name.length === 0 || isNameOfColumns(name, rows, rowNames);
    const labels = over.flat();
    if (labels.length === 0) return true; // those of this line stand over columns further left
    if (labels.some(({ token }) => isNumberWord(token))) return false;
    const areWhole = labels.every(isWholeWord);
    const isShort = rows.levels > 1 && line.words.length < rows.levels + rows.ends.length;
    if (i < lines.length - 1 && areWhole) return true;
    const differ = !endAlike(over, rows.ends) || differInDecimals(over, rows);
    if (name.some(isOtherThanWord)) {
      if (name.length > 1 || !name.every(isNumber)) return false;
      if (isShort) return true;
      // Rows of numbers begin so, too: what is beside labels counts the rows.
      if (!areWhole || !name.every(isWholeWord)) return false;
      if (!rowNames.some(isNumber)) return differ;
      return areCounted(rowNames) && (lines.length === 1 ? isCount(over) : differ);
    }
    if (differ) return true;
    if (name.length > 0) {
      const areOthers = isShort || rowNames.every(isOtherThanWord);
      const mayBeRow = rowNames.every((word) => !isNumber(word) && /[A-Za-z]/.test(word.token));
      return areWhole && (areOthers || (!mayBeRow && isRun(tokensOf(over)) && labels.length > 2));
    }
    if (lines.length > 1 || (rows.levels > 1 && line.words.length > 1)) return true;
    if (isCount(over) || !rowNames.some(isNumber)) return true;
    return labels.length > 1 && (areRising(rowNames) || (isRun(tokensOf(over)) && labels.length > 2));
  });
}

const isRowOfR = (token = ""): boolean => /^\[\d+,\]$/.test(token);

const isWholeWord = ({ token }: Word): boolean => /^-?\d+$/.test(token);

/** Whether names of rows count them: 0, 1, 2 ... The last of all rows follows the first ones. */
const areCounted = (words: readonly Word[]): boolean =>
  words.length > 2 && words[0]?.token === "0" && isRun(words.slice(0, -1).map(({ token }) => token));

/** A number or a date, as a name of columns is most often none. */
const isOtherThanWord = (word: Word): boolean =>
  isNumber(word) || (isLabel(word.token) && !/[A-Za-z]/.test(word.token));

function areRising(words: readonly Word[]): boolean {
  const distinct = words.slice(0, -1); // the last row may be among the first ones
  return (
    words.every(({ token }) => /^\d+$/.test(token)) &&
    distinct.every(({ token }, i) => i === 0 || Number(token) > Number(distinct[i - 1]?.token))
  );
}

/** pandas prints the name of all columns over the index, both at the left, while columns and their names end together. */
function isNameOfColumns(name: readonly Word[], rows: Rows, rowNames: readonly Word[]): boolean {
  const isSparse = rows.sample.some(({ words }) => words.length < rows.levels + rows.ends.length);
  if (isSparse || rowNames.every((word) => !isNumber(word))) return true;
  if (rows.levels > 1 && name.length > 1) return false;
  // Below a minus sign others are one further to the right.
  const left = rowNames.some(({ token }) => token.startsWith("-")) ? [rows.start, rows.start + 1] : [rows.start];
  const isLeft = rowNames.every(({ start }) => left.includes(start)) && name[0]?.start === rows.start;
  return isLeft && rowNames.some(({ end }) => end !== name.at(-1)?.end);
}

/** Whether the numbers below have other digits behind the point than labels, wherever they have any. */
function differInDecimals(over: Labels["over"], { sample, ends }: Rows): boolean {
  let seen = 0;
  return (
    over.every((group, k) => {
      const column = sample
        .map(({ words }) => words.at(k - ends.length)?.token ?? "")
        .filter((token) => !isNumberWord(token));
      if (!column.some((token) => token.includes("."))) return true;
      seen++;
      return group.every((label) => column.every((token) => decimalsOf(token) !== decimalsOf(label.token)));
    }) && seen > 0
  );
}

const isNumber = ({ token }: Pick<Word, "token">): boolean => isNumberToken(token);
const areNumbers = (over: Labels["over"]): boolean => over.flat().every(isNumber);

const tokensOf = (over: Labels["over"]): readonly string[] => over.flat().map(({ token }) => token);

function isCount(over: Labels["over"]): boolean {
  return over.length > 1 && over[0]?.[0]?.token === "0" && isRun(tokensOf(over));
}

function decimalsOf(token: string): number {
  return /\.(\d*)/.exec(token)?.[1]?.length ?? -1;
}
