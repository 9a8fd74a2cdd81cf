import type { ProblemInput } from "../../core/problem";
import { Cursor } from "../cursor";
import { describeAt } from "../describe-token";
import { ArrayReader, type ReadArray } from "../nested-arrays";
import { Lines } from "../place";
import { readObject, requireRank, toTensor } from "../problem-object";
import type { Reading, TextFormat } from "./format";

/** JSON and JSONC: a bare matrix, rows as JSON Lines, or a problem object (docs/problem-file.md). */
export const json: TextFormat<"json"> = {
  kind: "text",
  name: "json",
  label: "JSON",
  endings: ["json", "jsonc", "jsonl", "ndjson"],
  numbersStand: "in brackets",
  summary:
    "a matrix or a problem object, as above; comments, trailing commas, and NaN and Infinity bare or in quotes; " +
    "JSON Lines, one row on each line",
  looksLike: (text) => /^\s*(?:[[{]|\/[/*])/.test(text),
  read: readJson,
  examples: [
    {
      what: "a matrix",
      source: '[[1, -2.5], [3e2, "NaN"]] // a comment',
      x: { shape: [2, 2], values: [1, -2.5, 300, NaN], dtype: "float64" },
    },
    {
      what: "a problem object",
      source:
        '{"x": [[1, NaN], ["-Infinity", 4]], "gamma": [1, 2], "eps": 1e-5, "candidate": {"dx": [[1, 2], [3, 4]]}}',
      x: { shape: [2, 2], values: [1, NaN, -Infinity, 4], dtype: "float64" },
    },
    {
      what: "JSON Lines",
      source: "[1, 2.5, -3e4]\n[4, 5, 6]\n",
      x: { shape: [2, 3], values: [1, 2.5, -30000, 4, 5, 6], dtype: "float64" },
    },
    {
      what: "rank 3",
      source: "[[[1, 2, 3]], [[4, 5, 6]]]",
      x: { shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6], dtype: "float64" },
    },
  ],
};

/** Reads JSON from [start, end) of a text: a bare matrix, or a problem object. Throws InputError. */
export function readJson(text: string, start = 0, end = text.length): Reading {
  const cursor = new Cursor(text, start, end, "json");
  cursor.blank();
  if (cursor.atEnd) cursor.fail("empty", "Expected a matrix in brackets or a problem object, got nothing");
  const { code } = cursor;
  if (code !== 91 && code !== 123) {
    const got = describeAt(text, cursor.pos, end);
    cursor.fail(got.code, `Expected a matrix in brackets or a problem object in braces, got ${got.text}`);
  }
  const input = code === 91 ? readMatrix(cursor) : readObject(cursor);
  cursor.blank();
  if (!cursor.atEnd) {
    const got = describeAt(text, cursor.pos, end).text;
    cursor.fail("trailing", `Expected the end of the input after the first value, got ${got}`);
  }
  return { input, assumed: [] };
}

function readMatrix(cursor: Cursor): ProblemInput {
  const read = readLines(cursor) ?? new ArrayReader(cursor, "x").read();
  requireRank(cursor, read);
  return { x: toTensor(read), places: { x: new Lines(cursor.text).at(read.start) } };
}

/** JSON Lines: one row on each line, with no brackets around them. Undefined when something else stands there. */
function readLines(cursor: Cursor): ReadArray | undefined {
  const { text, pos, end } = cursor;
  JSON_LINES.lastIndex = pos;
  return JSON_LINES.test(text) && JSON_LINES.lastIndex <= end ? new ArrayReader(cursor, "x").readRows() : undefined;
}

/** A list without lists in it, and another one on the next line. */
const JSON_LINES = /\[[^[\]{}]*\][ \t]*\r?\n\s*\[/y;
