import type { ProblemInput } from "../core/problem";
import { ArrayReader } from "./nested-arrays";
import { blankEnd, closeOf, isOpen, openBefore, startsMatrix, stringEnd } from "./brackets";
import { Cursor, type Dialect } from "./cursor";
import { readObject } from "./problem-object";
import { InputError } from "./place";

/** A stretch of text, in its own offsets. */
export interface TextRange {
  readonly start: number; // of the opening bracket
  readonly end: number; // behind the closing bracket
}

/** A matrix, or a problem object with an x, that stands in a text. */
export interface Located extends TextRange {
  readonly kind: "matrix" | "problem";
  readonly dialect: Dialect;
  /** Shape of x; null when it was not read to its end, or holds a fault that reading it will name. */
  readonly shape: readonly number[] | null;
}

/** More than this is not read on the way to a CodeLens or a cursor; about 40 ms. */
export const LOCATE_LIMIT = 8_000_000; // characters
const MOST_FOUND = 200;
const MOST_OPEN = 32;

/**
 * Finds the matrices (rank 2 to 5) and problem objects of a JSON or JSONC text, outermost ones only, in order.
 * Reads at most `limit` characters: a matrix that goes on behind that is found without its shape.
 */
export function matricesIn(text: string, limit = LOCATE_LIMIT): Located[] {
  const end = Math.min(text.length, limit);
  const found: Located[] = [];
  let pos = 0;
  while (pos < end && found.length < MOST_FOUND) {
    const code = text.charCodeAt(pos);
    if (code === 34) pos = stringEnd(text, pos, end);
    else if (code === 47) pos = Math.max(pos + 1, blankEnd(text, pos, end, false));
    else if (isOpen(code)) {
      const { located, next } = probe(text, pos, end, "json", true);
      if (located) found.push(located);
      pos = next;
    } else pos++;
  }
  return found;
}

/**
 * Finds the matrix or problem object around [start, end) in a text of any language: a JSON value, a Python list, a
 * printed array in a log. The outermost one of rank 2 to 5 is taken; with a problem object around it, that one. When
 * none is around, the first that opens on the lines of [start, end) is.
 */
export function enclosingMatrix(
  text: string,
  start: number,
  end = start,
  limit = 4 * LOCATE_LIMIT,
): Located | undefined {
  // A bracket at the cursor counts as open, so that the cursor may stand just before or just behind a matrix.
  const inner = openBefore(text, start, MOST_OPEN, limit);
  if (start < text.length && isOpen(text.charCodeAt(start))) inner.unshift(start);
  let faulty: Located | undefined;
  for (const open of inner.reverse()) {
    for (const dialect of dialectsAt(text, open)) {
      const { located } = probe(text, open, text.length, dialect);
      if (!located || located.end < end) continue;
      if (located.shape) return located;
      faulty ??= located;
    }
  }
  return faulty ?? onLines(text, start, end);
}

/** Finds the first matrix or problem object of a text in any language, for a command with nothing selected. */
export function firstMatrix(text: string, limit = 4 * LOCATE_LIMIT): Located | undefined {
  const end = Math.min(text.length, limit);
  const root = blankEnd(text, 0, end);
  if (root < end && isOpen(text.charCodeAt(root))) {
    const { located } = probe(text, root, text.length, "json");
    if (located) return located;
  }
  return firstFrom(text, 0, end);
}

function firstFrom(text: string, start: number, end: number): Located | undefined {
  let pos = start;
  let faulty: Located | undefined;
  while (pos < end) {
    const code = text.charCodeAt(pos);
    if (!isOpen(code)) {
      if (code === 34) pos = closedStringEnd(text, pos, end);
      else if (code === 47) pos = commentEnd(text, pos, end);
      else pos++;
      continue;
    }
    let next = pos + 1;
    for (const dialect of dialectsAt(text, pos)) {
      const found = probe(text, pos, text.length, dialect);
      if (found.located?.shape) return found.located;
      faulty ??= found.located;
      if (found.located) next = Math.max(next, found.next);
    }
    pos = next;
  }
  return faulty;
}

/** Offset behind the string that opens here and ends on its line; behind the mark alone where it does not: 5" wide. */
function closedStringEnd(text: string, pos: number, end: number): number {
  const next = stringEnd(text, pos, end);
  return next > pos + 1 && text.charCodeAt(next - 1) === 34 ? next : pos + 1;
}

/** Offset behind the comment that begins at this slash, or behind the slash: a log's addresses hold two of them. */
function commentEnd(text: string, pos: number, end: number): number {
  return text.charCodeAt(pos - 1) === 58 ? pos + 2 : Math.max(pos + 1, blankEnd(text, pos, end, false));
}

function onLines(text: string, start: number, end: number): Located | undefined {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const feed = text.indexOf("\n", end);
  return firstFrom(text, from, feed < 0 ? text.length : feed);
}

function dialectsAt(text: string, open: number): readonly Dialect[] {
  const brace = text.charCodeAt(open) === 123;
  const next = text.charCodeAt(blankEnd(text, open + 1, text.length));
  return brace && next === 34 ? ["json"] : ["json", "printed"];
}

/** Faults with which a list of records is met, and no matrix. */
const RECORDS = ["string", "object", "null", "boolean"];
const NO_PROBLEM = ["unknown-key", "no-x", "colon", "token", "missing-value", "empty"];

interface Probe {
  readonly located?: Located;
  readonly next: number; // where to look on
}

/** Reads what opens at `open` as a matrix or problem. With `records`, rows that hold words as well are no matrix. */
function probe(text: string, open: number, end: number, dialect: Dialect, records = false): Probe {
  const object = text.charCodeAt(open) === 123 && dialect === "json";
  const cursor = new Cursor(text, open, end, dialect);
  try {
    let shape: readonly number[];
    if (object) {
      const { x }: ProblemInput = readObject(cursor);
      shape = x.shape;
    } else {
      shape = new ArrayReader(cursor, "x").read().shape;
      if (shape.length < 2) return { next: cursor.pos };
    }
    return {
      located: { start: open, end: cursor.pos, kind: object ? "problem" : "matrix", dialect, shape },
      next: cursor.pos,
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const unlike = object ? NO_PROBLEM : records ? RECORDS : [];
    const numbers = object ? startsProblem(text, open, end) : startsMatrix(text, open, end);
    if (!numbers || error.code === "rank" || unlike.includes(error.code)) return { next: open + 1 };
    const close = closeOf(text, open, end);
    return {
      located: { start: open, end: close, kind: object ? "problem" : "matrix", dialect, shape: null },
      next: close,
    };
  }
}

/** Whether the object that opens here has a key x with an array, as far as its first 64 kB show. */
function startsProblem(text: string, open: number, end: number): boolean {
  return /^\{[\s\S]*?"x"\s*:\s*\[/.test(text.slice(open, Math.min(end, open + 65536)));
}

export { indexAtOffset, numberRange } from "./reveal";
