import { Cursor, isDigit, isWord } from "../cursor";
import { partOf } from "../named-arrays";
import { MAX_RANK } from "../max-rank";
import { ArrayReader, type ReadArray } from "../nested-arrays";
import { booleanAt } from "../number-words";
import { oddNumberAt } from "../odd-number";
import { Offsets } from "../offsets";
import { InputError } from "../place";
import { closeOf, isOpen } from "../search/brackets";
import { inFrontOf } from "./in-front";
import { baseOf, changedBy, changedByKeyword, changesAt } from "./changes";
import type { Found, FoundWord } from "./found";
import type { Pending } from "./pending";
import { Surroundings } from "./surroundings";
import { tailAt } from "./tail";
import * as token from "./tokens";
import { unwrap } from "./wrappings";

/** More of them are not taken apart. */
const MOST_FOUND = 10_000;

/** One pass over a text that finds the arrays in it, their names, and the numbers and words that are given to names. */
export class ScriptScan {
  readonly found: Found[] = [];
  private pos: number;
  private pending: Pending | undefined;
  private isFresh = true; // nothing of this line was read
  private lineStart: number;
  private lines = 0;
  private unclosed = -1; // quotes before this offset are not closed on their line
  private readonly surroundings: Surroundings;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
    private readonly withPlaces: boolean,
    private readonly ofMask = false, // true and false are numbers wherever they stand
  ) {
    this.pos = start;
    this.lineStart = start;
    this.surroundings = new Surroundings(text);
  }

  run(): readonly Found[] {
    while (this.pos < this.end && this.found.length < MOST_FOUND) this.step();
    return this.found;
  }

  private step(): void {
    const code = this.text.charCodeAt(this.pos);
    if (code === 10 || code === 13) this.newLine();
    else if (code <= 32 || code === 0xa0 || code === 0xfeff) this.pos++;
    else if (this.isFresh && this.prompt()) return;
    else if (this.comment(code)) return;
    else if (isOpen(code) || code === 40) this.bracket(code);
    else if (isWord(code) || code === 36 || code === 60 || code === 38) this.word(code);
    else if (code === 34 || code === 39 || code === 96) this.string(code);
    else if (isDigit(code)) this.number();
    else {
      if (code === 41) this.surroundings.closeParenthesis();
      if (code === 59 || code === 125) {
        this.pending = undefined;
        this.surroundings.end();
      }
      this.isFresh = code === 59 || code === 125;
      this.pos++;
    }
  }

  /** Words in the arguments of a call are that call's own. */
  private add(kind: FoundWord["kind"], name: string, start: number, text: string): void {
    if (!this.surroundings.isCall) this.found.push({ kind, name, start, text });
  }

  private newLine(): void {
    this.pos++;
    this.lines++;
    this.isFresh = true;
    this.lineStart = this.pos;
    this.surroundings.endLine(this.pos);
  }

  /** A prompt and what was typed at it: a name alone is the name of what is printed next. */
  private prompt(): boolean {
    const { text, pos } = this;
    const prompt = token.at(token.PROMPT, text, pos);
    if (prompt) {
      this.pos = this.lineStart = pos + prompt[0].length;
      const typed = token.at(token.TYPED, text, this.pos);
      this.pending = undefined;
      this.surroundings.prompt(this.pos);
      if (typed?.[1] === undefined) return true;
      this.label(typed[1], this.pos);
      this.pos += typed[0].length;
      return true;
    }
    const result = token.at(token.RESULT, text, pos);
    if (!result) return false;
    if (result[1] !== undefined && !this.pending) this.label(result[1], pos);
    if (this.pending) this.pending = { ...this.pending, declared: result[0] };
    this.pos += result[0].length;
    return true;
  }

  private label(name: string, at: number): void {
    this.pending = { name, at, is: "label", declared: "" };
  }

  private comment(code: number): boolean {
    const { text, pos, end } = this;
    const next = text.charCodeAt(pos + 1);
    const before = pos === this.lineStart ? 32 : text.charCodeAt(pos - 1);
    const isHash = code === 35 && before <= 32 && !isDigit(next);
    if (!isHash && !(code === 47 && next === 47 && before !== 58)) {
      if (code !== 47 || next !== 42) return false;
      const close = text.indexOf("*/", pos + 2);
      this.pos = close < 0 ? end : Math.min(close + 2, end);
      return true;
    }
    const feed = text.indexOf("\n", pos);
    this.pos = feed < 0 ? end : Math.min(feed, end);
    return true;
  }

  private bracket(code: number): void {
    const { text, pos } = this;
    const before = pos === this.lineStart ? 32 : text.charCodeAt(pos - 1);
    const isBehindWord = isWord(before) || isDigit(before) || before === 93 || before === 41;
    // x[0] is a part of x, f(1, 2) a call.
    const mayBeArray = code === 123 || (!isBehindWord && (code === 91 || this.isFresh || this.pending !== undefined));
    const depth = mayBeArray ? this.depthAt(pos) : 0;
    if (depth > 0 && !(code === 40 && depth === 1 && token.isSingle(text, pos))) this.array(pos, depth);
    else {
      if (code === 40) this.surroundings.openParenthesis(pos, isBehindWord);
      if (code === 123) this.pending = undefined;
      if (code !== 91) this.isFresh = code === 123;
      this.pos++;
    }
  }

  /** Brackets that open one inside the other before a number, or a boolean of a mask; 0 where none follows. */
  private depthAt(start: number): number {
    const { text, end } = this;
    let pos = start;
    for (let depth = 0; depth <= MAX_RANK; depth++) {
      if (depth > 0 && this.isNumberAt(pos)) return depth;
      if (depth === 0 && isWord(text.charCodeAt(pos)) && oddNumberAt(text, pos, end)) return 0;
      const wrapped = unwrap(text, pos, end);
      if (!wrapped) return 0;
      pos = token.behindBlanks(text, wrapped.open + 1, end);
    }
    return MAX_RANK + 1;
  }

  private isNumberAt(pos: number): boolean {
    const { text, end } = this;
    if (token.at(token.NUMBER_START, text, pos) !== null || oddNumberAt(text, pos, end) !== undefined) return true;
    return this.mayBeMask(this.pending?.name) && booleanAt(text, pos, end) !== undefined;
  }

  private mayBeMask(name: string | undefined): boolean {
    return this.ofMask || (name !== undefined && partOf(name)?.key === "mask");
  }

  private array(start: number, depth: number): void {
    const { text, end, pending, lines, lineStart } = this;
    const name = pending?.name ?? token.wordBefore(text, lineStart, start);
    const key = name === undefined ? "x" : (partOf(name)?.key ?? name);
    const places = this.withPlaces ? new Offsets() : undefined;
    const { factor, before = this.surroundings.around(start, pending?.name) } = inFrontOf(text, lineStart, start);
    const cursor = new Cursor(text, start, end, "printed");
    cursor.readsBooleans = this.mayBeMask(name);
    const reader = new ArrayReader(cursor, key, { places, factor, isOneOfMany: true });
    let read: ReadArray | undefined;
    let fault: InputError | undefined;
    try {
      read = reader.read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      fault = error;
    }
    const tail = tailAt(text, read?.end ?? end, end);
    const declared = pending?.declared ?? text.slice(Math.max(lineStart, start - 120), start);
    const open = unwrap(text, start, end)?.open ?? start;
    this.found.push({ kind: "array", name, start, open, depth, read, places, fault, tail, before, declared, lines });
    this.pos = read ? tail.end : isOpen(text.charCodeAt(open)) ? closeOf(text, open, end) : open + 1;
    this.pending = undefined;
    this.isFresh = false;
    this.lines = 0;
  }

  private word(code: number): void {
    const { text, pos, end } = this;
    const depth = code === 36 ? 0 : this.depthAt(pos);
    if (depth > 0) {
      this.array(pos, depth);
      return;
    }
    const match = token.at(token.NAME, text, pos);
    if (!match) {
      this.pos++;
      return;
    }
    const name = match[2] ?? match[0];
    const after = Math.min(pos + match[0].length, end);
    const assigned = this.assignedAt(pos, after);
    const isFirst = this.isFresh;
    const isAlone = isFirst && token.at(token.REST_OF_LABEL, text, after) !== null;
    this.isFresh = false;
    if (assigned && !isAlone) {
      const ofPart = /^\s*\[/.test(assigned[0]); // one element, or an extent of C
      this.assign(name, pos, assigned[1] ?? "", after + assigned[0].length);
      const last = this.found.at(-1);
      if (ofPart && last?.kind === "word" && last.start > pos)
        this.found[this.found.length - 1] = { kind: "expression", name, start: pos, text: token.lineFrom(text, pos) };
      return;
    }
    if (match[2] !== undefined && changesAt(text, after)) this.changed(name, pos);
    else if (match[2] === undefined) for (const each of changedBy(text, pos, after, isFirst)) this.changed(each, pos);
    if (isAlone) this.label(name, pos);
    else if (this.pending?.is === "value") this.expression(this.pending, pos);
    else if (this.pending?.is === "label") this.pending = undefined;
    this.pos = after;
  }

  /** What gives a value to the name at [start, end): an arrow behind a bare one begins a function. */
  private assignedAt(start: number, end: number): RegExpExecArray | null {
    const { text } = this;
    const assigned = token.at(token.ASSIGN, text, end);
    const isFunction = assigned?.[1] === "=>" && text.charCodeAt(start - 1) !== 58; // :name => 1 of Ruby
    return isFunction ? null : assigned;
  }

  /** An array is changed where it stands, in the arguments of a call too. */
  private changed(name: string, at: number): void {
    this.found.push({ kind: "expression", name, start: at, text: token.lineFrom(this.text, at) });
  }

  private assign(name: string, at: number, operator: string, after: number): void {
    const { text, pending, lineStart } = this;
    if (this.surroundings.isCall) {
      const into = changedByKeyword(text, lineStart, at, name, after);
      if (into !== undefined) this.changed(into, at);
    } else if (operator === "=" && baseOf(name) !== name) this.changed(baseOf(name), at);
    const isTyped = operator === "=" && pending?.is === "annotated" && !text.slice(pending.at, at).includes("\n");
    this.pos = after;
    const before = text.slice(Math.max(lineStart, at - 80), at);
    const isOneOfMany = operator === "=" && token.endsNames(before);
    if (isOneOfMany)
      for (const other of before.split(","))
        if (other.trim()) this.add("expression", other.trim(), at, token.lineFrom(text, at));
    if (isOneOfMany || /^[-+*/@%^.|&<>÷]{1,3}=$/.test(operator)) {
      this.add("expression", name, at, token.lineFrom(text, at));
      return;
    }
    const declared = before.trim();
    // Behind name: type = stands the value of the name.
    if (isTyped) this.pending = { ...pending, is: "value", declared: text.slice(pending.at, after) };
    else this.pending = { name, at, is: operator === ":" ? "annotated" : "value", declared };
    this.value();
  }

  /** Takes a number or a word that stands where a value is expected. */
  private value(): void {
    const { text, pending } = this;
    if (!pending) return;
    const pos = this.pos + (token.at(token.SPACES, text, this.pos)?.[0].length ?? 0);
    const given = token.at(token.SCALAR, text, pos) ?? token.at(token.WORD_VALUE, text, pos);
    // np.float64(1e-05)
    const called = !given && isWord(text.charCodeAt(pos)) ? oddNumberAt(text, pos, this.end) : undefined;
    if (!given && !(called && token.at(token.VALUE_END, text, called.end))) return;
    this.add("word", pending.name, pos, given?.[2] ?? given?.[0] ?? String(called?.value));
    this.pending = undefined;
    this.pos = called?.end ?? pos + (given?.[0].length ?? 0);
  }

  private expression({ name, at }: Pending, pos: number): void {
    this.surroundings.begin(name, pos);
    this.add("expression", name, at, token.lineFrom(this.text, pos));
    this.pending = undefined;
  }

  /** A string: a key, where a colon or an arrow follows, or a pair's comma. What is in it is not looked at. */
  private string(code: number): void {
    const { text, pos } = this;
    const isApostrophe = code === 39 && pos > this.lineStart && isWord(text.charCodeAt(pos - 1));
    const close = isApostrophe ? -1 : this.stringEnd(code);
    if (close < 0) {
      this.pos++;
      return;
    }
    const key = text.slice(pos + 1, Math.min(close - 1, pos + 82));
    const isPair = text.charCodeAt(pos - 1) === 40 && text.charCodeAt(close) === 44;
    // gdb's map, JavaScript and Lua have keys in brackets.
    const behind = text.charCodeAt(pos - 1) === 91 && text.charCodeAt(close) === 93 ? close + 1 : close;
    const assigned = isPair ? null : token.at(token.ASSIGN, text, behind);
    this.pos = close;
    this.isFresh = false;
    if ((!isPair && !assigned) || !/^[\w.:/ ]{1,80}$/.test(key)) return;
    this.pending = { name: key, at: pos, is: "value", declared: "" };
    this.pos = isPair ? close + 1 : behind + (assigned?.[0].length ?? 0);
    this.value();
  }

  /** Offset behind a string; -1 where it is not closed. */
  private stringEnd(code: number): number {
    const { text, pos, end } = this;
    if (pos < this.unclosed) return -1;
    const quote = text.charAt(pos);
    if (text.startsWith(quote.repeat(3), pos)) {
      const close = text.indexOf(quote.repeat(3), pos + 3);
      return close < 0 || close + 3 > end ? end : close + 3;
    }
    let at = pos + 1;
    for (; at < end; at++) {
      const next = text.charCodeAt(at);
      if (next === 92) at++;
      else if (next === code) return at + 1;
      else if (next === 10 && code !== 96) break;
    }
    this.unclosed = at;
    return -1;
  }

  /** A number outside of arrays: of an expression, or nothing. A factor of the array behind it is looked at with that. */
  private number(): void {
    const { text, pos, end } = this;
    const number = token.at(token.DIGITS, text, pos)?.[0] ?? text.charAt(pos);
    const isFactor = token.at(token.TIMES, text, pos + number.length) !== null;
    if (this.pending?.is === "value" && !isFactor) this.expression(this.pending, pos);
    this.pos = Math.min(pos + number.length, end);
    this.isFresh = false;
  }
}
