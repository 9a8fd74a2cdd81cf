import type { Wanted } from "../wanted";
import { type Delimiter, eachField, fieldsOf, isNumber, isWhole, type Span } from "./fields";
import { columnsApart } from "./index-signs";
import { isLabel, namesALevel, namesAnIndex, namesOverIndex } from "./judge-first-column";
import type { Spans } from "./spans";

/** A block's lines, and what stands above them. */
export interface LevelsCase {
  readonly text: string;
  readonly lines: Spans;
  readonly delimiter: Delimiter;
  readonly header: Span | undefined; // that names the columns
  readonly headers: readonly Span[]; // it and what else stands above, the last of them nearest to the lines
  readonly names: readonly string[]; // of the columns, those of an index among them
  readonly named: number; // levels that have a line of names to themselves
  readonly fields: number; // of the first line
  readonly isSeries: boolean; // pandas says that one column are the values
}

/** Several columns at the left that are no data, as an index of several levels is. */
export interface Levels {
  readonly header: Span | undefined; // that names the columns of data
  readonly columns: number; // of data
  readonly lines: Spans; // of data alone
}

/** What is known of the levels before it is decided what they are. */
interface Found {
  readonly count: number;
  /** So many of them are no data in any way: they hold words, or nothing where they are as above. */
  readonly least: number;
  readonly isSparse?: boolean; // lines leave out what is as above
  readonly header: Span | undefined;
  readonly names: readonly string[];
  readonly kind: "labels" | "index" | "data"; // what they are where nothing else is asked for
}

/** More levels are not looked for where nothing names them. */
const MOST_LEVELS = 6;
const HEAD_LINES = 8;

/** Finds the levels of an index of several columns, and says what becomes of them. Undefined where there are none. */
export function indexLevels(
  found: LevelsCase,
  wanted: Wanted,
  said?: Pick<Found, "count" | "header" | "names">,
): Levels | undefined {
  const levels = said ? ofPrint(found, said) : (saidLevels(found) ?? guessedLevels(found));
  if (!levels) return undefined;
  const { count, least, header, kind } = levels;
  const ways = [
    { id: "first-columns-as-index", text: `the first ${count} columns as an index` },
    { id: "first-columns-as-data", text: least ? `only ${first(least)} as an index` : `${first(count)} as data` },
  ];
  const asked = least < count && wanted.choose(kind === "data" ? ways.toReversed() : ways);
  const skipped = asked === "first-columns-as-data" ? least : count;
  const were = (number: number): string => (number > 1 ? "were" : "was");
  if (skipped < count) {
    const what = `${describe(found, levels, least, count)} ${were(count - least)}`;
    wanted.assume("first-column", `${what} read as data, not as an index.`);
  }
  if (skipped > 0) {
    const what = describe(found, levels, 0, skipped);
    const how = kind === "labels" ? "hold words and were" : `${were(skipped)} read as an index and`;
    wanted.assume(kind === "labels" ? "labels" : "index", `${what} ${how} left out.`);
  }
  const columns = found.fields - skipped;
  return { header, columns, lines: withoutLevels(found, skipped, levels.isSparse ? columns : undefined) };
}

const first = (count: number): string => (count > 1 ? `the first ${count} columns` : "the first column");

/** The lines behind so many fields. `columns` are those of data, where lines leave out some of these fields. */
function withoutLevels({ text, lines, delimiter }: LevelsCase, count: number, columns: number | undefined): Spans {
  return lines.map((line) => {
    const starts: number[] = [];
    eachField(text, line, delimiter, (from) => starts.push(from), columns === undefined ? count + 1 : undefined);
    return { start: starts[columns === undefined ? count : starts.length - columns] ?? line.end, end: line.end };
  });
}

/** Levels that the lines above the data name, or leave room for. */
function saidLevels(found: LevelsCase): Found | undefined {
  const { text, lines, header, headers, names, fields, delimiter, isSeries } = found;
  const [first] = lines.head(1);
  const above = headers.at(-2);
  if (!first || fields < 3) return undefined;
  if (delimiter !== " ") return header && namedInFields(found, header);
  if (isSeries) {
    const count = fields - 1;
    const own = names.length === count ? names : [];
    return ofPrint(found, { count, header, names: own });
  }
  const upper = above ? fieldsOf(text, above, delimiter).length : 0;
  if (above && names.length > 1 && upper + names.length === fields && endsAligned(text, above, first, names.length)) {
    return ofPrint(found, { count: names.length, header: above, names });
  }
  const count = fields - names.length;
  if (!header || count < 2 || !endsAligned(text, header, first, count)) return undefined;
  return ofPrint(found, { count, header, names: [] });
}

/** In CSV the levels stand below empty names, or have names on a line of their own. */
function namedInFields(found: LevelsCase, header: Span): Found | undefined {
  const { names, named, fields } = found;
  if (names.length !== fields) return undefined;
  const count = named || names.findIndex((name) => name !== "");
  return count > 1 ? known(found, { count, header, names: named ? names.slice(0, named) : [] }) : undefined;
}

/** pandas prints each level where it changes: below it is blank, and the numbers end where those above do. */
function ofPrint(found: LevelsCase, levels: Pick<Found, "count" | "header" | "names">): Found | undefined {
  const { text, lines, fields } = found;
  const columns = fields - levels.count;
  let last: number[] | undefined;
  let isSparse = false;
  for (const line of lines) {
    const ends = endsOf(text, line);
    if (ends.length > fields || ends.length <= columns) return undefined;
    isSparse ||= ends.length < fields;
    last ??= ends.slice(-columns);
    if (isSparse && !ends.slice(-columns).every((end, k) => end === last?.[k])) return undefined;
  }
  if (isSparse) return { ...levels, least: levels.count, isSparse, kind: "index" };
  return known(found, levels);
}

/** Levels that are sure to be some. Words among them cannot be data, nor can what stands before them. */
function known({ text, lines, delimiter }: LevelsCase, levels: Pick<Found, "count" | "header" | "names">): Found {
  const last = lines
    .head(HEAD_LINES)
    .map((line) => fieldsOf(text, line, delimiter, levels.count).findLastIndex((token) => !isNumber(token)));
  return { ...levels, least: Math.max(-1, ...last) + 1, kind: "index" };
}

/** Levels that are told by what the columns hold and by their names. */
function guessedLevels(found: LevelsCase): Found | undefined {
  const { text, lines, delimiter, header, names: named, fields } = found;
  // Behind an index without a name the names are one short.
  const names = named.length === fields - 1 ? ["", ...named] : named.length === fields ? named : [];
  const head = lines.head(HEAD_LINES).map((line) => fieldsOf(text, line, delimiter, MOST_LEVELS));
  if (head.length < 2 || fields < 3 || !header) return undefined;
  const kinds: ("words" | "whole")[] = [];
  while (kinds.length < Math.min(MOST_LEVELS, fields - 1)) {
    const column = head.map((row) => row[kinds.length] ?? "");
    if (column.every(isLabel)) kinds.push("words");
    else if (column.every(isWhole)) kinds.push("whole");
    else break;
  }
  if (kinds.length < 2) return undefined;
  const isNumbered = kinds[0] === "whole" && head.every(([token], i) => Number(token) === Number(head[0]?.[0]) + i);
  const words = kinds.lastIndexOf("words") + 1;
  const overIndex = namesOverIndex(names);
  const unnamed = kinds.findIndex((_, k) => k >= overIndex && !(names[k] === "" || namesALevel(names[k] ?? "x")));
  const byNames = unnamed < 0 ? kinds.length : unnamed;
  const apart = Math.min(kinds.length, columnsApart(found));
  const tuples = tuplesOf(found, kinds, isNumbered ? 1 : 0, Math.max(words, byNames, apart) > 1);
  if (!tuples) return undefined;
  const count = Math.max(words, byNames, tuples.counted, apart);
  if (count < 2) return undefined;
  const areWords = words === count && kinds.slice(0, words).every((kind) => kind === "words");
  // Words behind the number of a line stand in any order, behind other whole numbers only below an index.
  const areNumbered = isNumbered && kinds.slice(1, words).every((kind) => kind === "words");
  if (words > 1 && !areWords && !areNumbered && !tuples.isGrouped) return undefined;
  // Columns that have names of their own are data, unless words stand behind them: those below the name of an index are it.
  const areNamed = names.slice(Math.max(words, overIndex), count).some((name) => name !== "" && !namesALevel(name));
  const kind = areWords ? "labels" : (words > 0 && !areNamed) || byNames === count ? "index" : "data";
  const least = Math.max(words, kind === "data" && (names[0] === "" || namesAnIndex(names[0] ?? "")) ? 1 : 0);
  return { count, least, header, names: names.slice(0, count), kind };
}

/**
 * What the leading fields of all lines are together, behind those that number the lines: undefined where some are not of
 * the kinds of the first lines. Unless `all`, no more lines are looked at than it takes to see that they count nothing.
 */
function tuplesOf(
  { text, lines, delimiter }: LevelsCase,
  leading: readonly ("words" | "whole")[],
  from: number,
  all: boolean,
): { readonly counted: number; readonly isGrouped: boolean } | undefined {
  const kinds = leading.slice(from);
  let before: readonly string[] | undefined;
  // Level k counts 0, 1, 2 ... or 1, 2, 3 ... below each value of those before it.
  const counts = kinds.map(() => true);
  const restarts = kinds.map(() => false);
  const seen = new Set<string>();
  let isGrouped = true;
  for (const line of lines) {
    const tuple = fieldsOf(text, line, delimiter, leading.length).slice(from);
    if (!kinds.every((kind, k) => (kind === "words" ? isLabel(tuple[k] ?? "") : isWhole(tuple[k] ?? ""))))
      return undefined;
    const changed = before ? tuple.findIndex((token, k) => token !== before?.[k]) : 0;
    if (changed === 0 || before === undefined) {
      isGrouped &&= !seen.has(tuple[0] ?? "");
      seen.add(tuple[0] ?? "");
    }
    for (const [k, token] of tuple.entries()) {
      const value = Number(token);
      const previous = Number(before?.[k]);
      if (before === undefined || (changed >= 0 && changed < k)) {
        counts[k] &&= value === 0 || value === 1;
        restarts[k] ||= before !== undefined && previous > value;
      } else if (k === changed) counts[k] &&= value === previous + 1;
    }
    if (!all && !(isGrouped && counts.some((isCount, k) => k > 0 && isCount))) return undefined;
    before = tuple;
  }
  const last = kinds.findLastIndex((kind, k) => kind === "whole" && k > 0 && counts[k] && restarts[k]);
  const isNested = kinds.slice(0, last).every((kind, k) => kind === "words" || counts[k]);
  return { counted: last > 0 && isNested && isGrouped ? from + last + 1 : 0, isGrouped };
}

/** Names the columns [from, to) of the levels, by their names or by what they hold. */
function describe(
  { text, lines, delimiter }: LevelsCase,
  { count, isSparse, names }: Found,
  from: number,
  to: number,
): string {
  const some = lines.head(isSparse ? 1 : 3);
  const shown = some.map((line) => fieldsOf(text, line, delimiter, to).slice(from).join(" "));
  const held = shown.map((tokens) => (tokens.length > 20 ? `${tokens.slice(0, 17)}...` : tokens)).join(", ");
  const called =
    names.length === count
      ? names.slice(from, to).map((name) => (name === "" ? "no name" : `"${name.slice(0, 40)}"`))
      : [];
  const what = called.length ? called.join(", ") : `${held}${lines.length > some.length ? " ..." : ""}`;
  const which = from === 0 ? first(to) : to - from > 1 ? `columns ${from + 1} to ${to}` : `column ${to}`;
  return `${which[0]?.toUpperCase()}${which.slice(1)} (${what})`;
}

/** Where the fields of a line end, counted from its first character. */
export function endsOf(text: string, span: Span): number[] {
  let start = span.start;
  while (start > 0 && text.charCodeAt(start - 1) !== 10 && text.charCodeAt(start - 1) !== 13) start--;
  const found: number[] = [];
  eachField(text, span, " ", (_from, to) => found.push(to - start));
  return found;
}

/** Whether the names of columns end above the numbers, behind so many levels of an index, as pandas and R print them. */
export function endsAligned(text: string, header: Span, line: Span | undefined, levels = 1): boolean {
  if (!line) return false;
  const below = endsOf(text, line).slice(levels);
  return endsOf(text, header).every((end, k) => end === below[k]);
}
