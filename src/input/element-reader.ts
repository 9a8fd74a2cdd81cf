import type { Cursor } from "./cursor";
import { oddNumberAt } from "./odd-number";
import type { Offsets } from "./offsets";
import { InputError } from "./place";
import { scaled } from "./scaled";
import type { Sink } from "./sink";

/** Elements that a print says are repeated: what gdb prints is far less. */
const MOST_REPEATED = 2 ** 22;
const REPEATS = /\s*<repeats (\d{1,9}) times>/y;
/** lldb counts the elements that it prints; C may name them in any order. */
const ELEMENT_INDEX = /\[(\d{1,9})\]\s*=\s*/y;

/** Before the first element of a table of Lua, which counts from 1: in C a type stands before the name. */
const LUA = /(?:^|[\n;])[ \t]*(?:local |return )?[ \t]*[A-Za-z_]\w{0,80}\s?=\s?\{\s*$/;

/** Reads the numbers of arrays one by one, as any language writes them where the text is a print. */
export class ElementReader {
  /** With which every number is multiplied. */
  factor = 1;
  private base = 0; // of the elements' own numbers
  private isOdd = false; // numbers of other languages were met
  private repeated = 0; // values that the text does not hold itself

  /** `places` takes the offset of each number. */
  constructor(
    private readonly cursor: Cursor,
    private readonly sink: Sink,
    private readonly places: Offsets | undefined,
  ) {}

  /** Whether each number must be looked at: many at a time say neither where they stand nor how they are written. */
  get looksAtEach(): boolean {
    return this.places !== undefined || this.factor !== 1;
  }

  /** Refuses an element that says of itself that it is another one than that behind so many. */
  expectElement(count: number): void {
    const { cursor } = this;
    if (cursor.code !== 91) return;
    ELEMENT_INDEX.lastIndex = cursor.pos;
    const index = ELEMENT_INDEX.exec(cursor.text)?.[1];
    if (index === undefined) return;
    if (count === 0 && index === "1" && LUA.test(cursor.text.slice(Math.max(0, cursor.pos - 200), cursor.pos)))
      this.base = 1;
    if (Number(index) === this.base + count) return;
    cursor.where = () => "";
    const of = this.base === 1 ? "Lua" : "C";
    const sentence = `Expected element [${this.base + count}] of ${of} here, got [${index}] (write all of them in their order)`;
    cursor.fail("element-order", sentence);
  }

  /** Reads the number under the cursor. */
  number(): void {
    const { cursor, sink, factor } = this;
    if (cursor.code === 91) pass(cursor, ELEMENT_INDEX);
    const start = cursor.pos;
    const value = this.valueAt(start);
    sink.push(factor === 1 ? value : scaled(cursor.text.slice(start, cursor.pos), value, factor));
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
      if (!found) this.refuseDepth(start);
      if (!found) throw error;
      this.isOdd = true; // a refusal is slow: the next ones are tried in the other order
      cursor.pos = found.end;
      return found.value;
    }
  }

  /** Node prints what is nested deeper than it looks as [Array]. */
  private refuseDepth(start: number): void {
    const { cursor } = this;
    if (!/^(?:Array|Object|Float(?:32|64)Array|list)\]/.test(cursor.text.slice(start, start + 16))) return;
    cursor.fail(
      "abbreviated",
      "Expected every value, got the name of an array in its place (print JSON.stringify(x))",
      start,
    );
  }

  /** gdb says of equal elements how many there are; those from `before` on are the first of them. */
  repeat(before: number): number {
    const { cursor, sink, places } = this;
    if (cursor.dialect === "json") return 0;
    REPEATS.lastIndex = cursor.pos;
    const times = Number(REPEATS.exec(cursor.text)?.[1] ?? 1);
    if (times <= 1) return 0;
    const size = sink.length - before;
    this.repeated += size * (times - 1);
    if (this.repeated > MOST_REPEATED) {
      cursor.fail("repeats", `Expected at most ${MOST_REPEATED} repeated values, got ${times} times ${size}`);
    }
    sink.repeat(before, times - 1);
    for (let i = 0; places && i < size * (times - 1); i++) places.push(places.at(before + (i % size)));
    cursor.pos = REPEATS.lastIndex;
    return times - 1;
  }
}

/** Whether an element's number stands here, not an array. */
export function isElementIndex(text: string, pos: number): boolean {
  ELEMENT_INDEX.lastIndex = pos;
  return ELEMENT_INDEX.test(text);
}

/** Goes behind a pattern, if it stands under the cursor. */
export function pass(cursor: Cursor, pattern: RegExp): void {
  pattern.lastIndex = cursor.pos;
  if (pattern.test(cursor.text) && pattern.lastIndex <= cursor.end) cursor.pos = pattern.lastIndex;
}
