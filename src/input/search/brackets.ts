import { MAX_RANK } from "../max-rank";

/** Finds the ends of arrays in a text without reading their numbers. Strings and comments may hold brackets. */

const OPEN_SQUARE = 91;
const CLOSE_SQUARE = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

export const isOpen = (code: number): boolean => code === OPEN_SQUARE || code === OPEN_BRACE;
export const isClose = (code: number): boolean => code === CLOSE_SQUARE || code === CLOSE_BRACE;

/** Offset behind the string that starts at `pos`, or `end` when it is not closed on its line. */
export function stringEnd(text: string, pos: number, end: number): number {
  const quote = text.charCodeAt(pos);
  for (let i = pos + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote) return i + 1;
    else if (code === 10) return i;
  }
  return end;
}

/** Offset behind white space and comments. `#` starts a comment where `hash`. */
export function blankEnd(text: string, pos: number, end: number, hash = true): number {
  while (pos < end) {
    const code = text.charCodeAt(pos);
    if (code <= 32 || code === 0xa0 || code === 0xfeff) pos++;
    else if ((code === 35 && hash) || (code === 47 && text.charCodeAt(pos + 1) === 47)) {
      const feed = text.indexOf("\n", pos);
      pos = feed < 0 || feed > end ? end : feed;
    } else if (code === 47 && text.charCodeAt(pos + 1) === 42) {
      const close = text.indexOf("*/", pos + 2);
      pos = close < 0 || close + 2 > end ? end : close + 2;
    } else break;
  }
  return pos;
}

/** Offset behind the bracket that closes the one at `start`, or `end` when none does. */
export function closeOf(text: string, start: number, end: number): number {
  let depth = 0;
  for (let pos = start; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code === OPEN_SQUARE || code === OPEN_BRACE) depth++;
    else if (code === CLOSE_SQUARE || code === CLOSE_BRACE) {
      if (--depth === 0) return pos + 1;
    } else if (code === 34) pos = stringEnd(text, pos, end) - 1;
    else if (code === 35 || code === 47) {
      const next = blankEnd(text, pos, end);
      if (next > pos) pos = next - 1;
    }
  }
  return end;
}

/**
 * Offsets of the brackets that are open at `offset`, outermost first: the innermost `count` of them. Read backwards, so
 * that a string or comment with lone brackets can mislead it: callers hold what they find against a scan.
 */
export function openBefore(text: string, offset: number, count: number, steps: { visited: number }): number[] {
  const found: number[] = [];
  let closed = 0;
  let pos = offset - 1;
  for (; pos >= 0 && found.length < count; pos--) {
    const code = text.charCodeAt(pos);
    if (isClose(code)) closed++;
    else if (isOpen(code)) {
      if (closed === 0) found.push(pos);
      else closed--;
    }
  }
  steps.visited += offset - 1 - pos;
  return found.reverse();
}

/** Whether brackets inside brackets open here and a number follows. */
export function startsMatrix(text: string, open: number, end: number): boolean {
  let depth = 0;
  let pos = open;
  for (; depth <= MAX_RANK && pos < end && isOpen(text.charCodeAt(pos)); depth++) pos = blankEnd(text, pos + 1, end);
  return (
    depth >= 2 &&
    depth <= MAX_RANK &&
    pos < end &&
    /^(?:[-+.]?\d|[-+]?(?:nan|inf)|"-?(?:NaN|Inf))/i.test(text.slice(pos, pos + 6))
  );
}
