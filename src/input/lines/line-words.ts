import { eachField, tokenOf, type Span } from "./fields";

/** A word of a line, between columns of characters. */
export interface Word extends Span {
  readonly token: string;
}

/** A line as its words. */
export interface Line {
  readonly span: Span;
  readonly words: readonly Word[];
}

/** The words of a line, where they stand in it: `span` may begin behind its margin. */
export function lineOf(text: string, span: Span): Line {
  let start = span.start;
  while (start > 0 && text.charCodeAt(start - 1) !== 10 && text.charCodeAt(start - 1) !== 13) start--;
  const words: Word[] = [];
  eachField(text, span, " ", (from, to) => {
    words.push({ start: from - start, end: to - start, token: tokenOf(text, from, to) });
  });
  return { span, words };
}
