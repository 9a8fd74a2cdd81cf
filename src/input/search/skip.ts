import { isClose, isOpen } from "./brackets";

/** Counts the characters that a search looks at, each time it does. */
export interface Steps {
  visited: number;
}

/**
 * Passes over strings, comments and words of a text. What is looked for in vain is remembered, so that the marks of
 * strings and comments that are never closed are not each looked for again to the end.
 */
export class Skipper {
  private noQuoteBefore = -1; // a quote before this offset is not closed on its line
  private commentFrom = 0; // between these two there is no end of a comment, and one at the second
  private commentClose = -1;

  constructor(
    private readonly text: string,
    private readonly end: number,
    private readonly steps: Steps,
  ) {}

  /** Offset behind the string that opens at `pos`; -1 where it is not closed on its line. */
  string(pos: number): number {
    if (pos < this.noQuoteBefore) return -1;
    const { text, end } = this;
    const quote = text.charCodeAt(pos);
    let i = pos + 1;
    for (; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === 92) i++;
      else if (code === quote) {
        this.steps.visited += i - pos;
        return i + 1;
      } else if (code === 10) break;
    }
    this.steps.visited += i - pos;
    this.noQuoteBefore = i;
    return -1;
  }

  /** Offset behind the comment that opens at `pos` with a slash and an asterisk; -1 where it is not closed. */
  comment(pos: number): number {
    const from = pos + 2;
    if (from < this.commentFrom || from > this.commentClose) {
      const close = this.text.indexOf("*/", from);
      this.commentFrom = from;
      this.commentClose = close < 0 ? this.text.length : close;
      this.steps.visited += this.commentClose - from;
    }
    return this.commentClose + 2 <= this.end ? this.commentClose + 2 : -1;
  }

  /** Offset of the end of the line. */
  line(pos: number): number {
    const feed = this.text.indexOf("\n", pos);
    const next = feed < 0 ? this.text.length : feed;
    this.steps.visited += next - pos;
    return Math.min(next, this.end);
  }

  /** Offset behind white space and comments that are closed. */
  blank(pos: number): number {
    const { text, end } = this;
    const start = pos;
    for (;;) {
      while (pos < end && isBlank(text.charCodeAt(pos))) pos++;
      if (pos >= end || text.charCodeAt(pos) !== 47) break;
      const next = text.charCodeAt(pos + 1);
      const past = next === 47 ? this.line(pos) : next === 42 ? this.comment(pos) : -1;
      if (past < 0) break;
      pos = past;
    }
    this.steps.visited += pos - start;
    return pos;
  }

  /** Offset behind a word; at least one character is passed. */
  word(pos: number): number {
    const { text, end } = this;
    for (pos++; pos < end; pos++) {
      const code = text.charCodeAt(pos);
      // , " ' / # : and brackets end a word too.
      if (isBlank(code) || isOpen(code) || isClose(code)) break;
      if (code === 44 || code === 34 || code === 39 || code === 47 || code === 35 || code === 58) break;
    }
    return pos;
  }
}

function isBlank(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0xfeff;
}
