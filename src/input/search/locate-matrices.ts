import { BracketScan } from "./bracket-scan";
import { blankEnd, isOpen, openBefore } from "./brackets";
import type { Dialect } from "../cursor";
import { MAX_RANK } from "../max-rank";
import type { Steps } from "./skip";
import type { Language } from "./watched-brackets";

/** A stretch of text, in its own offsets. */
export interface TextRange {
  readonly start: number; // of the opening bracket
  readonly end: number; // behind the closing bracket
}

/** A matrix, or a problem object with an x, that stands in a text. */
export interface Located extends TextRange {
  readonly kind: "matrix" | "problem";
  readonly dialect: Dialect;
  /** Shape of x; null when it has no end, or holds a fault that reading it will name. */
  readonly shape: readonly number[] | null;
}

const MOST_FOUND = 200;
const MOST_OPEN = 32;
/** How often the brackets around a cursor are scanned anew, from one that a string or a comment had hidden. */
const MOST_SCANS = 4;

const uncounted = (): Steps => ({ visited: 0 });

/** What a scan has found, without what stands inside something else that it found. */
class Outermost {
  readonly list: Located[] = [];
  whole = 0; // how many of them have no mistake

  readonly add = (located: Located): void => {
    while ((this.list.at(-1)?.start ?? -1) > located.start) if (this.list.pop()?.shape) this.whole--;
    this.list.push(located);
    if (located.shape) this.whole++;
  };
}

/**
 * Finds the matrices (rank 2 to 6) and problem objects of a JSON or JSONC text, outermost ones only, in order. Looks at
 * the first `limit` characters: a matrix that goes on behind them is found without its shape.
 */
export function matricesIn(text: string, limit = text.length, steps = uncounted()): Located[] {
  const found = new Outermost();
  const end = Math.min(text.length, limit);
  const scan = new BracketScan(text, 0, end, "json", steps, found.add);
  scan.run(() => found.list.length >= MOST_FOUND && scan.pending >= end);
  scan.finish();
  return found.list.slice(0, MOST_FOUND);
}

/** Finds the matrix or problem object that a JSON or JSONC text is as a whole. */
export function rootMatrix(text: string, steps = uncounted()): Located | undefined {
  const root = blankEnd(text, 0, text.length, false);
  steps.visited += root;
  return isOpen(text.charCodeAt(root)) ? matrixAt(text, root, text.length, "json", steps) : undefined;
}

/** Finds the matrix or problem object whose first bracket stands at `open`. */
export function matrixAt(
  text: string,
  open: number,
  end: number,
  language: Language,
  steps = uncounted(),
): Located | undefined {
  let root: Located | undefined;
  const scan = new BracketScan(text, open, end, language, steps, (located) => {
    if (located.start === open) root = located;
  });
  // Whatever is inside, the root is settled when nothing that opens there is watched any more.
  scan.run(() => scan.depth === 0 || scan.pending > open);
  if (scan.depth > 0) scan.finish();
  return root;
}

/**
 * Finds the matrix or problem object around [start, end) in a text of any language: a JSON value, a Python list, a
 * printed array in a log. The outermost one of rank 2 to 6 is taken; with a problem object around it, that one. When
 * none is around, the first that opens on the lines of [start, end) is.
 */
export function enclosingMatrix(text: string, start: number, end = start, steps = uncounted()): Located | undefined {
  let opens = openBefore(text, start, MOST_OPEN, steps);
  // A bracket at the cursor counts as open, so that the cursor may stand just before or just behind a matrix.
  if (start < text.length && isOpen(text.charCodeAt(start))) opens.push(start);
  let faulty: Located | undefined;
  for (let scans = 0; scans < MOST_SCANS; scans++) {
    const [first] = opens;
    if (first === undefined) break;
    const hidden = new Set(opens);
    const found = aroundFrom(text, first, start, end, steps, hidden);
    if (found?.shape) return found;
    faulty ??= found;
    opens = [...hidden];
  }
  if (faulty) return faulty;
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const feed = text.indexOf("\n", end);
  const to = feed < 0 ? text.length : feed;
  steps.visited += start - from + (to - end);
  return firstFrom(text, from, to, steps);
}

/** Finds the first matrix or problem object of a text in any language, for a command with nothing selected. */
export function firstMatrix(text: string, steps = uncounted()): Located | undefined {
  const start = blankEnd(text, 0, text.length); // a comment at the head is none of the text, whatever marks it
  steps.visited += start;
  return firstFrom(text, start, text.length, steps);
}

/** Rows side by side, without brackets around them: their dialect, where [start, end) holds nothing else. */
export function rowsIn(text: string, start: number, end: number, steps = uncounted()): Dialect | undefined {
  const scan = new BracketScan(text, start, end, "any", steps, () => undefined);
  const rows = scan.openRows();
  scan.run(() => rows.faulty || scan.depth === 0);
  const rank = (rows.inner?.length ?? 0) + 1;
  if (scan.depth !== 1 || rows.faulty || rows.count < 2 || rank < 2 || rank > MAX_RANK) return undefined;
  return rows.json ? "json" : "printed";
}

/** The outermost matrix around [start, end) among the brackets from `first` on; takes from `hidden` those it met. */
function aroundFrom(
  text: string,
  first: number,
  start: number,
  end: number,
  steps: Steps,
  hidden: Set<number>,
): Located | undefined {
  let whole: Located | undefined;
  let faulty: Located | undefined;
  const keep = (located: Located): void => {
    if (located.start > start || located.end <= start || located.end < end) return;
    if (located.shape) whole = located;
    else faulty = located;
  };
  const scan = new BracketScan(text, first, text.length, "any", steps, keep, (open) => {
    if (open <= start) hidden.delete(open);
  });
  scan.run(() => scan.depth === 0 || (scan.pos > start && scan.pos >= end && scan.pending > start));
  if (scan.depth > 0) scan.finish();
  return whole ?? faulty;
}

/** The first that opens in [start, to); one with a mistake only where none is without. It may end behind `to`. */
function firstFrom(text: string, start: number, to: number, steps: Steps): Located | undefined {
  const found = new Outermost();
  const scan = new BracketScan(text, start, text.length, "any", steps, (located) => {
    if (located.start < to) found.add(located);
  });
  scan.run(() => (found.whole > 0 || scan.pos >= to) && scan.pending >= Math.min(to, scan.pos));
  if (scan.pending < to) scan.finish();
  return found.list.find(({ shape }) => shape !== null) ?? found.list[0];
}
