import { visible } from "../encoding/visible";
import type { Fault, Result } from "../core/fault";
import type { ProblemInput, ReadingAccount } from "../core/problem";
import type { Tensor } from "../core/tensor";
import { decodeText } from "./decode-text";
import type { BinaryFormat, ByteFile, InputFormat, Reading } from "./formats/format";
import { formatNamed, formatOfBytes, formatOfName, likely, type FormatName } from "./formats/index";
import { table } from "./formats/table";
import { isVectorOfR } from "./lines/printed-on-lines";
import { readLines } from "./lines/read-lines";
import { nameOfForeignText, nameOfMisleadingText } from "./foreign-texts";
import { ONE_LIST } from "./max-rank";
import { attempt, fail, placeAt } from "./place";
import { prepareText } from "./prepared-text";
import { readOnlyArray } from "./printed/script-problem";
import { readFirst, readSelection } from "./read-selection";
import { countRounded, roundedIntegers } from "./rounded-integers";
import { sizeRefusal } from "./size-limits";
import { readParameter } from "./vector";
import { Wanted } from "./wanted";
import type { Selected } from "./search/widen-selection";

export type { ByteFile } from "./formats/format";
export type { FormatName } from "./formats/index";

export interface ReadOptions {
  /** The format, when it is known; told by content, name and look otherwise. */
  readonly format?: FormatName;
  /** Part of a text to read, in its own offsets; widened when it cuts a number or an array in half. */
  readonly range?: readonly [start: number, end: number];
  /** As what the range was found by somebody who has widened it already. */
  readonly selected?: Pick<Selected, "kind" | "dialect">;
  /** Name of the file, for what it promises. */
  readonly name?: string;
  /** What is read is a mask: true and false in a list are 1 and 0. */
  readonly ofMask?: boolean;
  /** An alternative that an earlier reading of the same source offered. */
  readonly wanted?: string;
  /** One list alone is an x of rank 1: a set of layer and of RMS norm. */
  readonly takesOneList?: boolean;
}

/**
 * Reads a problem from a text or a file's bytes, in any of the formats of `formats/index.ts`. Every fault names the
 * place where it stands.
 */
export function readProblem(source: string | Uint8Array, options: ReadOptions = {}): Result<ProblemInput> {
  const matrix = attempt(() => {
    if (typeof source !== "string") return readBytes(source, options);
    refuseLarge(source.length, "text");
    return readText(source, options);
  });
  return matrix.ok || options.takesOneList !== true ? matrix : (withOneList(source, options) ?? matrix);
}

/** One list as x, by its key or alone; undefined where there is none. */
function withOneList(source: string | Uint8Array, options: ReadOptions): Result<ProblemInput> | undefined {
  const { wanted } = options;
  const asMatrix = { ...options, takesOneList: false };
  const named = readProblem(source, { ...asMatrix, wanted: wanted === undefined ? ONE_LIST : `${wanted}+${ONE_LIST}` });
  if (named.ok) return named;
  const list = readTensorAs(source, asMatrix);
  if (!list.ok || list.value.tensor.shape.length !== 1) return undefined;
  const { tensor: x, reading } = list.value;
  return { ok: true, value: { x, ...(reading && { reading }) } };
}

/**
 * Reads a problem from a file. `room` gives memory for an x of a shape, or says why there is none, or nothing of a shape
 * that some layers alone have: where the numbers stand in the file as they are needed, they are read straight into it.
 */
export function readProblemFile(
  file: ByteFile,
  options: Pick<ReadOptions, "name" | "wanted" | "takesOneList">,
  room: (shape: readonly number[]) => Result<Float64Array> | undefined,
): Result<ProblemInput> {
  const head = new Uint8Array(Math.min(file.size, 16));
  file.read(0, head);
  const format = formatOfBytes(head);
  const direct = attempt(() =>
    format?.readInto?.(file, (shape) => {
      const given = room(shape);
      return given?.ok === false ? fail(given.fault) : given?.value;
    }),
  );
  if (!direct.ok) return direct;
  if (format && direct.value) return { ok: true, value: problemOf(format, direct.value) };
  const bytes = new Uint8Array(file.size);
  file.read(0, bytes);
  return readProblem(bytes, options);
}

/**
 * Reads one tensor of rank 1 or more: a parameter or a candidate that was picked on its own. A problem object gives
 * its x. Unlike a problem, a list of numbers is taken as it is, and never widened to a matrix around it.
 */
export function readTensor(source: string | Uint8Array, options: ReadOptions = {}): Result<Tensor> {
  const read = readTensorAs(source, options);
  return read.ok ? { ok: true, value: read.value.tensor } : read;
}

/** A tensor that was picked, and how it was read; a list of numbers can be read in one way alone. */
export interface ReadTensor {
  readonly tensor: Tensor;
  readonly reading?: ReadingAccount;
}

/** The same as readTensor, with the account of how it was read. */
export function readTensorAs(source: string | Uint8Array, options: ReadOptions = {}): Result<ReadTensor> {
  const list = attempt(() => readList(source, options));
  if (list.ok && list.value) return { ok: true, value: asRows(source, options) ?? { tensor: list.value } };
  const problem = readProblem(source, options);
  if (!problem.ok) return problem;
  const { x: tensor, reading } = problem.value;
  return { ok: true, value: { tensor, ...(reading && { reading }) } };
}

/** Several lines of several numbers each are rows: as a list they would fit a tensor of other rows without a word. */
function asRows(source: string | Uint8Array, { format, range, name }: ReadOptions): ReadTensor | undefined {
  if (typeof source !== "string" && formatOfBytes(source)) return undefined;
  const text = typeof source === "string" ? source.slice(...(range ?? [])) : decodeText(source);
  const [first, second] = /^\s*(\S[^\n]*)\n\s*(\S[^\n]*)/.exec(text)?.slice(1) ?? [];
  const isRow = (line: string | undefined): boolean => /[^\s,;][\s,;]+[^\s,;]/.test(line ?? "");
  if (/[[({]/.test(text) || !isRow(first) || !isRow(second)) return undefined;
  const rows = readProblem(text, { format, name });
  return rows.ok ? { tensor: rows.value.x, reading: rows.value.reading } : undefined;
}

/** A printed list of a parameter is no longer; of a matrix more is said than the list of its numbers. */
const MOST_OF_A_LIST = 2 ** 20;

function readList(source: string | Uint8Array, { format, range, name, ofMask }: ReadOptions): Tensor | undefined {
  if (typeof source !== "string") {
    const found = formatOfBytes(source);
    if (found?.readTensor) return found.readTensor(source);
    if (source.length > 2 ** 24 || binaryFormat(source, name)) return undefined;
    return readList(decodeText(source), { format, range, name, ofMask });
  }
  const text = range ? source.slice(...range) : source;
  const known = format === undefined ? formatOfName(name) : formatNamed(format);
  if (text.trim() === "" || (known?.kind === "text" && known.numbersStand === "on lines")) return undefined;
  const typed = readParameter(text, ofMask);
  if (typed.ok) return typeof typed.value === "number" ? undefined : typed.value;
  if (text.length > MOST_OF_A_LIST) return undefined;
  if (isVectorOfR(text)) return readLines(text, 0, text.length, new Wanted())?.[0]?.tensor;
  const printed = readOnlyArray(text, ofMask === true);
  return printed?.shape.length === 1 || ofMask ? printed : undefined;
}

function readBytes(bytes: Uint8Array, options: ReadOptions): ProblemInput {
  const asked = options.format === undefined ? binaryFormat(bytes, options.name) : formatNamed(options.format);
  const binary = asked?.kind === "binary" ? asked : undefined;
  refuseLarge(bytes.length, binary?.kind ?? "text");
  return binary ? problemOf(binary, binary.read(bytes, options.wanted)) : readText(decodeText(bytes), options);
}

/** Content first: a file's first bytes know better than its name. */
function binaryFormat(bytes: Uint8Array, name: string | undefined): BinaryFormat | undefined {
  const promised = formatOfName(name);
  return formatOfBytes(bytes) ?? (promised?.kind === "binary" ? promised : undefined);
}

function refuseLarge(size: number, kind: InputFormat["kind"]): void {
  const refusal = sizeRefusal(size, kind);
  if (refusal !== undefined) fail({ code: "memory-limit", text: refusal });
}

function readText(given: string, { format, range, selected, name, wanted }: ReadOptions): ProblemInput {
  const { text, assumed } = prepareText(given);
  const known = format === undefined ? formatOfName(name) : formatNamed(format);
  const promised = known?.kind === "text" && !(range && known.isContainer) ? known : undefined;
  const tried = attempt(() =>
    range
      ? readSelection(text, range, selected, promised, wanted)
      : readFirst(promised ? [promised] : likely(text), text, 0, text.length, wanted),
  );
  // A table is whatever looks like rows: what looks like them and is none is told by its head.
  const isOwn = tried.ok && tried.value.format !== table;
  const misleading = isOwn ? undefined : nameOfMisleadingText(text);
  if (misleading !== undefined) return fail(foreignFault(text, misleading));
  if (!tried.ok) {
    const foreign = nameOfForeignText(text);
    return fail(foreign === undefined ? tried.fault : foreignFault(text, foreign));
  }
  const { format: found, reading } = tried.value;
  const rounded = roundedIntegers(countRounded(text, reading.input));
  return problemOf(found, { ...reading, assumed: [...assumed, ...reading.assumed, ...rounded] });
}

/** The fault of a text that holds no rows of numbers in any form that is read, by the name of what it is. */
function foreignFault(text: string, what: string): Fault {
  const sentence = `Expected rows of numbers, got ${what}`;
  return { code: "foreign", text: `${sentence}, line 1.`, bare: `${sentence}.`, place: placeAt(text, 0) };
}

function problemOf({ name }: InputFormat, { input, assumed, alternatives = [], taken = [] }: Reading): ProblemInput {
  const { dtype, values } = input.x;
  const said = assumed.map(({ id, text }) => ({ id, text: visible(text) }));
  const offered = alternatives.map(({ id, text }) => ({ id, text: visible(text) }));
  const reading = { format: name, dtype, values: values.length, assumed: said, alternatives: offered, taken };
  const read = { ...input, reading };
  return said.length ? { ...read, notes: said.map(({ text }) => text) } : read;
}
