import type { Cursor } from "./cursor";
import { Sink } from "./sink";
import { describeAt } from "./describe-token";

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
}

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

  constructor(
    private readonly cursor: Cursor,
    private readonly key: string,
  ) {}

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
    return { shape: this.shape, values: this.sink.take(), start, end: this.cursor.pos };
  }

  private opens(): boolean {
    const { code } = this.cursor;
    return code === 91 || (code === 123 && this.cursor.dialect === "printed");
  }

  private array(depth: number): void {
    const { cursor } = this;
    const start = cursor.pos;
    if (depth >= MAX_RANK) {
      cursor.fail(
        "rank",
        `Arrays of ${this.key} nest deeper than ${MAX_RANK}, expected a tensor of rank 2 to ${MAX_RANK}`,
      );
    }
    const close = cursor.code === 91 ? 93 : 125;
    cursor.pos++;
    cursor.blank();
    if (cursor.code === close) {
      cursor.fail("empty", `${capital(this.place(depth))} is empty, expected at least one value`, start);
    }
    const count = this.opens() ? this.arrays(depth, close, start) : this.numbers(depth, close, start);
    if (this.shape[depth] === undefined) this.shape[depth] = count;
    else if (this.shape[depth] !== count) {
      const unit = depth === this.leaf ? "value" : depth === this.leaf - 1 ? "row" : "block";
      const got = `${count} ${unit}${count === 1 ? "" : "s"}`;
      cursor.fail("ragged-row", `${capital(this.place(depth))} has ${got}, expected ${this.shape[depth]}`, start);
    }
  }

  private arrays(depth: number, close: number, start: number): number {
    let count = 0;
    do {
      this.index[depth] = count;
      if (!this.opens()) this.mixed("Expected an array");
      if (this.leaf >= 0 && depth >= this.leaf) this.mixed("Expected a number");
      this.array(depth + 1);
      count++;
    } while (this.next(close, start));
    return count;
  }

  /** Reads the numbers of an innermost array. */
  private numbers(depth: number, close: number, start: number): number {
    const { cursor, sink } = this;
    if (this.leaf < 0) this.leaf = depth;
    else if (this.leaf !== depth) this.mixed("Expected an array");
    const before = sink.length;
    if (close === 93 && this.readNatively(start)) return sink.length - before;
    cursor.where = () => `in ${this.place(depth, sink.length - before)}`;
    do sink.push(cursor.number());
    while (this.next(close, start));
    cursor.where = () => "";
    if (before === 0) this.expect(cursor.pos - start);
    return sink.length - before;
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
  private next(close: number, start: number): boolean {
    const { cursor } = this;
    const { pos } = cursor;
    cursor.blank();
    if (cursor.code === 44 /* , */) {
      cursor.pos++;
      cursor.blank();
    } else if (cursor.code !== close && !cursor.atEnd) {
      const spaced = cursor.pos > pos || this.opens() || "[]{}()".includes(cursor.text.charAt(pos - 1));
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

function capital(sentence: string): string {
  return /^(row|value|block) /.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
