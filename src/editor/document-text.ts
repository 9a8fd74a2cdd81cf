/** What is used here of an open document. Its lines are at hand; all of its text at once is not. */
export interface Lines {
  readonly version: number;
  readonly lineCount: number;
  readonly eol: number; // 1: \n, 2: \r\n
  lineAt(line: number): { readonly text: string };
}

/** Characters that are handled in one piece: a few milliseconds. */
const PIECE = 500_000;
/** Lines that make up a piece, however short they are. */
const PIECE_LINES = 10_000;

/** The first characters of a document, at most about `count`, and whether that is all of it. */
export function headOf(document: Lines, count: number): { readonly head: string; readonly isWhole: boolean } {
  const feed = document.eol === 2 ? "\r\n" : "\n";
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

/**
 * The text of a document in pieces, with a turn of the event loop between any two. Ends early when the document is
 * edited meanwhile: whoever joins the pieces looks at its version first.
 */
export async function* textPieces(document: Lines): AsyncGenerator<string> {
  const { version, lineCount } = document;
  const feed = document.eol === 2 ? "\r\n" : "\n";
  let lines: string[] = [];
  let length = 0;
  for (let line = 0; line < lineCount; line++) {
    const text = document.lineAt(line).text + (line < lineCount - 1 ? feed : "");
    lines.push(text);
    length += text.length;
    if (length < PIECE && lines.length < PIECE_LINES && line < lineCount - 1) continue;
    for (const piece of cut(lines.join(""))) {
      yield piece;
      await nextTurn();
      if (document.version !== version) return;
    }
    lines = [];
    length = 0;
  }
}

/** A long text in pieces that end between characters. */
function* cut(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + PIECE);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last < 0xdc00) end++; // half of a character
    yield text.slice(start, end);
    start = end;
  }
}

/** The whole text in UTF-8, in a buffer of its own that can be given away; undefined when it was edited meanwhile. */
export async function readBytes(document: Lines): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { version } = document;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of textPieces(document)) {
    const part = encoder.encode(piece);
    parts.push(part);
    length += part.length;
  }
  if (document.version !== version) return undefined;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
    await nextTurn();
  }
  return document.version === version ? bytes : undefined;
}

/** Lets everything else have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
