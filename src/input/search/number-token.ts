import { endsNumber, isDigit, isWord } from "../cursor";
import { wordValue } from "../number-words";

/** The longest word for a number, such as `float('-infinity')` with a module in front, is shorter. */
const LONGEST_WORD = 48;
/** Doubles end at 309 digits; shorter tokens without an exponent are within their range. */
const SAFE_DIGITS = 300;
/** First letters of the words for NaN and infinity and of what may stand before them. */
const WORD_STARTS = "nNiIpPfFmMtTjJcC\"'";

/**
 * Whether a number, or a word for one, stands at an offset; nothing of it is converted. The offset behind it where JSON
 * has such a number, minus that offset where only programs write it so (`1.`, `+2`, `nan`, `1.0f`), 0 for anything else.
 */
export function numberToken(text: string, start: number, end: number): number {
  const sign = text.charCodeAt(start);
  const whole = sign === 45 || sign === 43 ? start + 1 : start;
  let pos = digitsEnd(text, whole, end);
  const wholeDigits = pos - whole;
  let json = sign !== 43 && wholeDigits > 0 && (wholeDigits === 1 || text.charCodeAt(whole) !== 48);
  let fractionDigits = 0;
  let code = pos < end ? text.charCodeAt(pos) : NaN;
  if (code === 46) {
    const dot = pos + 1;
    pos = digitsEnd(text, dot, end);
    fractionDigits = pos - dot;
    json &&= fractionDigits > 0;
    code = pos < end ? text.charCodeAt(pos) : NaN;
  }
  if (wholeDigits + fractionDigits === 0) return wordToken(text, start, end);
  let mayOverflow = pos - start > SAFE_DIGITS;
  if (code === 101 || code === 69 /* e E */) {
    const exponentSign = text.charCodeAt(pos + 1);
    const exponent = exponentSign === 45 || exponentSign === 43 ? pos + 2 : pos + 1;
    pos = digitsEnd(text, exponent, end);
    if (pos <= exponent) return 0;
    mayOverflow ||= pos - exponent > 2;
    code = pos < end ? text.charCodeAt(pos) : NaN;
  }
  if (mayOverflow && !Number.isFinite(Number(text.slice(start, pos)))) return 0;
  if (isSuffix(code)) {
    json = false;
    pos++;
  }
  if (pos < end && !endsNumber(text.charCodeAt(pos))) return 0;
  return json ? pos : -pos;
}

/** Offset behind the digits at `pos`; `pos` where there are none. */
function digitsEnd(text: string, pos: number, end: number): number {
  while (pos < end && isDigit(text.charCodeAt(pos))) pos++;
  return pos;
}

/** Whether an array seems meant for numbers: its first token begins as one does. */
export function beginsNumber(text: string, start: number): boolean {
  return /^(?:[-+]?\.?\d|"?[-+]?(?:nan|inf))/i.test(text.slice(start, start + 6));
}

function wordToken(text: string, start: number, end: number): number {
  const sign = text.charCodeAt(start);
  const first = text.charAt(sign === 45 || sign === 43 ? start + 1 : start);
  if (first === "" || !WORD_STARTS.includes(first)) return 0;
  const head = text.slice(start, Math.min(end, start + LONGEST_WORD));
  for (const dialect of ["json", "printed"] as const) {
    const word = wordValue(head, 0, head.length, dialect);
    if (!word) continue;
    const pos = start + word.end;
    const next = pos < end ? text.charCodeAt(pos) : NaN;
    if (isWord(next) || isDigit(next)) return 0;
    return dialect === "json" ? pos : -pos;
  }
  return 0;
}

/** f, F, l and L, as C writes behind a number. */
function isSuffix(code: number): boolean {
  return code === 102 || code === 70 || code === 108 || code === 76;
}
