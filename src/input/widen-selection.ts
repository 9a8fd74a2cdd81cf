import { ArrayReader } from "./nested-arrays";
import { blankEnd, isClose, isOpen } from "./brackets";
import { Cursor, type Dialect } from "./cursor";
import { enclosingMatrix, firstMatrix, type Located, type TextRange } from "./locate";
import { InputError } from "./place";

/** What a selection means: one value in brackets, some whole rows of one, or lines of a table without brackets. */
export interface Selected extends TextRange {
  readonly kind: "value" | "rows" | "table";
  readonly dialect: Dialect | undefined; // undefined: not known yet
}

/**
 * Widens a selection to what can be read. Whole values and whole rows stay as they are selected; a selection that cuts
 * a number or an array in half, and one row alone, grow to the matrix around them; an empty one to the matrix around
 * the cursor, else to the first of the text; lines of numbers without brackets to whole lines.
 */
export function widenSelection(text: string, start: number, end: number): Selected {
  const trimmed = trim(text, Math.min(start, end), Math.max(start, end));
  if (trimmed.start < trimmed.end) {
    const whole = wholeValue(text, trimmed) ?? wholeRows(text, trimmed);
    if (whole) return whole;
  }
  const around = enclosingMatrix(text, trimmed.start, trimmed.end);
  if (around) return fromLocated(around);
  if (trimmed.start < trimmed.end && hasBracket(text, trimmed))
    return { ...trimmed, kind: "value", dialect: undefined };
  if (trimmed.start === trimmed.end) {
    const first = firstMatrix(text);
    if (first) return fromLocated(first);
    return { start: 0, end: text.length, kind: "table", dialect: undefined };
  }
  const from = text.lastIndexOf("\n", trimmed.start - 1) + 1;
  const feed = text.indexOf("\n", trimmed.end);
  return { start: from, end: feed < 0 ? text.length : feed, kind: "table", dialect: undefined };
}

function fromLocated({ start, end, dialect }: Located): Selected {
  return { start, end, kind: "value", dialect };
}

/** A selection that holds exactly one value of rank 2 or more, with words such as `x = np.array(` around it. */
function wholeValue(text: string, range: TextRange): Selected | undefined {
  let open = range.start;
  while (open < range.end && !isOpen(text.charCodeAt(open))) {
    if (isClose(text.charCodeAt(open))) return undefined;
    open++;
  }
  if (open === range.end) return undefined;
  const found = enclosingMatrix(text.slice(0, range.end), open + 1, open + 1, open + 1 - range.start);
  if (found?.start !== open) return undefined;
  if (found.shape === null && found.end === range.end && !isClose(text.charCodeAt(range.end - 1))) return undefined;
  const after = text.slice(found.end, range.end);
  if ([...after].some((letter) => isOpen(letter.charCodeAt(0)) || isClose(letter.charCodeAt(0)))) return undefined;
  return {
    start: range.start,
    end: range.end,
    kind: "value",
    dialect: open === range.start ? found.dialect : "printed",
  };
}

/** A selection of two or more whole rows of numbers, side by side. */
function wholeRows(text: string, range: TextRange): Selected | undefined {
  if (!isOpen(text.charCodeAt(range.start))) return undefined;
  for (const dialect of ["json", "printed"] as const) {
    try {
      const { shape } = new ArrayReader(new Cursor(text, range.start, range.end, dialect), "x").readRows();
      return shape[0] > 1 ? { ...range, kind: "rows", dialect } : undefined;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}

/** The selection without white space, commas and semicolons at its ends. */
function trim(text: string, start: number, end: number): TextRange {
  const from = Math.min(blankEnd(text, start, end), end);
  let to = end;
  while (to > from && /[\s,;]/.test(text[to - 1])) to--;
  return { start: from, end: to };
}

function hasBracket(text: string, range: TextRange): boolean {
  for (let pos = range.start; pos < range.end; pos++) {
    if (isOpen(text.charCodeAt(pos)) || isClose(text.charCodeAt(pos))) return true;
  }
  return false;
}
