import { blankEnd, isClose, isOpen } from "./brackets";
import type { Dialect } from "../cursor";
import { enclosingMatrix, firstMatrix, matrixAt, rowsIn, type Located, type TextRange } from "./locate-matrices";
import type { Steps } from "./skip";

/** What a selection means: one value in brackets, some whole rows of one, lines of a table without brackets, or all. */
export interface Selected extends TextRange {
  readonly kind: "value" | "rows" | "table" | "whole";
  readonly dialect: Dialect | undefined; // undefined: not known yet
}

/**
 * Widens a selection to what can be read. Whole values and whole rows stay as they are selected; a selection that cuts
 * a number or an array in half, and one row alone, grow to the matrix around them; an empty one to the matrix around
 * the cursor, else to the first of the text; lines of numbers without brackets to whole lines.
 */
export function widenSelection(text: string, start: number, end: number, steps: Steps = { visited: 0 }): Selected {
  const trimmed = trim(text, Math.min(start, end), Math.max(start, end));
  steps.visited += end - start - (trimmed.end - trimmed.start);
  if (trimmed.start < trimmed.end) {
    const whole = wholeValue(text, trimmed, steps) ?? wholeRows(text, trimmed, steps);
    if (whole) return whole;
  }
  const around = enclosingMatrix(text, trimmed.start, trimmed.end, steps);
  // Several arrays selected as a whole are read by their names; a part of one grows to what is around it.
  if (around && around.start >= trimmed.start && holdsArrays(text, trimmed, steps)) {
    return { ...trimmed, kind: "value", dialect: undefined };
  }
  if (around) return fromLocated(around);
  if (firstBracket(text, trimmed, steps) < trimmed.end) return { ...trimmed, kind: "value", dialect: undefined };
  if (trimmed.start === trimmed.end) {
    const first = firstMatrix(text, steps);
    if (first) return fromLocated(first);
    return { start: 0, end: text.length, kind: "whole", dialect: undefined };
  }
  const from = text.lastIndexOf("\n", trimmed.start - 1) + 1;
  const feed = text.indexOf("\n", trimmed.end);
  return { start: from, end: feed < 0 ? text.length : feed, kind: "table", dialect: undefined };
}

function fromLocated({ start, end, dialect }: Located): Selected {
  return { start, end, kind: "value", dialect };
}

/** A selection that holds exactly one value of rank 2 or more, with words such as `x = np.array(` around it. */
function wholeValue(text: string, range: TextRange, steps: Steps): Selected | undefined {
  const open = firstBracket(text, range, steps);
  if (open === range.end || !isOpen(text.charCodeAt(open))) return undefined;
  const found = matrixAt(text, open, range.end, "any", steps);
  if (!found) return undefined;
  if (found.shape === null && found.end === range.end && !isClose(text.charCodeAt(range.end - 1))) return undefined;
  const after = { start: found.end, end: range.end };
  if (firstBracket(text, after, steps) < range.end) return undefined;
  return { ...range, kind: "value", dialect: open === range.start ? found.dialect : "printed" };
}

/** Whether a range holds two arrays or more, and cuts none. */
function holdsArrays(text: string, { start, end }: TextRange, steps: Steps): boolean {
  let depth = 0;
  let arrays = 0;
  for (let pos = start; pos < end && depth >= 0; pos++) {
    const code = text.charCodeAt(pos);
    if (isOpen(code) && depth++ === 0) arrays++;
    else if (isClose(code)) depth--;
  }
  steps.visited += end - start;
  return depth === 0 && arrays > 1;
}

/** A selection of two or more whole rows of numbers, side by side. */
function wholeRows(text: string, range: TextRange, steps: Steps): Selected | undefined {
  if (!isOpen(text.charCodeAt(range.start))) return undefined;
  const dialect = rowsIn(text, range.start, range.end, steps);
  return dialect && { ...range, kind: "rows", dialect };
}

/** The selection without white space, commas and semicolons at its ends. */
function trim(text: string, start: number, end: number): TextRange {
  const from = Math.min(blankEnd(text, start, end), end);
  let to = end;
  while (to > from && /[\s,;]/.test(text.charAt(to - 1))) to--;
  return { start: from, end: to };
}

/** Offset of the first bracket, open or close; the end of the range where there is none. */
function firstBracket(text: string, range: TextRange, steps: Steps): number {
  let pos = range.start;
  for (; pos < range.end; pos++) {
    const code = text.charCodeAt(pos);
    if (isOpen(code) || isClose(code)) break;
  }
  steps.visited += pos - range.start;
  return pos;
}
