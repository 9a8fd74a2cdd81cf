import type { ProblemInput } from "../../core/problem";
import { sizeOf } from "../../core/tensor";
import { Cursor } from "../cursor";
import { describeAt } from "../describe-token";
import { ArrayReader, type ReadArray } from "../nested-arrays";
import { readRecords } from "../objects/frames";
import { readAnyObject } from "../objects/read-object";
import { Offsets } from "../offsets";
import { Lines } from "../place";
import { requireRank, toTensor } from "../problem-object";
import { blankEnd } from "../search/brackets";
import { Wanted } from "../wanted";
import type { NumberOffsets, Reading, TextFormat } from "./format";

/** JSON and JSONC: a bare matrix, rows as JSON Lines, or a problem object (docs/problem-file.md). */
export const json: TextFormat<"json"> = {
  kind: "text",
  name: "json",
  label: "JSON",
  endings: ["json", "jsonc", "jsonl", "ndjson"],
  numbersStand: "in brackets",
  summary:
    "a matrix or a problem object, as above; comments, trailing commas, and NaN and Infinity bare or in quotes; " +
    "JSON Lines, one row on each line; a shape with its data (TensorFlow.js, ONNX, typed arrays); tensors by the names of PyTorch; " +
    "pandas' split, records, columns and lines",
  looksLike: (text) => /^\s*(?:\[(?!\d{0,9}\]\[?[[\]a-z])|\{|\/[/*])/.test(text),
  read: readJson,
  locate,
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
    {
      what: "a shape and its data",
      source: '{"shape": [2, 2], "dtype": "float32", "data": [1.5, -0.25, 0.5, 0.75]}',
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
    },
    {
      what: "a tensor of ONNX",
      source: '{"dims": ["2", "2"], "dataType": 1, "floatData": [1.5, -0.25, 0.5, 0.75], "name": "x"}',
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
    },
    {
      what: "pandas' records",
      source: '[{"a": 1.5, "b": -0.25}, {"a": 0.5, "b": 0.75}]',
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["header"],
    },
    {
      what: "pandas' split",
      source: '{"columns": ["a", "b"], "index": [0, 1], "data": [[1.5, -0.25], [0.5, 0.75]]}',
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["header"],
    },
  ],
};

/** Reads JSON from [start, end) of a text: a bare matrix, a problem object, or another object of tensors. Throws InputError. */
export function readJson(text: string, start = 0, end = text.length, asked?: string): Reading {
  return jsonReading(text, start, end, new Wanted(asked));
}

function jsonReading(text: string, start: number, end: number, wanted: Wanted, places?: Offsets): Reading {
  const cursor = new Cursor(text, start, end, "json");
  cursor.blank();
  if (cursor.atEnd) cursor.fail("empty", "Expected a matrix in brackets or a problem object, got nothing");
  const { code } = cursor;
  if (code !== 91 && code !== 123) {
    const got = describeAt(text, cursor.pos, end);
    cursor.fail(got.code, `Expected a matrix in brackets or a problem object in braces, got ${got.text}`);
  }
  const reading =
    code === 123
      ? readAnyObject(cursor, wanted, places)
      : (readListOfRecords(cursor, wanted, places) ?? { input: readMatrix(cursor), assumed: [] });
  cursor.blank();
  if (!cursor.atEnd) {
    const got = describeAt(text, cursor.pos, end).text;
    cursor.fail("trailing", `Expected the end of the input after the first value, got ${got}`);
  }
  return reading;
}

/** Where the numbers stand of an object that is no problem; of a problem and a matrix the brackets tell it. */
function locate(text: string, start: number, end: number, asked?: string): NumberOffsets | undefined {
  const offsets = new Offsets();
  const { input } = jsonReading(text, start, end, new Wanted(asked), offsets);
  return offsets.length === sizeOf(input.x.shape) ? { shape: input.x.shape, offsets, stops: ",/" } : undefined;
}

/** A list of records; undefined for a matrix. */
function readListOfRecords(cursor: Cursor, wanted: Wanted, places: Offsets | undefined): Reading | undefined {
  const { text, pos, end } = cursor;
  if (text[blankEnd(text, pos + 1, end, false)] !== "{") return undefined;
  const { tensor, end: behind } = readRecords(cursor, wanted, places);
  cursor.pos = behind;
  const input = { x: tensor, places: { x: new Lines(text).at(pos) } };
  return { input, ...wanted.account };
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
