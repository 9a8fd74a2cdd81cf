import { isWord, type Cursor } from "./cursor";
import { describeAt } from "./describe-token";
import { oddNumberAt } from "./odd-number";
import type { Offsets } from "./offsets";
import { InputError } from "./place";
import { closingEnd, unwrap, type Wrapped } from "./printed/wrappings";
import { scaled } from "./scaled";
import { Sink } from "./sink";

/** Arrays nest at most this deep: a tensor has rank 2 to 5. */
export const MAX_RANK = 5;

/** Leaves at least this long go through JSON.parse, which reads 17 digits four times as fast as a script can. */
const NATIVE_LEAF = 64;

/** A rectangular array of numbers and the stretch of text that it stands in. */
export interface ReadArray {
  readonly shape: readonly number[];
  readonly values: Float64Array; // product(shape), row-major
  readonly start: number; // offset of the first bracket
  readonly end: number; // offset behind the last bracket
  /** What was called around it, and with which arguments beside it: tensor, ", dtype=torch.float16)". */
  readonly calls: readonly string[];
  readonly argumentTexts: readonly string[];
  readonly factor: number; // with which the numbers were multiplied
}

/** Elements that a print says are repeated: what gdb prints is far less. */
const MOST_REPEATED = 2 ** 22;
const REPEATS = /\s*<repeats (\d{1,9}) times>/y;
/** lldb counts the elements that it prints. */
const ELEMENT_INDEX = /\[\d{1,9}\]\s*=\s*/y;
/** MATLAB says so that a row goes on in the next line. */
const CONTINUED = /\s*\.\.\.[^\S\n]*\n/y;

/**
 * Reads nested arrays of numbers into one Float64Array. The structure and every fault are its own; the numbers of a
 * long innermost array are read by JSON.parse, and by the cursor where that refuses (NaN, comments, faults).
 */
export class ArrayReader {
  private readonly sink = new Sink();
  private readonly shape: number[] = [];
  private readonly index: number[] = [];
  private leaf = -1; // depth of the innermost arrays, -1 before the first
  private native = 0; // leaves still to be read without JSON.parse after it refused one
  private penalty = 1;
  private isOdd = false; // numbers of other languages were met
  private rowsBySemicolon: boolean | undefined; // undefined before the first innermost array
  private ahead: { readonly pos: number; readonly wrapped: Wrapped | undefined } | undefined;
  private calls: readonly string[] = [];
  private readonly argumentTexts: string[] = [];
  private factor: number;
  private readonly places: Offsets | undefined;

  /** `places` takes the offset of each number; `factor`: written in front of the array. */
  constructor(
    private readonly cursor: Cursor,
    private readonly key: string,
    { places, factor = 1 }: { readonly places?: Offsets | undefined; readonly factor?: number } = {},
  ) {
    this.places = places;
    this.factor = factor;
  }

  /** Reads the array that opens under the cursor. */
  read(): ReadArray {
    const start = this.cursor.pos;
    this.array(0);
    return this.result(start);
  }

  /** Reads rows that stand side by side without brackets around them, as a selection of some rows has them. */
  readRows(): ReadArray {
    const { cursor } = this;
    cursor.blank();
    const start = cursor.pos;
    let end = start;
    let count = 0;
    while (!cursor.atEnd) {
      this.index[0] = count;
      if (!this.opens())
        cursor.fail(
          "mixed-depth",
          `Expected a row in brackets, got ${describeAt(cursor.text, cursor.pos, cursor.end).text}`,
        );
      this.array(1);
      count++;
      end = cursor.pos;
      cursor.blank();
      if (cursor.code === 44) cursor.pos++;
      cursor.blank();
    }
    this.shape[0] = count;
    return { ...this.result(start), end };
  }

  private result(start: number): ReadArray {
    const { shape, calls, argumentTexts, factor } = this;
    return { shape, values: this.sink.take(), start, end: this.cursor.pos, calls, argumentTexts, factor };
  }

  private opens(): boolean {
    const { cursor } = this;
    const { code, pos } = cursor;
    if (cursor.dialect === "json") return code === 91;
    if (code === 91) return !isElementIndex(cursor.text, pos) || this.wrapped() !== undefined;
    if (code === 123 || code === 40) return true;
    return isWordStart(code) && this.wrapped() !== undefined;
  }

  /** The array that begins under the cursor, through its wrappings; undefined for a number. */
  private wrapped(): Wrapped | undefined {
    const { cursor } = this;
    const { text, pos, end } = cursor;
    if (this.ahead?.pos !== pos) {
      const isNumber = isWordStart(cursor.code) && oddNumberAt(text, pos, end) !== undefined;
      this.ahead = { pos, wrapped: isNumber ? undefined : unwrap(text, pos, end) };
    }
    return this.ahead.wrapped;
  }

  /** Goes to the bracket of the array under the cursor. */
  private enter(depth: number): Wrapped["closings"] {
    const { cursor } = this;
    const isPlain = cursor.dialect === "json" || cursor.code === 123 || cursor.code === 40;
    if (isPlain || (cursor.code === 91 && !mayWrap(cursor.text, cursor.pos))) return [];
    const wrapped = this.wrapped();
    if (!wrapped) return [];
    cursor.pos = wrapped.open;
    if (this.calls.length === 0) this.calls = wrapped.calls;
    if (wrapped.factor !== 1) {
      if (depth > 0) cursor.fail("scale-factor", `Expected one factor of the whole array, got ${wrapped.factor} inside`);
      this.factor *= wrapped.factor;
    }
    return wrapped.closings;
  }

  /** Goes behind what was opened around an array. */
  private leave(closings: Wrapped["closings"], start: number): void {
    const { cursor } = this;
    for (const closing of closings.toReversed()) {
      const end = closingEnd(cursor.text, cursor.pos, cursor.end, closing);
      if (end < 0) cursor.fail("unclosed", `Expected "${closing}" behind the array of ${this.key} that opens here`, start);
      this.argumentTexts.push(cursor.text.slice(cursor.pos, end));
      cursor.pos = end;
    }
  }

  private array(depth: number): void {
    const { cursor } = this;
    const start = cursor.pos;
    const closings = this.enter(depth);
    if (depth >= MAX_RANK) {
      cursor.fail(
        "rank",
        `Arrays of ${this.key} nest deeper than ${MAX_RANK}, expected a tensor of rank 2 to ${MAX_RANK}`,
      );
    }
    const close = cursor.code === 91 ? 93 : cursor.code === 40 ? 41 : 125;
    cursor.pos++;
    cursor.blank();
    if (cursor.code === close) {
      cursor.fail("empty", `${capital(this.place(depth))} is empty, expected at least one value`, start);
    }
    const count = this.opens() ? this.arrays(depth, close, start) : this.numbers(depth, close, start);
    this.leave(closings, start);
    if (this.shape[depth] === undefined) this.shape[depth] = count;
    else if (this.shape[depth] !== count) {
      const unit = depth === this.leaf ? "value" : depth === this.leaf - 1 ? "row" : "block";
      const got = `${count} ${unit}${count === 1 ? "" : "s"}`;
      cursor.fail("ragged-row", `${capital(this.place(depth))} has ${got}, expected ${this.shape[depth]}`, start);
    }
  }

  private arrays(depth: number, close: number, start: number): number {
    const { cursor } = this;
    let count = 0;
    do {
      this.index[depth] = count;
      if (!this.opens()) this.mixed("Expected an array");
      if (this.leaf >= 0 && depth >= this.leaf) this.mixed("Expected a number");
      const before = this.sink.length;
      this.array(depth + 1);
      count += 1 + this.repeat(before);
      if (cursor.code === 59) this.refuseRepetition();
    } while (this.next(close, start));
    return count;
  }

  /** Reads the numbers of an innermost array; with semicolons between them, those of a matrix. */
  private numbers(depth: number, close: number, start: number): number {
    const { cursor, sink } = this;
    const isFirst = this.leaf < 0;
    if (isFirst) this.leaf = depth;
    else if (this.leaf !== depth + (this.rowsBySemicolon ? 1 : 0)) this.mixed("Expected an array");
    const before = sink.length;
    if (close === 93 && this.readNatively(start)) {
      this.rowsBySemicolon ??= false;
      return sink.length - before;
    }
    let rows = 0;
    let rowStart = before;
    cursor.where = () => `in ${this.place(depth, sink.length - before)}`;
    for (;;) {
      const at = sink.length;
      this.number();
      this.repeat(at);
      const behind = cursor.pos;
      cursor.blank();
      const isRow = cursor.code === 59 && cursor.dialect === "printed";
      if (isRow) {
        this.endRow(depth, rows++, rowStart, start);
        rowStart = sink.length;
        cursor.pos++;
        pass(cursor, CONTINUED);
        cursor.blank();
        if (cursor.code !== close) continue;
      }
      if (!this.next(close, start, behind)) break;
    }
    cursor.where = () => "";
    if (before === 0) this.expect(cursor.pos - start);
    if (rows > 0 && sink.length > rowStart) this.endRow(depth, rows++, rowStart, start);
    if ((this.rowsBySemicolon ??= rows > 0) !== rows > 0) this.mixed("Expected rows apart by semicolons");
    if (rows > 0 && isFirst) this.leaf = depth + 1;
    return rows > 0 ? rows : sink.length - before;
  }

  private endRow(depth: number, row: number, rowStart: number, start: number): void {
    const count = this.sink.length - rowStart;
    const expected = (this.shape[depth + 1] ??= count);
    if (count === expected) return;
    this.cursor.where = () => "";
    const got = `${count} value${count === 1 ? "" : "s"}`;
    this.cursor.fail("ragged-row", `Row ${row + 1} of ${this.key} has ${got}, expected ${expected}`, start);
  }

  /** Reads one number, as any language writes it where the text is a print. */
  private number(): void {
    const { cursor, sink } = this;
    if (cursor.code === 91) pass(cursor, ELEMENT_INDEX);
    const start = cursor.pos;
    const value = this.valueAt(start);
    sink.push(this.factor === 1 ? value : scaled(cursor.text.slice(start, cursor.pos), value, this.factor));
    this.places?.push(start);
  }

  private valueAt(start: number): number {
    const { cursor } = this;
    const odd = this.isOdd ? oddNumberAt(cursor.text, start, cursor.end) : undefined;
    if (odd) {
      cursor.pos = odd.end;
      return odd.value;
    }
    try {
      return cursor.number();
    } catch (error) {
      if (!(error instanceof InputError) || cursor.dialect === "json") throw error;
      const found = oddNumberAt(cursor.text, start, cursor.end);
      if (!found) throw error;
      this.isOdd = true; // a refusal is slow: the next ones are tried in the other order
      cursor.pos = found.end;
      return found.value;
    }
  }

  /** gdb says of equal elements how many there are; those from `before` on are the first of them. */
  private repeat(before: number): number {
    const { cursor, sink, places } = this;
    if (cursor.dialect === "json") return 0;
    REPEATS.lastIndex = cursor.pos;
    const times = Number(REPEATS.exec(cursor.text)?.[1] ?? 1);
    if (times <= 1) return 0;
    const size = sink.length - before;
    if (size * times > MOST_REPEATED) {
      cursor.fail("repeats", `Expected at most ${MOST_REPEATED} repeated values, got ${times} times ${size}`);
    }
    sink.repeat(before, times - 1);
    for (let i = 0; places && i < size * (times - 1); i++) places.push(places.at(before + (i % size)));
    cursor.pos = REPEATS.lastIndex;
    return times - 1;
  }

  private refuseRepetition(): never {
    return this.cursor.fail("repeats", 'Expected every value, got ";" and how often one is repeated, as in Rust');
  }

  /** Reads the leaf that starts at `start` with JSON.parse. False, with nothing moved, when that cannot be done. */
  private readNatively(start: number): boolean {
    const { cursor, sink } = this;
    if (this.native > 0) {
      this.native--;
      return false;
    }
    const close = cursor.text.indexOf("]", start);
    if (close < 0 || close >= cursor.end || close - start < NATIVE_LEAF) return false;
    if (this.places || this.factor !== 1) return false; // each number is looked at
    const before = sink.length;
    try {
      const parsed: unknown = JSON.parse(cursor.text.slice(start, close + 1));
      if (!Array.isArray(parsed) || !sink.pushFinite(parsed)) return false;
    } catch {
      // Something beyond JSON. A refusal is slow, so that the next leaves are read by hand: 1, 2, 4 ... of them.
      this.native = this.penalty;
      this.penalty = Math.min(this.penalty * 2, 1024);
      return false;
    }
    cursor.pos = close + 1;
    if (before === 0) this.expect(close - start);
    return true;
  }

  /** Makes room for as many numbers as the rest of the text can hold at the density of the first leaf. */
  private expect(length: number): void {
    const { cursor, sink } = this;
    sink.reserve(Math.ceil(((cursor.end - cursor.pos) / length) * sink.length * 1.03) + 2 * sink.length);
  }

  /** Moves to the next element. False when the array closed instead. */
  private next(close: number, start: number, behind = this.cursor.pos): boolean {
    const { cursor } = this;
    cursor.blank();
    if (cursor.code === 44 /* , */) {
      cursor.pos++;
      cursor.blank();
    } else if (cursor.code !== close && !cursor.atEnd) {
      const spaced = cursor.pos > behind || this.opens() || "[]{}()".includes(cursor.text.charAt(behind - 1));
      cursor.refuseAbbreviation();
      if (cursor.dialect === "json" || !spaced) {
        const got = describeAt(cursor.text, cursor.pos, cursor.end).text;
        cursor.fail("comma", `Expected "," or "${String.fromCharCode(close)}" after a value, got ${got}`);
      }
    }
    if (cursor.atEnd) {
      cursor.where = () => "";
      cursor.fail("unclosed", `The array of ${this.key} that opens here is never closed`, start);
    }
    if (cursor.code !== close) return true;
    cursor.pos++;
    return false;
  }

  private mixed(expected: string): never {
    const { cursor } = this;
    cursor.refuseAbbreviation();
    const { text } = describeAt(cursor.text, cursor.pos, cursor.end);
    return cursor.fail("mixed-depth", `${expected} in ${this.key} like those before it, got ${text}`);
  }

  /** Names an array at a depth, or a value of it, counting from 1: "row 3", "value 2 of row 3", "row 3 of block 1". */
  private place(depth: number, value?: number): string {
    const { key } = this;
    const path = this.index.slice(0, depth).map((i) => i + 1);
    const row = path.pop();
    const name = row === undefined ? key : `row ${row}${path.length ? ` of block ${path.join(", ")}` : ""}`;
    const whole = key === "x" || row === undefined ? name : `${name} of ${key}`;
    return value === undefined ? whole : `value ${value + 1} of ${whole}`;
  }
}

function isWordStart(code: number): boolean {
  return isWord(code) || code === 60 || code === 38; // < of TensorFlow, & of Go and Rust
}

/** Whether a square bracket may belong to a type or a count: [], [3], [2][3]. */
function mayWrap(text: string, pos: number): boolean {
  const next = text.charCodeAt(pos + 1);
  if (next === 93) return true;
  if (!(next >= 48 && next <= 57)) return false;
  COUNTED.lastIndex = pos;
  return COUNTED.test(text);
}
const COUNTED = /\[\d{1,9}\](?!\s*[,;\]})])/y;

function isElementIndex(text: string, pos: number): boolean {
  ELEMENT_INDEX.lastIndex = pos;
  return ELEMENT_INDEX.test(text);
}

function pass(cursor: Cursor, pattern: RegExp): void {
  pattern.lastIndex = cursor.pos;
  if (pattern.test(cursor.text) && pattern.lastIndex <= cursor.end) cursor.pos = pattern.lastIndex;
}

function capital(sentence: string): string {
  return /^(row|value|block) /.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
