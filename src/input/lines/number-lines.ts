import { isNumber, isNumberWord, isWhole, type Delimiter } from "./fields";
import { isLabel, judgeFirstColumn } from "./judge-first-column";
import type { Spans } from "./spans";

/** So many lines that hold numbers are looked at as names of columns, and so many rows below them. */
export const MOST_LABELS = 5;
export const SAMPLE = 8;

type Row = readonly string[];

/**
 * How many lines of numbers at the top of a table may be names of its columns, by what sets them apart from the rows below:
 * their digits, steps from each to the next, or a first column that counts from there on. 0 where nothing does.
 */
export function mayBeLabels(text: string, all: readonly Row[], lines: Spans, delimiter: Delimiter): number {
  for (let count = Math.min(MOST_LABELS, all.length - 2); count > 0; count--) {
    const [labels, rows] = [all.slice(0, count), all.slice(count)];
    const width = rows[0]?.length;
    if (!labels.every((names) => names.length === width && areNumbers(names))) continue;
    if (rows.some(({ length }) => length !== width)) continue;
    // Fractions are never of several levels.
    if (count > 1 && !labels.every((names) => names.slice(1).every(isWhole))) continue;
    if (labels.every((names) => differ(names, rows))) return count;
    if (count === 1 && labels.every((names) => stepOtherwise(names, rows))) return count;
    if (isCountedFrom(labels, rows) && /counts|rising/.test(judgeFirstColumn(text, lines.tail(count), delimiter)))
      return count;
  }
  return 0;
}

/** Behind the name of a level, if there is one. */
const areNumbers = ([corner = "", ...names]: Row): boolean =>
  (isPlain(corner) || isLabel(corner)) && names.every(isPlain);

const isPlain = (token: string): boolean => isNumber(token) && !isNumberWord(token);

/** Whether every label has other digits behind its point than all numbers below it, those of an index left out. */
function differ(names: Row, rows: readonly Row[]): boolean {
  const isOver = (name: string, k: number): boolean => {
    const below = rows.map((row) => row[k] ?? "").filter(isPlain);
    return below.length > 0 && below.every((token) => decimalsOf(token) !== decimalsOf(name));
  };
  const last = names.findLastIndex((name, k) => !isOver(name, k));
  const areLeftWhole = rows.every((row) => row.slice(0, last + 1).every(isWhole));
  return last + 1 < names.length && (last < 1 || areLeftWhole);
}

const decimalsOf = (token: string): number => /[.,](\d*)/.exec(token)?.[1]?.length ?? -1;
const valuesOf = (row: Row): number[] => row.map((token) => Number(token.replace(",", ".")));

/** Whether labels are evenly spaced, or double and the like, as no row below is; the first may name an index. */
function stepOtherwise(names: Row, rows: readonly Row[]): boolean {
  return [names, names.slice(1)].some((labels, from) => {
    const isStepped = (row: Row): boolean => areEven(valuesOf(row)) || areGeometric(valuesOf(row));
    return isStepped(labels) && !rows.some((row) => isStepped(row.slice(from)));
  });
}

function areEven(values: readonly number[]): boolean {
  const step = (values[1] ?? 0) - (values[0] ?? 0);
  const isNext = (value: number, k: number): boolean =>
    k === 0 || Math.abs(value - (values[k - 1] ?? 0) - step) <= 1e-9 * Math.abs(value);
  const isCount = values.length === 2 && values[0] === 0 && step === 1;
  return (isCount || (values.length > 2 && step > 0)) && values.every(isNext);
}

function areGeometric(values: readonly number[]): boolean {
  const ratio = (values[1] ?? 0) / (values[0] ?? 0);
  return (
    values.length > 2 && ratio > 1 && values.every((value, k) => k === 0 || value === (values[k - 1] ?? 0) * ratio)
  );
}

/** Whether the first column of the rows is evenly spaced, and the lines above do not fit to that. */
function isCountedFrom(labels: readonly Row[], rows: readonly Row[]): boolean {
  const firsts = rows.map(([first = ""]) => first);
  if (!firsts.every(isWhole)) return false;
  const values = valuesOf(firsts);
  const [start = 0, next = 0] = values;
  const isCount = next === start + 1 && start <= 1;
  const areSpaced =
    values.length > (isCount ? labels.length : 3) && next > start && (values.length === 2 || areEven(values));
  const above = valuesOf(labels.map(([first = ""]) => first)).at(-1);
  return areSpaced && above !== start - (next - start);
}
