/** What is used here of an open document. Its lines are at hand; all of its text at once is not. */
export interface Lines {
  readonly version: number;
  readonly lineCount: number;
  readonly eol: number; // 1: \n, 2: \r\n
  lineAt(line: number): { readonly text: string };
}

/** Characters that are handled in one piece: a few milliseconds. */
export const PIECE = 500_000;
/** Lines that make up a piece, however short they are. */
const PIECE_LINES = 10_000;

/** A place in a document. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** The first characters of a document, at most about `count`, and whether that is all of it. */
export function headOf(document: Lines, count: number): { readonly head: string; readonly isWhole: boolean } {
  const feed = lineFeedOf(document);
  const lines: string[] = [];
  let length = 0;
  let line = 0;
  for (; line < document.lineCount && length < count; line++) {
    const { text } = document.lineAt(line);
    lines.push(text.slice(0, count));
    length += text.length + feed.length;
    if (text.length > count) return { head: lines.join(feed), isWhole: false };
  }
  const isWhole = line === document.lineCount;
  return { head: lines.join(feed) + (isWhole ? "" : feed), isWhole };
}

/** The piece of a document's text that begins at a place, and where the next one begins; null after the last. */
export function pieceAt(document: Lines, start: Place): { readonly piece: string; readonly next: Place | null } {
  const { lineCount } = document;
  const feed = lineFeedOf(document);
  const parts: string[] = [];
  let { line, character } = start;
  let length = 0;
  while (line < lineCount && length < PIECE && parts.length < PIECE_LINES) {
    const { text } = document.lineAt(line);
    const end = character + PIECE - length;
    let part = text.slice(character, end);
    if (end < text.length) character = end;
    else {
      line++;
      character = 0;
      if (line < lineCount) part += feed;
    }
    parts.push(part);
    length += part.length;
  }
  return { piece: parts.join(""), next: line < lineCount ? { line, character } : null };
}

function lineFeedOf({ eol }: Lines): string {
  return eol === 2 ? "\r\n" : "\n";
}

/** Lets everything else have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
