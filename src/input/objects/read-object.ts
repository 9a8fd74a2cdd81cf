import type { ProblemInput } from "../../core/problem";
import { Cursor } from "../cursor";
import { describeAt } from "../describe-token";
import { ofText, partOf, problemOfArrays, type NamedArray } from "../named-arrays";
import { ArrayReader } from "../nested-arrays";
import type { Offsets } from "../offsets";
import { failAt } from "../place";
import { PROBLEM_KEYS, SILENT_KEYS, X_KEYS } from "../problem-keys";
import { readObject } from "../problem-object";
import { blankEnd } from "../search/brackets";
import type { Reading } from "../formats/format";
import type { Wanted } from "../wanted";
import { readColumns, readRecords, readSplit } from "./frames";
import { membersAt, type Member } from "./members";
import { ONE_LIST } from "../max-rank";
import { readTensorObject, tensorParts } from "./tensor-object";

/**
 * Reads the object of JSON under the cursor: a problem, a tensor with its shape, a table of pandas, or tensors by their
 * names. The cursor stands behind it then. `places` takes where the numbers of x stand, for all but a problem.
 */
export function readAnyObject(cursor: Cursor, wanted: Wanted, places?: Offsets): Reading {
  const { text, end, pos } = cursor;
  const found = membersAt(cursor);
  const keys = found?.members.map(({ key }) => key) ?? [];
  if (!found || keys.length === 0 || keys.some(isProblemKey)) return whole(readObject(cursor, wanted.asks(ONE_LIST)));
  const { members } = found;
  refuseForeign(text, pos, keys);
  const next = blankEnd(text, found.end, end, false);
  if (text[next] === "{") {
    const { tensor, end: behind } = readRecords(cursor, wanted, places);
    cursor.pos = behind;
    return alone(text, pos, tensor, wanted);
  }
  const parts = tensorParts(text, members);
  if (keys.join() === "schema,data" && text[members[1]?.start ?? 0] === "[") {
    const index = primaryKey(text, members[0]);
    const { tensor: rows } = readRecords({ text, pos: members[1]?.start ?? 0, end }, wanted, places, index);
    cursor.pos = found.end;
    return alone(text, pos, rows, wanted);
  }
  const tensor =
    readSplit(text, end, members, wanted, places) ??
    (parts ? readTensorObject(text, end, parts, "x", places) : readColumns(text, end, members, wanted, places));
  if (tensor) {
    cursor.pos = found.end;
    return alone(text, pos, tensor, wanted);
  }
  const isX = (key: string): boolean => X_KEYS.some((x) => x === partOf(key)?.key);
  const named = members.some(({ key }) => isX(key)) ? readNamed(text, end, members, places) : [];
  if (named.length === 0) return whole(readObject(cursor, wanted.asks(ONE_LIST)));
  cursor.pos = found.end;
  return {
    ...wanted.account,
    ...problemOfArrays(named, wanted.assumed, {
      source: ofText(text),
      asked: wanted.asks(ONE_LIST) ? ONE_LIST : undefined,
    }),
  };
}

/** The keys that the schema of pandas' "table" says are those of an index. */
function primaryKey(text: string, schema: Member | undefined): string[] {
  const keys = /"primaryKey"\s*:\s*(\[[^\][]*\]|"[^"]*")/.exec(text.slice(schema?.start, schema?.end))?.[1] ?? "";
  return [...keys.matchAll(/"([^"]*)"/g)].map(([, key = ""]) => key);
}

const isProblemKey = (key: string): boolean =>
  (PROBLEM_KEYS as readonly string[]).includes(key) || SILENT_KEYS.includes(key);

const whole = (input: ProblemInput): Reading => ({ input, assumed: [] });

function alone(text: string, at: number, tensor: NamedArray["tensor"], wanted: Wanted): Reading {
  const reading = problemOfArrays([{ name: "x", tensor, at }], wanted.assumed, { source: ofText(text) });
  return { ...wanted.account, ...reading };
}

/** Files of JSON that hold something else, by their keys. */
const FOREIGN: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["cells", "nbformat"], "a Jupyter notebook (copy the output of a cell, or save the array with numpy.save)"],
  [["weightsManifest"], "a model of TensorFlow.js, whose numbers stand in other files"],
  [["dataId", "shape"], "a tensor of TensorFlow.js without its numbers (print JSON.stringify(x.arraySync()))"],
  [["type", "features"], "GeoJSON"],
];

function refuseForeign(text: string, at: number, keys: readonly string[]): void {
  const what = FOREIGN.find(([of]) => of.every((key) => keys.includes(key)))?.[1];
  if (what !== undefined) failAt(text, at, "foreign", `Expected a matrix or a problem object, got ${what}`);
}

/** The members whose names are those of a problem's parts: lists, numbers, and tensors with their shapes. */
function readNamed(text: string, end: number, members: readonly Member[], places: Offsets | undefined): NamedArray[] {
  return members.flatMap((member): NamedArray[] => {
    const { key, start, at } = member;
    const part = partOf(key)?.key;
    const cursor = new Cursor(text, start, end, "json");
    cursor.readsBooleans = part === "mask";
    const where = part === "x" ? places : undefined;
    const inner = text[start] === "{" ? membersAt(cursor)?.members : undefined;
    const parts = inner && tensorParts(text, inner);
    if (parts) return [{ name: key, tensor: readTensorObject(text, end, parts, key, where), at: start }];
    if (text[start] === "[" && part) {
      const { shape, values } = new ArrayReader(cursor, key, { places: where, isOneOfMany: true }).read();
      return [{ name: key, tensor: { shape, values, dtype: "float64" }, at: start }];
    }
    if (!part) return [];
    if (text[start] === "{" || text[start] === '"') {
      failAt(
        text,
        start,
        "object",
        `Expected ${key} to be an array of numbers, got ${describeAt(text, start, end).text}`,
      );
    }
    cursor.where = () => `for ${key}`;
    return [{ name: key, tensor: { shape: [], values: Float64Array.of(cursor.number()), dtype: "float64" }, at }];
  });
}
