import { blankEnd, closeOf, isClose, isOpen, stringEnd } from "./brackets";
import type { TextRange } from "./locate-matrices";
import type { NumberOffsets } from "../formats/format";
import { formatNamed, likely } from "../formats/index";
import { Offsets } from "../offsets";
import { attempt } from "../place";
import { X_KEYS } from "../problem-keys";

/** Where x was found in a text, and as what it is read: a text as a whole by the format that it looks like. */
export interface Stretch extends TextRange {
  readonly kind?: "matrix" | "problem" | "value" | "rows" | "table" | "whole";
  /** An alternative that is shown in place of what would be read. */
  readonly wanted?: string | undefined;
}

/** Finds numbers by their index, and indices by their place. */
interface Places {
  rangeOf(index: readonly number[]): TextRange | undefined;
  indexAt(offset: number): readonly number[] | undefined;
}

/**
 * Where each number of x stands in a text: of the matrix or table in a stretch of it, or of the x of the problem object
 * there. Made by reading the stretch once; a number is found by its place, and its place by the number, without reading
 * the text again.
 */
export class NumberPlaces {
  private readonly places: Places | undefined;

  constructor(text: string, stretch: Stretch) {
    const { start, end } = stretch;
    const matrix = stretch.kind === "table" ? undefined : xRange(text, { start, end });
    this.places = readPlaces(text, stretch) ?? (matrix && new Leaves(text, matrix));
  }

  /** Range of the number at an index. Undefined when there is none. */
  rangeOf(index: readonly number[]): TextRange | undefined {
    return this.places?.rangeOf(index);
  }

  /** Index of the number under an offset, or of the one just before it. Undefined outside the rows of the matrix. */
  indexAt(offset: number): readonly number[] | undefined {
    return this.places?.indexAt(offset);
  }
}

/** As a format's own reader finds them; undefined where brackets alone tell it, and where it refuses the text. */
function readPlaces(text: string, { start, end, kind, wanted }: Stretch): Places | undefined {
  if (kind === "matrix" || kind === "problem" || kind === "rows") return undefined;
  const formats = kind === "table" ? [formatNamed("table")] : likely(text, start, end);
  for (const format of formats) {
    if (format.kind !== "text") continue;
    if (format.isContainer) return NOWHERE;
    if (!format.locate) return undefined;
    if (format.name === "json" && isBracketed(text, start, end)) {
      if (hasNothingElse(text, start, end)) return undefined;
      continue;
    }
    const found = attempt(() => format.locate?.(text, start, end, wanted));
    if (found.ok && found.value) return new ReadPlaces(text, end, found.value);
  }
  return undefined;
}

const NOWHERE: Places = { rangeOf: () => undefined, indexAt: () => undefined };

/** A matrix, rows or a problem: where the numbers stand is found in any state of the text, with mistakes in it too. */
function isBracketed(text: string, start: number, end: number): boolean {
  const open = blankEnd(text, start, end);
  if (text.charCodeAt(open) === 123) return xStart(text, open, end) !== undefined;
  return text.charCodeAt(blankEnd(text, open + 1, end)) !== 123;
}

/** Whether nothing but brackets part the rows: no calls, types, parentheses and semicolons, which their reader knows. */
function hasNothingElse(text: string, start: number, end: number): boolean {
  const stretch = start === 0 && end === text.length ? text : text.slice(start, end);
  return (
    stretch.trimStart().startsWith("{") ||
    !/[;(]|[\w>]\s{0,8}[[{]|\b(?!NaN|Infinity|nan\b|inf\b)[A-Za-z]{3,60}/.test(stretch)
  );
}

/** Numbers where a reader has read them. */
class ReadPlaces implements Places {
  private readonly isRising: boolean;

  constructor(
    private readonly text: string,
    private readonly end: number,
    private readonly read: NumberOffsets,
  ) {
    const { offsets } = read;
    let isRising = true;
    for (let i = 1; i < offsets.length && isRising; i++) isRising = offsets.at(i - 1) <= offsets.at(i);
    this.isRising = isRising;
  }

  rangeOf(index: readonly number[]): TextRange | undefined {
    const { shape, offsets, stops } = this.read;
    if (index.length !== shape.length) return undefined;
    let number = 0;
    for (const [axis, extent] of shape.entries()) {
      const at = index[axis] ?? -1;
      if (!(at >= 0 && at < extent)) return undefined;
      number = number * extent + at;
    }
    if (number >= offsets.length) return undefined;
    const start = offsets.at(number);
    const quote = this.text[start - 1] === '"' ? this.text.indexOf('"', start) : -1;
    return { start, end: quote > 0 ? quote : tokenEnd(this.text, start, this.end, stops) };
  }

  indexAt(offset: number): number[] | undefined {
    const { shape, offsets } = this.read;
    if (offsets.length === 0) return undefined;
    let number = this.isRising ? offsets.lastUpTo(offset, 0, offsets.length) : this.nearest(offset);
    // In white space and words of other lines no number is meant.
    const lineStart = this.text.lastIndexOf("\n", offset - 1) + 1;
    const at = offsets.at(number);
    if (at > offset || at < lineStart) return undefined;
    const index: number[] = [];
    for (const extent of shape.toReversed()) {
      index.unshift(number % extent);
      number = Math.floor(number / extent);
    }
    return index;
  }

  private nearest(offset: number): number {
    const { offsets } = this.read;
    let best = 0;
    for (let i = 0; i < offsets.length; i++) {
      const at = offsets.at(i);
      if (at <= offset && (at > offsets.at(best) || offsets.at(best) > offset)) best = i;
    }
    return best;
  }
}

/** The innermost arrays of a matrix and their numbers. */
export class Leaves {
  private readonly extents: number[] = []; // of the axes but the last
  private readonly starts = new Offsets(); // behind each leaf's opening bracket
  private readonly first = new Offsets(); // where each leaf's numbers begin among all, and one more for the end
  private readonly numbers = new Offsets(); // of all leaves, one after the other

  constructor(
    private readonly text: string,
    private readonly range: TextRange,
  ) {
    this.read();
    this.first.push(this.numbers.length);
    // Rows side by side without brackets around them: a selection of some rows.
    if (this.extents.length === 0) this.extents.push(this.starts.length);
  }

  rangeOf(index: readonly number[]): TextRange | undefined {
    if (index.length !== this.extents.length + 1) return undefined;
    let leaf = 0;
    for (const [axis, extent] of this.extents.entries()) {
      const at = index[axis] ?? -1;
      if (!(at >= 0 && at < extent)) return undefined;
      leaf = leaf * extent + at;
    }
    if (leaf >= this.starts.length) return undefined;
    const number = this.first.at(leaf) + (index.at(-1) ?? -1);
    if (!(number >= this.first.at(leaf) && number < this.first.at(leaf + 1))) return undefined;
    const start = this.numbers.at(number);
    return { start, end: tokenEnd(this.text, start, this.range.end) };
  }

  indexAt(offset: number): number[] | undefined {
    if (offset <= this.range.start || offset >= this.range.end || this.starts.length === 0) return undefined;
    let leaf = this.starts.lastUpTo(offset, 0, this.starts.length);
    const [from, to] = [this.first.at(leaf), this.first.at(leaf + 1)];
    if (from === to) return undefined;
    const index = [this.numbers.lastUpTo(offset, from, to) - from];
    for (const extent of this.extents.toReversed()) {
      index.unshift(leaf % extent);
      leaf = Math.floor(leaf / extent);
    }
    return leaf === 0 ? index : undefined;
  }

  private read(): void {
    const { text, extents } = this;
    const { end } = this.range;
    const counts: number[] = [];
    for (let pos = this.range.start; pos < end;) {
      pos = blankEnd(text, pos, end);
      const code = text.charCodeAt(pos);
      if (isOpen(code)) {
        const around = counts.length - 1;
        if (around >= 0) counts[around] = (counts[around] ?? 0) + 1;
        const inside = blankEnd(text, pos + 1, end);
        if (isOpen(text.charCodeAt(inside))) {
          counts.push(0);
          pos = inside;
        } else {
          this.readLeaf(pos + 1);
          pos = closeOf(text, pos, end);
        }
      } else if (isClose(code)) {
        const count = counts.pop();
        if (count === undefined) break;
        extents[counts.length] ??= count;
        pos++;
      } else pos++;
    }
  }

  private readLeaf(start: number): void {
    const { text } = this;
    const { end } = this.range;
    this.starts.push(start);
    this.first.push(this.numbers.length);
    for (let pos = start; ;) {
      pos = blankEnd(text, pos, end);
      while (pos < end && (text[pos] === "," || text[pos] === ";")) pos = blankEnd(text, pos + 1, end);
      if (pos >= end || isClose(text.charCodeAt(pos))) return;
      this.numbers.push(pos);
      pos = tokenEnd(text, pos, end);
    }
  }
}

/** Offset behind the number, word or string at `start`; at least one character is passed. */
function tokenEnd(text: string, start: number, end: number, stops = ",;/#"): number {
  if (text.charCodeAt(start) === 34) return stringEnd(text, start, end);
  let pos = start + 1;
  for (; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code <= 32 || code === 0xa0 || code === 0xfeff || isClose(code)) break;
    if (stops.includes(text.charAt(pos))) break;
  }
  return pos;
}

/** The array of x: the range itself, or the value of the key "x" of the object in it. Undefined for a table. */
function xRange(text: string, range: TextRange): TextRange | undefined {
  const start = blankEnd(text, range.start, range.end);
  if (text.charCodeAt(start) === 123) {
    const x = xStart(text, start, range.end);
    if (x !== undefined) return { start: x, end: closeOf(text, x, range.end) };
  }
  for (let pos = start; pos < range.end; pos++) {
    if (isOpen(text.charCodeAt(pos))) return { start: pos, end: range.end };
    if (pos > start + 4096) break; // words before an array are short
  }
  return undefined;
}

/** Offset of what stands in the place of x in the object that opens at `open`. */
function xStart(text: string, open: number, end: number): number | undefined {
  for (const key of X_KEYS) {
    const start = memberStart(text, open, end, key);
    if (start !== undefined) return start;
  }
  return undefined;
}

/** Offset of the value of a key of the object that opens at `open`. */
export function memberStart(text: string, open: number, end: number, key: string): number | undefined {
  let pos = open + 1;
  while (pos < end) {
    pos = blankEnd(text, pos, end, false);
    if (text.charCodeAt(pos) !== 34) return undefined;
    const close = stringEnd(text, pos, end);
    const name = text.slice(pos + 1, close - 1);
    pos = blankEnd(text, close, end, false);
    if (text[pos] !== ":") return undefined;
    pos = blankEnd(text, pos + 1, end, false);
    if (name === key) return pos;
    if (isOpen(text.charCodeAt(pos))) pos = closeOf(text, pos, end);
    else if (text.charCodeAt(pos) === 34) pos = stringEnd(text, pos, end);
    else while (pos < end && !",}".includes(text.charAt(pos))) pos++;
    pos = blankEnd(text, pos, end, false);
    if (text[pos] === ",") pos++;
  }
  return undefined;
}
