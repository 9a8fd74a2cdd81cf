/** The fields of a line, and the numbers that they stand for. */

/** A stretch of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How the fields of a line stand apart. Of " " any white space, and the bars of frames. */
export type Delimiter = "," | "\t" | ";" | "|" | " ";

/** How the numbers of a table are written. `grouped`: with marks between their thousands. */
export interface Style {
  readonly decimal: "." | ",";
  readonly grouped: boolean;
}

const BARS = "|│┃┆┊║⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠";

function isBar(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === 124 || (code > 0x2000 && BARS.includes(text.charAt(offset)));
}

/** A stretch without the white space at its ends; tabs at the ends of a line may be empty fields and stay. */
export function trim(text: string, start: number, end: number, keepTabs = false): Span {
  const blank = (code: number): boolean => (code <= 32 && !(keepTabs && code === 9)) || code === 0xfeff;
  while (start < end && blank(text.charCodeAt(start))) start++;
  while (end > start && blank(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/** A line without the bars of the frame around it. */
export function unframed(text: string, { start, end }: Span): Span {
  const from = start < end && isBar(text, start) ? start + 1 : start;
  const to = end > from && isBar(text, end - 1) ? end - 1 : end;
  return from === start && to === end ? { start, end } : trim(text, from, to);
}

/** Visits the fields of a line, from the left, so many at most. A delimiter at its end opens one more, which is empty. */
export function eachField(
  text: string,
  line: Span,
  delimiter: Delimiter,
  visit: (from: number, to: number, column: number) => void,
  most = Infinity,
): void {
  if (delimiter === " ") {
    eachWord(text, line, visit, most);
    return;
  }
  let from = line.start;
  for (let column = 0; column < most; column++) {
    const to = delimiterAfter(text, fieldEnd(text, from, line.end), delimiter, line.end);
    visit(from, to, column);
    if (to >= line.end) return;
    from = to + 1;
  }
}

/** The fields of a line, without blanks and quotes around them, so many at most. */
export function fieldsOf(text: string, line: Span, delimiter: Delimiter, most?: number): string[] {
  const fields: string[] = [];
  eachField(text, line, delimiter, (from, to) => fields.push(tokenOf(text, from, to)), most);
  return fields;
}

function eachWord(
  text: string,
  { start, end }: Span,
  visit: (from: number, to: number, column: number) => void,
  most: number,
): void {
  let pos = start;
  for (let column = 0; column < most; column++) {
    while (pos < end && (text.charCodeAt(pos) <= 32 || isBar(text, pos))) pos++;
    if (pos >= end) return;
    const from = pos;
    pos = fieldEnd(text, pos, end);
    while (pos < end && text.charCodeAt(pos) > 32 && !isBar(text, pos)) pos++;
    visit(from, pos, column);
  }
}

/** Offset behind the quotes that open here, if any: what they hold parts no fields. */
function fieldEnd(text: string, from: number, end: number): number {
  let pos = from;
  while (pos < end && text.charCodeAt(pos) === 32) pos++;
  if (pos >= end || text.charCodeAt(pos) !== 34) return from;
  for (pos++; pos < end; pos++) {
    if (text.charCodeAt(pos) !== 34) continue;
    if (pos + 1 >= end || text.charCodeAt(pos + 1) !== 34) return pos + 1;
    pos++; // two stand for one
  }
  return from;
}

/** Offset of the delimiter; `end` where there is none. Looked for by hand: a search would go on behind the line. */
function delimiterAfter(text: string, from: number, delimiter: Delimiter, end: number): number {
  let pos = from;
  if (delimiter === "|") while (pos < end && !isBar(text, pos)) pos++;
  else {
    const code = delimiter.charCodeAt(0);
    while (pos < end && text.charCodeAt(pos) !== code) pos++;
  }
  return pos;
}

/** The text of a field, without blanks and quotes around it. */
export function tokenOf(text: string, from: number, to: number): string {
  const { start, end } = trim(text, from, to);
  const token = text.slice(start, end);
  return /^(".*"|'.*')$/.test(token) ? token.slice(1, -1).trim() : unmarked(token);
}

/** Marks of emphasis around a number, as Markdown has them: **1.5**. */
const EMPHASIS = /^(\*{1,3}|__|`)((?:[-+.\d]|nan|inf).*)\1$/i;
const MARKS = /\*{1,3}|__|`/y;

/** A field's text without marks of emphasis. */
export function unmarked(token: string): string {
  const first = token.charCodeAt(0);
  return first === 42 || first === 95 || first === 96 ? (EMPHASIS.exec(token)?.[2] ?? token) : token;
}

/** How many marks of emphasis stand at an offset. */
export function marksBefore(text: string, offset: number): number {
  MARKS.lastIndex = offset;
  return MARKS.exec(text)?.[0].length ?? 0;
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eEdD][-+]?\d+)?$/;
/** As a programmer writes it: 1.5f. Without a point or an exponent it may be a name, as 5d is. */
const WITH_SUFFIX = /^([-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?)[fFdDL]$/;
const WORD = /^([-+]?)(?:1\.#)?(nan|inf|infinity|ind|qnan)(?:\(ind\))?$/i;
const GROUPED = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const GROUPED_BY_POINTS = /^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/;

/** The number that a field's text stands for: undefined for none, infinite too where it is beyond a double. */
export function numberOf(token: string, { decimal, grouped }: Style): number | undefined {
  let plain = token;
  if (decimal === ",") {
    if (grouped && GROUPED_BY_POINTS.test(token)) plain = token.replaceAll(".", "");
    else if (token.includes(".")) return WORD.test(token) ? wordOf(token) : undefined;
    plain = plain.replace(",", ".");
  } else if (grouped && GROUPED.test(token)) plain = token.replaceAll(",", "");
  if (NUMBER.test(plain)) return Number(plain.replace(/[dD]/, "e"));
  const bare = WITH_SUFFIX.exec(plain)?.[1];
  return bare === undefined ? wordOf(token) : Number(bare);
}

function wordOf(token: string): number | undefined {
  const [, sign, word] = WORD.exec(token) ?? [];
  if (word === undefined) return undefined;
  if (!word.toLowerCase().startsWith("inf")) return NaN;
  return sign === "-" ? -Infinity : Infinity;
}

/** Whether it is a word that stands for NaN or infinity. */
export function isNumberWord(token: string): boolean {
  return WORD.test(token);
}

export function hasSuffix(token: string): boolean {
  return WITH_SUFFIX.test(token);
}

/** Whether a number's suffix says that it is one of single precision, as in C. */
export function isSingle(token: string): boolean {
  return /[fF]$/.test(token) && hasSuffix(token);
}

/** What a mark in a number can be: "1,5", "1,234.5", or either, as in "1,234". */
type Mark = "none" | "decimal" | "grouped" | "either";

/** What the commas and points of a field can be, where it is a number. */
export function marksOf(token: string): { readonly comma: Mark; readonly point: Mark } | undefined {
  const hasPoint = token.includes(".");
  if (!token.includes(",")) {
    const isPlain = NUMBER.test(token) || WITH_SUFFIX.test(token);
    const isGrouped = hasPoint && GROUPED_BY_POINTS.test(token);
    if (!isPlain && !isGrouped) return undefined;
    return { comma: "none", point: !hasPoint ? "none" : !isGrouped ? "decimal" : isPlain ? "either" : "grouped" };
  }
  if (hasPoint) {
    if (GROUPED.test(token)) return { comma: "grouped", point: "decimal" };
    return GROUPED_BY_POINTS.test(token) ? { comma: "decimal", point: "grouped" } : undefined;
  }
  if (GROUPED.test(token)) {
    return { comma: token.indexOf(",") === token.lastIndexOf(",") ? "either" : "grouped", point: "none" };
  }
  return NUMBER.test(token.replace(",", ".")) ? { comma: "decimal", point: "none" } : undefined;
}

/** Whether a field is a number, as any print writes one. */
export function isNumber(token: string): boolean {
  return marksOf(token) !== undefined || isNumberWord(token);
}

/** Whether it is a whole number of digits alone, as labels and counts are; of more digits a double holds not each. */
export function isWhole(token: string): boolean {
  return /^\d{1,15}$/.test(token);
}

/** A piece of a text in quotes, short enough for a sentence. */
export function quote(token: string): string {
  return `"${token.length > 40 ? `${token.slice(0, 37)}...` : token}"`;
}
