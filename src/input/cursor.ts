import { remedyAt } from "./abbreviated";
import { exactly, SHORT } from "./decimal";
import { failAt } from "./place";
import { describeAt } from "./describe-token";
import { booleanAt, wordValue } from "./number-words";

/**
 * json: RFC 8259 with comments, trailing commas and the tokens NaN, Infinity, -Infinity (bare, or as strings).
 * printed: what programs print and programmers write: white space for commas, "1.", ".5", "nan", "inf", "1.0f",
 * brackets or braces, Python and C comments.
 */
export type Dialect = "json" | "printed";

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isWord = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;

/** Reads numbers, words and white space of a stretch of text, and says where something else stands. */
export class Cursor {
  pos: number;
  /** Where we are, for the sentence of a fault: "in row 3, value 2 of x". */
  where: () => string = () => "";
  /** Whether true and false stand for 1 and 0 here, as in a mask. */
  readsBooleans = false;

  constructor(
    readonly text: string,
    start: number,
    readonly end: number,
    readonly dialect: Dialect,
  ) {
    this.pos = start;
  }

  /** The UTF-16 unit under the cursor; NaN at the end. */
  get code(): number {
    return this.pos < this.end ? this.text.charCodeAt(this.pos) : NaN;
  }

  get atEnd(): boolean {
    return this.pos >= this.end;
  }

  fail(code: string, sentence: string, offset = this.pos): never {
    const where = this.where();
    return failAt(this.text, Math.min(offset, this.end), code, where ? `${sentence} ${where}` : sentence);
  }

  /** Skips white space and comments. */
  blank(): void {
    const { text, end } = this;
    let pos = this.pos;
    for (;;) {
      const code = pos < end ? text.charCodeAt(pos) : 0;
      if (code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff || code === 0xa0) {
        pos++;
      } else if (code === 47 /* / */) {
        this.pos = pos;
        const next = this.comment();
        if (next === pos) break;
        pos = next;
      } else if (code === 37 /* % */ && this.dialect === "printed" && /\s/.test(text.charAt(pos + 1))) {
        pos = lineEnd(text, pos, end); // MATLAB
      } else if (code === 35 /* # */ && this.dialect === "printed") {
        pos = lineEnd(text, pos, end);
      } else {
        break;
      }
    }
    this.pos = pos;
  }

  private comment(): number {
    const { text, pos, end } = this;
    if (text.startsWith("//", pos)) return lineEnd(text, pos, end);
    if (!text.startsWith("/*", pos)) return pos;
    const close = text.indexOf("*/", pos + 2);
    if (close < 0 || close + 2 > end) this.fail("comment", "A comment is opened here and never closed");
    return close + 2;
  }

  /** Reads a number, or a word or string that stands for one. */
  number(): number {
    const { text, end } = this;
    const start = this.pos;
    let pos = start;
    let code = pos < end ? text.charCodeAt(pos) : NaN;
    const negative = code === 45;
    if (negative || (code === 43 && this.dialect === "printed")) code = ++pos < end ? text.charCodeAt(pos) : NaN;

    // Digits up to 2^53 are collected exactly; longer ones go through Number(), which rounds once and right.
    let mantissa = 0;
    let short = true;
    let scale = 0;
    const whole = pos;
    for (; isDigit(code); code = text.charCodeAt(++pos)) {
      if (mantissa < SHORT) mantissa = mantissa * 10 + (code - 48);
      else short = false;
    }
    const wholeDigits = pos - whole;
    let fractionDigits = 0;
    const dot = code === 46;
    if (dot) {
      code = text.charCodeAt(++pos);
      const fraction = pos;
      for (; isDigit(code); code = text.charCodeAt(++pos)) {
        if (mantissa < SHORT) {
          mantissa = mantissa * 10 + (code - 48);
          scale--;
        } else short = false;
      }
      fractionDigits = pos - fraction;
    }
    if (wholeDigits + fractionDigits === 0 || pos > end) return this.word(start);
    if (code === 101 || code === 69 /* e E */) {
      this.pos = pos + 1;
      scale += this.exponent(start);
      pos = this.pos;
    }
    if (pos > end) this.badNumber(start);
    const json = this.dialect === "json";
    if (json && (wholeDigits === 0 || (dot && fractionDigits === 0))) this.badNumber(start);
    // 010 is 8 in C and gdb's octal print, 16 in Rust's hexadecimal one.
    const isZeroFirst = wholeDigits > 1 && text.charCodeAt(whole) === 48;
    if (isZeroFirst && (json || pos === whole + wholeDigits)) this.badNumber(start);
    const numberEnd = pos;
    const suffix = json || pos >= end ? "" : text.charAt(pos);
    const isSingle = suffix === "f" || suffix === "F"; // 1.0f in C, also among doubles
    if (isSingle || suffix === "l" || suffix === "L") pos++;
    if (pos < end && !endsNumber(text.charCodeAt(pos))) this.badNumber(start);
    this.pos = pos;

    const exact = short ? exactly(mantissa, scale) : undefined;
    const value = exact === undefined ? this.rounded(start, numberEnd) : negative ? -exact : exact;
    if (!isSingle) return value;
    const single = Math.fround(value);
    if (single - single === 0) return single;
    const range = `Expected at most 3.4e38 of a number with f behind it, got ${clip(text.slice(start, pos))}`;
    return this.fail("number-range", range, start);
  }

  /** Reads what follows the "e" of the number that begins at `start`. */
  private exponent(start: number): number {
    const { text } = this;
    const sign = text.charCodeAt(this.pos);
    const first = sign === 45 || sign === 43 ? this.pos + 1 : this.pos;
    let pos = first;
    let exponent = 0;
    for (let code = text.charCodeAt(pos); isDigit(code); code = text.charCodeAt(++pos)) {
      if (exponent < 100000) exponent = exponent * 10 + (code - 48);
    }
    if (pos === first) this.badNumber(start);
    this.pos = pos;
    return sign === 45 ? -exponent : exponent;
  }

  /** The double nearest to a number with more digits, or a larger exponent, than one product has exactly. */
  private rounded(start: number, end: number): number {
    const token = this.text.slice(start, end);
    const value = Number(token);
    if (value - value !== 0) {
      const meant = token.startsWith("-") ? "-Infinity" : "Infinity";
      const range = `Expected at most 1.8e308 (or "${meant}", if that is meant), got ${clip(token)}`;
      this.fail("number-range", range, start);
    }
    return value;
  }

  /** "NaN", NaN, -Infinity and, in the printed dialect, nan, inf, np.nan, float('inf'). */
  private word(start: number): number {
    this.pos = start;
    const { text, end } = this;
    const found =
      wordValue(text, start, end, this.dialect) ?? (this.readsBooleans ? booleanAt(text, start, end) : undefined);
    if (!found) return this.badNumber(start);
    const code = found.end < end ? text.charCodeAt(found.end) : NaN;
    if (isWord(code) || isDigit(code) || code === 40 /* nan(0x8000000000000) */) return this.badNumber(start);
    this.pos = found.end;
    return found.value;
  }

  /** Programs print "..." for the numbers that they leave out; what is left is another tensor. */
  refuseAbbreviation(): void {
    const remedy = remedyAt(this.text, this.pos);
    if (remedy === undefined) return;
    this.fail("abbreviated", `Expected every value, got "..." for those left out (print it whole, ${remedy})`);
  }

  private badNumber(start: number): never {
    this.pos = start;
    this.refuseAbbreviation();
    const what = describeAt(this.text, start, this.end);
    return this.fail(what.code, `Expected a number, got ${what.text}`);
  }
}

export function endsNumber(code: number): boolean {
  // White space , ] } ) ; / # and line ends.
  return code === 44 || code === 93 || code === 32 || code === 10 || code === 13 || code === 9 || code === 125 || code === 41 ||
    code === 59 || code === 47 || code === 35 || code === 0xa0 || code === 0xfeff; // prettier-ignore
}

function lineEnd(text: string, pos: number, end: number): number {
  const feed = text.indexOf("\n", pos);
  return feed < 0 || feed > end ? end : feed;
}

/** A token short enough for a sentence. */
function clip(token: string): string {
  return token.length > 40 ? `${token.slice(0, 37)}...` : token;
}
