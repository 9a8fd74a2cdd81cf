import { fieldsOf, isNumber, isWhole, type Delimiter } from "./fields";
import { hasFraction } from "./first-line";
import { isLabel } from "./judge-first-column";
import type { Spans } from "./spans";

const SAMPLE = 8;
const FIELDS_LOOKED_AT = 100; // of a line

/** A table and the names of its columns, where it has any. */
export interface NamedColumns {
  readonly text: string;
  readonly lines: Spans;
  readonly delimiter: Delimiter;
  readonly names: readonly string[];
  readonly fields: number;
}

/**
 * How many columns at the left may be an index though they hold numbers and have no name of one: whole or rising numbers beside
 * fractions alone, or columns that are called otherwise than all others, which are counted: k, f0, f1, f2. 0 for none.
 */
export function columnsApart({ text, lines, delimiter, names, fields }: NamedColumns): number {
  const rows = lines.head(SAMPLE).map((line) => fieldsOf(text, line, delimiter, FIELDS_LOOKED_AT));
  if (rows.length < 2 || fields < 2) return 0;
  const most = Math.min(fields, FIELDS_LOOKED_AT);
  const column = (k: number): readonly string[] => rows.map((row) => row[k] ?? "");
  const isFraction = (k: number): boolean => column(k).every((token) => hasFraction(token) || !/\d/.test(token));
  let fractions = most;
  while (fractions > 0 && isFraction(fractions - 1)) fractions--;
  const areWhole = Array.from({ length: fractions }, (_, k) => column(k)).every((tokens) => tokens.every(isOfIndex));
  if (fractions > 0 && fractions < most && areWhole) return fractions;
  if (names.length !== fields) return 0;
  return calledOtherwise(names) || (areRising(column(0)) ? 1 : 0);
}

const isOfIndex = (token: string): boolean => isWhole(token) || isLabel(token);

function areRising(tokens: readonly string[]): boolean {
  const values = tokens.map((token) => (isNumber(token) ? Number(token.replace(",", ".")) : NaN));
  return values.length > 3 && values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));
}

/** How many names stand before all those that count one stem, or are numbers or dates. */
function calledOtherwise(names: readonly string[]): number {
  const stemOf = (name: string): string | undefined => /^(.*?)\d+$/.exec(name)?.[1];
  const last = stemOf(names.at(-1) ?? "");
  if (last === undefined) return 0;
  const count = names.findLastIndex((name) => stemOf(name) !== last) + 1;
  return count < names.length - 1 ? count : 0;
}
