import type { Cursor } from "./cursor";
import { describeAt } from "./describe-token";
import { ElementReader, isElementIndex, pass } from "./element-reader";
import { expectedRank, MAX_RANK } from "./max-rank";
import type { Offsets } from "./offsets";
import { MatrixRows, type RowsApart } from "./printed/matrix-rows";
import { ArrayOpening } from "./printed/opening";
import { Sink } from "./sink";

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
  readonly rowsByLine: boolean; // rows of a matrix that nothing but the ends of their lines parts
  readonly bySemicolons: boolean; // rows that semicolons part
}

interface ArrayOptions {
  readonly places?: Offsets | undefined;
  readonly factor?: number;
  readonly isOneOfMany?: boolean;
}

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
  private readonly lone: boolean[] = []; // by depth: whether all are parentheses around one array or number alone
  private marksApart: "by semicolons" | "by other marks" | undefined; // arrays at depth 1, undefined before the second
  private rowsApart: RowsApart | "by brackets" | undefined; // undefined before the first innermost array
  private readonly isOneOfMany: boolean;
  private readonly elements: ElementReader;
  private readonly opening: ArrayOpening;

  /**
   * `places` takes the offset of each number; `factor`: written in front of the array. `isOneOfMany`: most of the text
   * is something else, so that no room is made for all of it.
   */
  constructor(
    private readonly cursor: Cursor,
    private readonly key: string,
    { places, factor = 1, isOneOfMany = false }: ArrayOptions = {},
  ) {
    this.isOneOfMany = isOneOfMany;
    this.elements = new ElementReader(cursor, this.sink, places);
    this.elements.factor = factor;
    this.opening = new ArrayOpening(cursor, key, this.elements);
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
      if (!this.opening.opens())
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
    const { calls, argumentTexts } = this.opening;
    const { factor } = this.elements;
    const apart = { rowsByLine: this.rowsApart === "by lines", bySemicolons: this.rowsApart === "by semicolons" };
    const { cursor } = this;
    const shape = this.shape.filter((_, depth) => this.lone[depth] !== true);
    return { shape, values: this.sink.take(), start, end: cursor.pos, calls, argumentTexts, factor, ...apart };
  }

  private array(depth: number): void {
    const { cursor } = this;
    const start = cursor.pos;
    const closings = this.opening.enter(depth);
    if (depth >= MAX_RANK) {
      cursor.fail("rank", `Arrays${this.ofKey} nest deeper than ${MAX_RANK}, ${expectedRank()}`);
    }
    const open = cursor.pos;
    const close = cursor.code === 91 ? 93 : cursor.code === 40 ? 41 : 125;
    cursor.pos++;
    cursor.blank();
    if (cursor.code === close) {
      cursor.fail("empty", `${capital(this.place(depth))} is empty, expected at least one value`, start);
    }
    const count = this.opening.opens() ? this.arrays(depth, close, start) : this.numbers(depth, close, start);
    if (close !== 41 || count > 1 || this.lone[depth] === false) this.lone[depth] = false;
    else this.lone[depth] = isLone(cursor.text, open, cursor.pos);
    this.opening.leave(closings, start);
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
    let isOpen: boolean;
    do {
      this.index[depth] = count;
      if (!this.opening.opens()) this.mixed("Expected an array");
      if (this.leaf >= 0 && depth >= this.leaf) this.mixed("Expected a number");
      const before = this.sink.length;
      this.elements.expectElement(count);
      const opened = cursor.pos;
      this.array(depth + 1);
      if (close === 93) refuseColumns(cursor, opened);
      count += 1 + this.elements.repeat(before);
      const isSemicolon = cursor.code === 59;
      if (isSemicolon) this.semicolon(depth);
      const { pos } = cursor;
      isOpen = this.next(close, start);
      if (depth === 0 && isOpen) this.expectSameMarks(isSemicolon, pos);
    } while (isOpen);
    return count;
  }

  /** Reads the numbers of an innermost array; with semicolons between them, those of a matrix. */
  private numbers(depth: number, close: number, start: number): number {
    const { cursor, sink } = this;
    const isFirst = this.leaf < 0;
    if (isFirst) this.leaf = depth;
    else if (this.leaf !== depth + (this.rowsApart === "by brackets" ? 0 : 1)) this.mixed("Expected an array");
    const before = sink.length;
    if (close === 93 && this.readNatively(start)) {
      this.rowsApart ??= "by brackets";
      return sink.length - before;
    }
    const rows = new MatrixRows(cursor, start, close);
    cursor.where = () => `in ${this.place(depth, sink.length - before)}`;
    for (;;) {
      const at = sink.length;
      this.elements.expectElement(at - before);
      this.elements.number();
      this.elements.repeat(at);
      const behind = cursor.pos;
      cursor.blank();
      if (cursor.code === 59 && cursor.dialect === "printed") {
        if (this.opening.calls.some((call) => call.endsWith("!"))) this.refuseRepetition(); // vec![1.5; 3]
        rows.end(sink.length - before, true);
        cursor.pos++;
        pass(cursor, CONTINUED);
        cursor.blank();
        if (cursor.code !== close) continue;
      } else if (rows.isLineEnd(behind)) rows.end(sink.length - before, false);
      if (!this.next(close, start, behind)) break;
    }
    cursor.where = () => "";
    if (before === 0) this.expect(cursor.pos - start);
    const apart = rows.apart(sink.length - before, depth === 0) ?? "by brackets";
    if ((this.rowsApart ??= apart) !== apart) this.mixed("Expected rows apart by semicolons");
    if (apart === "by brackets") return sink.length - before;
    if (isFirst) this.leaf = depth + 1;
    this.layRows(rows, depth, start);
    return rows.count;
  }

  private layRows(rows: MatrixRows, depth: number, start: number): void {
    const { columns } = rows;
    const expected = (this.shape[depth + 1] ??= columns);
    const odd = columns === expected ? rows.ragged() : { row: 0, count: columns };
    if (!odd) return;
    this.cursor.where = () => "";
    const got = `${odd.count} value${odd.count === 1 ? "" : "s"}`;
    this.cursor.fail("ragged-row", `Row ${odd.row + 1}${this.ofKey} has ${got}, expected ${expected}`, start);
  }

  /** Between rows in brackets, as MATLAB joins them and Eigen's heavy format prints them. */
  private semicolon(depth: number): void {
    const { cursor } = this;
    cursor.pos++;
    cursor.blank();
    const areRows = depth === 0 && this.leaf === 1 && this.rowsApart === "by brackets" && cursor.code === 91;
    if (!areRows || cursor.dialect === "json") this.refuseRepetition();
  }

  /** In MATLAB and Julia a semicolon goes on below and all else beside what stands before it: together they make a grid. */
  private expectSameMarks(isSemicolon: boolean, at: number): void {
    const { cursor } = this;
    this.marksApart ??= isSemicolon ? "by semicolons" : "by other marks";
    if ((this.marksApart === "by semicolons") === isSemicolon) return;
    const sentence = 'Expected one mark between all rows in brackets, got ";" and others, which join blocks in MATLAB';
    cursor.fail("columns", `${sentence} (write the matrix that is meant)`, at);
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
    if (this.elements.looksAtEach) return false;
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
    if (this.isOneOfMany) return;
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
      const spaced = cursor.pos > behind || this.opening.opens() || "[]{}()".includes(cursor.text.charAt(behind - 1));
      cursor.refuseAbbreviation();
      if (cursor.dialect === "json" || !spaced) {
        const got = describeAt(cursor.text, cursor.pos, cursor.end).text;
        cursor.fail("comma", `Expected "," or "${String.fromCharCode(close)}" after a value, got ${got}`);
      }
    }
    if (cursor.atEnd) {
      cursor.where = () => "";
      cursor.fail("unclosed", `The array${this.ofKey} that opens here is never closed`, start);
    }
    if (cursor.code !== close) return true;
    cursor.pos++;
    return false;
  }

  private mixed(expected: string): never {
    const { cursor } = this;
    cursor.refuseAbbreviation();
    const { text } = describeAt(cursor.text, cursor.pos, cursor.end);
    return cursor.fail(
      "mixed-depth",
      `${expected}${this.key === "x" ? "" : ` in ${this.key}`} like those before it, got ${text}`,
    );
  }

  /** What is read alone is no x to everybody: a candidate is not, nor a mask. */
  private get ofKey(): string {
    return this.key === "x" ? "" : ` of ${this.key}`;
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

/** Parentheses around one element are none: behind a word, with a comma or with lldb's index they are a list of one. */
function isLone(text: string, open: number, end: number): boolean {
  const inside = text.slice(Math.max(open, end - 20), end - 1).trimEnd();
  return !/[\w>!\])]/.test(text.charAt(open - 1)) && !inside.endsWith(",") && !isElementIndex(text, open + 1);
}

/** In Julia [[1,2] [3,4]] are columns: what NumPy prints without commas between rows has none in them, and ends of lines. */
function refuseColumns(cursor: Cursor, opened: number): void {
  const { text, pos: behind, end } = cursor;
  let pos = behind;
  while (pos < end && (text.charCodeAt(pos) === 32 || text.charCodeAt(pos) === 9)) pos++;
  if (pos < end && /[,[\r\n]/.test(text.charAt(pos)) && text.slice(opened, behind).includes(";")) {
    const got = 'Expected rows in brackets, got columns with ";" in them, which MATLAB joins';
    cursor.fail("columns", `${got} (write the matrix that is meant)`, opened);
  }
  if (pos === behind || text.charCodeAt(pos) !== 91 || !text.slice(opened, behind).includes(",")) return;
  const sentence = 'Expected "," or the end of a line between rows, got a blank, which parts columns in Julia';
  cursor.fail("columns", `${sentence} (write a comma, or print the matrix)`, pos);
}

function capital(sentence: string): string {
  return /^(row|value|block) /.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
