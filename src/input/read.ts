import type { Result } from "../core/fault";
import type { ProblemInput } from "../core/problem";
import type { Tensor } from "../core/tensor";
import { readNpz } from "./formats/npz";
import { ArrayReader } from "./nested-arrays";
import { Cursor } from "./cursor";
import { formatOfBytes, formatOfName, sizeRefusal, type Format } from "./size-limits";
import { readJson, requireRank, toTensor, type Reading } from "./problem-object";
import { readNpy, readNpyInto, type ByteFile } from "./formats/npy";
import { attempt, failAtByte, Lines, fail } from "./place";
import { readPrinted } from "./formats/printed-arrays";
import { readSafetensors } from "./formats/safetensors";
import { widenSelection } from "./widen-selection";
import { readTable } from "./table-text";
import { decodeText } from "./decode-text";
import { readParameter } from "./vector";

export type { Format } from "./size-limits";
export type { ByteFile } from "./formats/npy";

export interface ReadOptions {
  /** The format, when it is known; guessed from name and content otherwise. */
  readonly format?: Format;
  /** Part of a text to read, in its own offsets; widened when it cuts a number or an array in half. */
  readonly range?: readonly [start: number, end: number];
  /** Name of the file, for the guess. */
  readonly name?: string;
}

/**
 * Reads a problem from a text or a file's bytes: JSON and JSONC, printed arrays and nested lists, CSV, TSV and columns
 * apart by white space, .npy, .npz, .safetensors. Every fault names the place where it stands.
 */
export function readProblem(source: string | Uint8Array, options: ReadOptions = {}): Result<ProblemInput> {
  return attempt(() => {
    const { input, notes } = typeof source === "string" ? readSized(source, options) : readBytes(source, options);
    return notes.length ? { ...input, notes } : input;
  });
}

/**
 * Reads a problem from a file. `room` gives memory for an x of a shape, or says why there is none: where the numbers
 * stand in the file as they are needed, they are read straight into it.
 */
export function readProblemFile(
  file: ByteFile,
  name: string,
  room: (shape: readonly number[]) => Result<Float64Array>,
): Result<ProblemInput> {
  const head = new Uint8Array(Math.min(file.size, 16));
  file.read(0, head);
  if (formatOfBytes(head) === "npy") {
    const read = attempt(() =>
      readNpyInto(file, (shape) => {
        requireNpyRank(shape);
        const given = room(shape);
        return given.ok ? given.value : fail(given.fault);
      }),
    );
    if (!read.ok) return read;
    if (read.value) return { ok: true, value: { x: read.value, places: NPY_PLACES } };
  }
  const bytes = new Uint8Array(file.size);
  file.read(0, bytes);
  return readProblem(bytes, { name });
}

/**
 * Reads one tensor of rank 1 or more: a parameter or a candidate that was picked on its own. A problem object gives
 * its x. Unlike a problem, a list of numbers is taken as it is, and never widened to a matrix around it.
 */
export function readTensor(source: string | Uint8Array, options: ReadOptions = {}): Result<Tensor> {
  const list = attempt(() => readList(source, options));
  if (list.ok && list.value) return { ok: true, value: list.value };
  const problem = readProblem(source, options);
  return problem.ok ? { ok: true, value: problem.value.x } : problem;
}

function readList(source: string | Uint8Array, { format, range, name }: ReadOptions): Tensor | undefined {
  if (typeof source !== "string") {
    if (formatOfBytes(source) === "npy") return readNpy(source).tensor;
    if (source.length > 2 ** 24 || binaryFormat(source, name)) return undefined;
    return readList(decodeText(source), { format, range, name });
  }
  const text = range ? source.slice(...range) : source;
  if (text.trim() === "" || (format ?? formatOfName(name)) === "table") return undefined;
  const typed = readParameter(text);
  return typed.ok && typeof typed.value !== "number" ? typed.value : undefined;
}

function readSized(text: string, options: ReadOptions): Reading {
  refuseLarge(text.length, undefined);
  return readText(text, options);
}

function readBytes(bytes: Uint8Array, options: ReadOptions): Reading {
  const asked = options.format;
  const binary = asked === "npy" || asked === "npz" || asked === "safetensors";
  const format = binary ? asked : asked === undefined ? binaryFormat(bytes, options.name) : undefined;
  refuseLarge(bytes.length, format);
  if (format === "npy") return readNpyProblem(bytes);
  if (format === "npz") return readNpz(bytes);
  return format === "safetensors" ? readSafetensors(bytes) : readText(decodeText(bytes), options);
}

/** Content first: a file's first bytes know better than its name. */
function binaryFormat(bytes: Uint8Array, name: string | undefined): Format | undefined {
  const promised = formatOfName(name);
  const found = formatOfBytes(bytes);
  if (found) return found;
  return promised === "npy" || promised === "npz" || promised === "safetensors" ? promised : undefined;
}

function refuseLarge(size: number, format: Format | undefined): void {
  const refusal = sizeRefusal(size, format);
  if (refusal !== undefined) fail({ code: "memory-limit", text: refusal });
}

const NPY_PLACES = { x: { offset: 0, line: 1, column: 1 } };

function readNpyProblem(bytes: Uint8Array): Reading {
  const { tensor, notes } = readNpy(bytes);
  requireNpyRank(tensor.shape);
  return { input: { x: tensor, places: NPY_PLACES }, notes };
}

function requireNpyRank({ length }: readonly number[]): void {
  if (length >= 2 && length <= 5) return;
  failAtByte(10, "rank", `The array has rank ${length}, expected a tensor of rank 2 to 5 (N x D or N x C x ...)`);
}

function readText(text: string, { format, range, name }: ReadOptions): Reading {
  const promised = format ?? formatOfName(name);
  if (range) return readRange(text, range, promised);
  if (promised === "json") return readJson(text);
  if (promised === "printed") return readPrinted(text);
  return promised === "table" ? readTable(text) : readUnknown(text);
}

function readRange(text: string, [from, to]: readonly [number, number], promised: Format | undefined): Reading {
  if (from <= 0 && to >= text.length && /^\s*\[/.test(text.slice(0, 64))) {
    // Nothing is around it that it could be widened to, and finding that out would read it once more.
    const whole = attempt(() => readJson(text));
    if (whole.ok) return whole.value;
  }
  const { start, end, kind, dialect } = widenSelection(text, from, to);
  if (kind === "table") return readTable(text, start, end);
  if (kind === "rows") {
    const cursor = new Cursor(text, start, end, dialect ?? "json");
    const rows = new ArrayReader(cursor, "x").readRows();
    requireRank(cursor, rows);
    return { input: { x: toTensor(rows), places: { x: new Lines(text).at(start) } }, notes: [] };
  }
  // A call around an array says what it is: tensor( means float32, and dtype= follows the array.
  const call = /\b(?:tensor|array|Array)\(\s*$/.exec(text.slice(Math.max(0, start - 40), start));
  if (call) return readPrinted(text, start - call[0].length, closingLine(text, end));
  if (dialect === "json" || (dialect === undefined && promised === "json")) return readJson(text, start, end);
  return readFirst(text, start, end);
}

/** End of what follows an array up to the parenthesis that closes its call: `, dtype=torch.float64)`. */
function closingLine(text: string, end: number): number {
  const match = /^[^()[\]{}]{0,200}\)/.exec(text.slice(end, end + 201));
  return match ? end + match[0].length : end;
}

/** Text of no known format. Brackets: JSON, else a printed array; none: a table. */
function readUnknown(text: string): Reading {
  return /[[{]/.test(text) ? readFirst(text, 0, text.length) : readTable(text);
}

/** Reads JSON, else a printed array. When both refuse, the one that came further knows better what was meant. */
function readFirst(text: string, start: number, end: number): Reading {
  const json = attempt(() => readJson(text, start, end));
  if (json.ok) return json.value;
  const printed = attempt(() => readPrinted(text, start, end));
  if (printed.ok) return printed.value;
  const further = (printed.fault.place?.offset ?? 0) > (json.fault.place?.offset ?? 0);
  fail(further ? printed.fault : json.fault);
}
