import { sizeOf } from "../../core/tensor";
import { expectedRank, MAX_RANK } from "../max-rank";
import { Offsets } from "../offsets";
import { failAt, Lines } from "../place";
import type { NumberOffsets, Reading, TextFormat } from "./format";

/** What R's dput writes of matrices, arrays and data frames, and the calls of R that make them. */
export const rStructure: TextFormat<"r-structure"> = {
  kind: "text",
  name: "r-structure",
  label: "a structure of R",
  endings: [],
  numbersStand: "in brackets",
  isMarked: true,
  summary:
    "`dput` of a matrix, an array or a data frame of numbers, and the calls `matrix`, `array`, `data.frame` and `cbind`: R's " +
    "columns first become rows first; factors and NA are refused",
  looksLike: (text) => HEAD.test(text.slice(0, 400)),
  read: (text, start, end) => {
    const structure = readStructure(text, start, end);
    const { columns, shape, assumed } = structure;
    const values = new Float64Array(sizeOf(shape));
    inRows(structure, (from, to) => {
      values[to] = columns.values[from] ?? NaN;
    });
    const reading: Reading = {
      input: { x: { shape, values, dtype: "float64" }, places: { x: new Lines(text).at(start) } },
      assumed: assumed ? [{ id: "labels", text: "Names of rows and columns were left out." }] : [],
    };
    return reading;
  },
  locate: (text, start, end): NumberOffsets | undefined => {
    const structure = readStructure(text, start, end);
    const { columns, shape } = structure;
    if (columns.isCounted) return undefined; // 1:6 stands for numbers that are not there
    const order: number[] = [];
    inRows(structure, (from, to) => {
      order[to] = columns.offsets[from] ?? start;
    });
    const offsets = new Offsets();
    for (const offset of order) offsets.push(offset);
    return { shape, offsets, stops: ",)L" };
  },
  examples: [
    {
      what: "dput of a matrix",
      source: "structure(c(1.5, 0.5, -0.25, 0.75, 3.125, 2.875), dim = 2:3)",
      x: { shape: [2, 3], values: [1.5, -0.25, 3.125, 0.5, 0.75, 2.875], dtype: "float64" },
    },
    {
      what: "dput of a data frame",
      source: 'structure(list(a = c(1.5, 0.5), b = c(-0.25, 0.75)), class = "data.frame", row.names = c(NA, \n-2L))',
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["labels"],
    },
    {
      what: "a call of matrix",
      source: "x <- matrix(c(1.5, 0.5, -0.25, 0.75), nrow = 2)",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "a call of data.frame",
      source: "x <- data.frame(a = c(1.5, 0.5), b = c(-0.25, 0.75))",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["labels"],
    },
  ],
};

const HEAD =
  /^\s*(?:[A-Za-z.][\w.]{0,60}\s{0,9}(?:<-|=)\s{0,9})?(?:(structure)\(|(matrix|array)\((?=\s{0,9}(?:data\s{0,9}=\s{0,9})?(?:c\(|\d{1,9}:))|(data\.frame|cbind)\((?=\s{0,9}(?:[A-Za-z.][\w.]{0,80}\s{0,9}=\s{0,9})?(?:c\(|\d{1,9}:)))\s{0,9}(?:data\s{0,9}=\s{0,9})?/;
const NUMBER = /\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?L?|[-+]?Inf|NaN)\s*(?=[,):]|$)/y;
const NAME = /\s*(?:([A-Za-z.][\w.]{0,80})|`([^`\n]{0,80})`|"([^"\n]{0,80})")\s*=\s*/y;

/** Numbers as R keeps them: column after column. */
interface Columns {
  readonly values: readonly number[];
  readonly offsets: readonly number[];
  readonly isCounted: boolean;
  readonly end: number;
}

/** Numbers of R with the shape that it gives them. */
interface Structure {
  readonly columns: Columns;
  readonly shape: readonly number[];
  readonly assumed: boolean; // names were left out
  readonly isByRows?: boolean; // of matrix(..., byrow = TRUE)
}

/** Visits every number of a shape: its place column by column, and row by row. The first axis of R runs fastest. */
function inRows({ shape, isByRows = false }: Structure, visit: (from: number, to: number) => void): void {
  const size = sizeOf(shape);
  if (isByRows) {
    for (let place = 0; place < size; place++) visit(place, place);
    return;
  }
  const axes = shape.map((extent, axis) => ({ extent, stride: sizeOf(shape.slice(0, axis)) })).reverse();
  for (let to = 0; to < size; to++) {
    let rest = to;
    let from = 0;
    for (const { extent, stride } of axes) {
      from += (rest % extent) * stride;
      rest = Math.floor(rest / extent);
    }
    visit(from, to);
  }
}

function readStructure(text: string, start: number, end: number): Structure {
  const [head, structure, made, bound] = HEAD.exec(text.slice(start, Math.min(end, start + 400))) ?? [];
  if (head === undefined) return failAt(text, start, "r-structure", 'Expected "structure(" of R, got something else');
  const at = start + head.length;
  if (bound !== undefined) return readFrame(text, at, end, bound);
  if (structure !== undefined && text.startsWith("list(", at)) return readFrame(text, at + 5, end, "list");
  const columns = readVector(text, at, end);
  if (made === "matrix") return { columns, ...readExtents(text, columns, end) };
  const dim = /,\s*\.?[dD]im\s*=\s*/y;
  dim.lastIndex = columns.end;
  if (!dim.test(text)) {
    return failAt(text, columns.end, "r-structure", "Expected dim behind the numbers of a structure of R, got none");
  }
  const { values: shape, end: behind } = readVector(text, dim.lastIndex, end);
  const rest = text.slice(behind, end).trim();
  const names = /^,\s*\.?[dD]imnames\s*=\s*list\([^]{0,100000}\)\s*\)\s*;?$/.test(rest);
  if (!names && !/^\)\s*;?$/.test(rest)) {
    return failAt(text, behind, "r-structure", `Expected dimnames or ")" behind dim, got "${rest.slice(0, 30)}"`);
  }
  if (shape.length < 2 || shape.length > MAX_RANK) {
    return failAt(text, start, "rank", `The array has rank ${shape.length}, ${expectedRank()}`);
  }
  if (sizeOf(shape) !== columns.values.length) {
    const got = `got ${columns.values.length} values`;
    const sentence = `The structure says ${shape.join(" x ")}, ${got} (is a part of it missing?)`;
    return failAt(text, start, "said-shape", sentence);
  }
  return { columns, shape, assumed: names };
}

const EXTENTS = ["nrow", "ncol", "byrow"];

/** The arguments of matrix() behind its numbers: nrow, ncol and byrow, by name; those without go to the first that are free. */
function readExtents(text: string, { values, end: at }: Columns, end: number): Omit<Structure, "columns"> {
  const [, given, names = ""] =
    /^((?:\s*,\s*(?!dimnames)[\w\s=]{1,40}){0,3})(\s*,\s*dimnames\s*=\s*list\([^]{0,100000}\))?\s*\)\s*;?\s*$/.exec(
      text.slice(at, end),
    ) ?? [];
  const refuse = (what: string): never =>
    failAt(text, at, "r-structure", `${what} behind the numbers of a matrix of R`);
  if (given === undefined) return refuse('Expected nrow, ncol or byrow, and ")" at the end,');
  const words = given.split(",").slice(1);
  const told = words.map((word) => /^\s*(?:(\w+)\s*=\s*)?(\w+)\s*$/.exec(word));
  const free = EXTENTS.filter((name) => !told.some((argument) => argument?.[1] === name));
  const said = new Map<string, string>();
  for (const [k, argument] of told.entries()) {
    const name = argument?.[1] ?? free.shift() ?? "";
    const value = argument?.[2] ?? "";
    const isUsual = name === "byrow" ? /^(?:T|TRUE|F|FALSE)$/.test(value) : /^\d{1,9}$/.test(value);
    if (!EXTENTS.includes(name) || said.has(name) || !isUsual)
      return refuse(`Expected nrow, ncol or byrow, got "${(words[k] ?? "").trim().slice(0, 30)}"`);
    said.set(name, value);
  }
  const extent = (name: string): number | undefined => (said.has(name) ? Number(said.get(name)) : undefined);
  const [rows, columns] = [extent("nrow"), extent("ncol")];
  const isByRows = said.get("byrow")?.startsWith("T") === true;
  const count = values.length;
  const shape = [rows ?? count / (columns ?? 1), columns ?? count / (rows ?? count)];
  if (sizeOf(shape) !== count || !shape.every(Number.isInteger)) {
    const said = shape.map((extent) => (Number.isInteger(extent) ? extent : "?")).join(" x ");
    return failAt(text, at, "said-shape", `The matrix says ${said}, got ${count} values (R would repeat or drop some)`);
  }
  return { shape, assumed: names !== "", isByRows };
}

/** Arguments of data.frame and cbind that are no columns. */
const OPTIONS: ReadonlySet<string> = new Set([
  "row.names",
  "check.names",
  "check.rows",
  "stringsAsFactors",
  "fix.empty.names",
  "deparse.level",
]);

/** A data frame: columns of one length, with their names. */
function readFrame(text: string, start: number, end: number, made: string): Structure {
  const values: number[] = [];
  const offsets: number[] = [];
  let isCounted = false;
  let pos = start;
  let rows = -1;
  let count = 0;
  let isNamed = made !== "cbind";
  for (;;) {
    NAME.lastIndex = pos;
    const name = NAME.exec(text)?.[1];
    if (made !== "list" && name !== undefined && OPTIONS.has(name)) {
      return failAt(text, pos, "r-structure", `Expected columns, got ${name} of ${made} (leave it out)`);
    }
    if (NAME.lastIndex > pos) {
      pos = NAME.lastIndex;
      isNamed = true;
    }
    const column = readVector(text, pos, end);
    if (rows < 0) rows = column.values.length;
    if (column.values.length !== rows) {
      return failAt(
        text,
        pos,
        "ragged-row",
        `Column ${count + 1} has ${column.values.length} values, expected ${rows}`,
      );
    }
    for (const value of column.values) values.push(value);
    for (const offset of column.offsets) offsets.push(offset);
    isCounted ||= column.isCounted;
    count++;
    pos = column.end;
    if (text[pos] !== ",") break;
    pos++;
  }
  const rest = text.slice(pos, end);
  const isClosed = made === "list" ? /^\)\s*,/.test(rest) && rest.includes("data.frame") : /^\s*\)\s*;?\s*$/.test(rest);
  if (!isClosed) {
    return failAt(text, pos, "r-structure", "Expected a data frame of R, got a list that is none");
  }
  return { columns: { values, offsets, isCounted, end: pos }, shape: [rows, count], assumed: isNamed };
}

/** c(1.5, 2), 1:6 or one number. */
function readVector(text: string, start: number, end: number): Columns {
  const values: number[] = [];
  const offsets: number[] = [];
  let isCounted = false;
  const open = /\s*c\(/y;
  open.lastIndex = start;
  const isList = open.test(text);
  let pos = isList ? open.lastIndex : start;
  for (;;) {
    NUMBER.lastIndex = pos;
    const found = NUMBER.exec(text);
    if (!found || NUMBER.lastIndex > end) return refuseWord(text, pos, end);
    const value = numberOf(found[1]);
    offsets.push(pos + found[0].length - found[0].trimStart().length);
    values.push(value);
    pos = NUMBER.lastIndex;
    if (text[pos] === ":") {
      pos = countOn(text, pos + 1, values);
      isCounted = true;
    }
    if (!isList) return { values, offsets, isCounted, end: pos };
    if (text[pos] === ")") return { values, offsets, isCounted, end: pos + 1 };
    if (text[pos] !== ",")
      return failAt(text, pos, "unclosed", 'Expected "," or ")" behind a number of R, got something else');
    pos++;
  }
}

/** A vector that is written as its first and last whole number is no longer than this. */
const MOST_COUNTED = 2 ** 20;

/** 1:6 are the whole numbers from the first to the last. */
function countOn(text: string, start: number, values: number[]): number {
  NUMBER.lastIndex = start;
  const found = NUMBER.exec(text);
  const first = values[values.length - 1] ?? 0;
  const last = found ? numberOf(found[1]) : NaN;
  if (!Number.isInteger(first) || !Number.isInteger(last) || Math.abs(last - first) > MOST_COUNTED) {
    return failAt(text, start, "r-structure", "Expected two whole numbers around a colon, got others");
  }
  const step = last < first ? -1 : 1;
  for (let value = first; value !== last;) values.push((value += step));
  return NUMBER.lastIndex;
}

function numberOf(word = ""): number {
  if (word.endsWith("Inf")) return word.startsWith("-") ? -Infinity : Infinity;
  return word === "NaN" ? NaN : Number(word.replace(/L$/, ""));
}

function refuseWord(text: string, at: number, end: number): never {
  const word = /\S[^,)\n]{0,40}/.exec(text.slice(at, Math.min(end, at + 80)))?.[0] ?? "the end of the input";
  const advice = word.startsWith("NA") ? " (write NaN for a missing value)" : "";
  return failAt(text, at, "token", `Expected a number of R, got ${word}${advice}`);
}
