import { ACTIVATIONS, type Activation } from "../../core/conventions";
import type { ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import { Cursor } from "../cursor";
import { tensorOf } from "../dtype";
import type { Reading } from "../formats/format";
import { isKept, notRead, ofText, partOf, problemOfArrays, type NamedArray, type PartKey } from "../named-arrays";
import type { ReadArray } from "../nested-arrays";
import type { Offsets } from "../offsets";
import { failAt, placeAt } from "../place";
import { PROBLEM_KEYS, X_KEYS } from "../problem-keys";
import { requireRank } from "../problem-object";
import type { Wanted } from "../wanted";
import type { Found, FoundArray, FoundWord } from "./found";
import { withMatrixStrings } from "./matrix-strings";
import { ScriptScan } from "./scan";
import { dtypeOf, hasFraction, shapeOf } from "./shape-and-dtype";

/** What a text with arrays in brackets says, and where the numbers of x stand in it. */
interface ScriptReading {
  readonly reading: Reading;
  readonly places: Offsets | undefined;
}

/** Reads the arrays of a text: one, or several by their names. Nothing in it is run. */
export function readScript(
  given: string,
  start: number,
  end: number,
  wanted: Wanted,
  withPlaces = false,
): ScriptReading | undefined {
  const text = withMatrixStrings(given);
  const found = new ScriptScan(text, start, end, withPlaces).run();
  const arrays = withoutShapes(
    text,
    found.filter((each) => each.kind === "array"),
  );
  const [first] = arrays;
  if (!first) return undefined;
  const rows = rowsOf(text, arrays);
  if (rows) {
    wanted.assume("rows", `${arrays.length} lists on lines of their own were read as rows.`);
    sayAssumed(text, first, wanted);
    return result(text, [{ name: "x", tensor: rows, at: first.start }], found, wanted, joined(arrays));
  }
  const taken = takenOf(text, arrays);
  if (taken.length === 1 && first.read)
    requireRank(new Cursor(text, first.start, end, "printed"), withShape(text, first, first.read));
  const x = xOf(taken) ?? first;
  const named = taken.map((array): NamedArray => {
    const name = array === x && taken.length > 1 ? (isOfX(x) ? nameOf(x) : "x") : nameOf(array);
    return { name, tensor: tensorOfFound(text, array), at: array.start };
  });
  sayAssumed(text, x, wanted);
  sayStacked(text, x, wanted);
  for (const [i, array] of taken.entries()) sayShown(array, named[i]?.tensor.shape ?? [], wanted);
  if (taken.length > 1 && !isOfX(x)) wanted.assume("names", `The array ${quoted(x)} was read as x.`);
  sayLeftOut(text, arrays, taken, wanted);
  return result(text, named, found, wanted, x.places);
}

/** Reads a text's only array, of any rank. Undefined where something else is given a name there, or nothing is an array. */
export function readOnlyArray(given: string, ofMask: boolean): Tensor | undefined {
  const text = withMatrixStrings(given);
  const [only, ...others] = new ScriptScan(text, 0, text.length, false, ofMask).run();
  return only?.kind === "array" && others.length === 0 ? tensorOfFound(text, only) : undefined;
}

/** The arrays of a text by themselves, of rank 2 and more: where each stands, and its name. */
export function matricesOf(
  given: string,
): readonly { readonly name?: string; readonly range: readonly [number, number] }[] {
  const found = new ScriptScan(withMatrixStrings(given), 0, given.length, false).run();
  return found.flatMap((each) =>
    each.kind === "array" &&
    each.read &&
    each.read.shape.length > 1 &&
    each.before === undefined &&
    each.tail.change === undefined
      ? [{ ...(each.name !== undefined && { name: each.name }), range: [each.start, each.tail.end] as const }]
      : [],
  );
}

/** Without the shapes that were printed in front of their arrays: "torch.Size([2, 3])", "(2, 3)". */
function withoutShapes(text: string, arrays: readonly FoundArray[]): readonly FoundArray[] {
  return arrays.filter((array, i) => {
    const next = arrays[i + 1];
    if (!next?.read || array.read?.shape.length !== 1) return true;
    if (array.read.values.join() !== next.read.shape.join()) return true;
    if (/\.(?:shape|size)$/i.test(array.name ?? "")) return false;
    // On the array's line, or by a name, only what nothing but a shape is written like.
    const isMarked = /(?:torch\.Size\(\[|\()$/.test(text.slice(Math.max(0, array.start - 11), array.start + 1));
    if ((next.lines === 0 || array.name !== undefined) && !isMarked) return true;
    return !/^[\s)]*$/.test(text.slice(array.tail.end, next.start));
  });
}

const nameOf = ({ name }: FoundArray): string => name ?? "x";
const quoted = ({ name }: FoundArray): string => (name === undefined ? "without a name" : `"${name}"`);
const isPart = ({ name }: FoundArray, key: string): boolean => name !== undefined && partOf(name)?.key === key;
const isOfX = (array: FoundArray): boolean => X_KEYS.some((key) => isPart(array, key));
const rankOf = ({ read, depth }: FoundArray): number => read?.shape.length ?? depth;

/** The array that is x: the one of that name, or what was kept of it, or the only one that nothing else is known of. */
function xOf(arrays: readonly FoundArray[]): FoundArray | undefined {
  const named = X_KEYS.flatMap((key) => arrays.filter((array) => isPart(array, key)));
  if (named.length > 0) return named[0];
  const others = arrays.filter(({ name }) => name === undefined || !partOf(name));
  return others.length === 1 ? others[0] : undefined;
}

/** The arrays that make up the problem. Of several without names that are known, none can be chosen. */
function takenOf(text: string, arrays: readonly FoundArray[]): readonly FoundArray[] {
  const [first, second] = arrays;
  if (!first || !second) return arrays;
  if (arrays.some(isOfX)) {
    return arrays.filter(({ name }) => name !== undefined && partOf(name));
  }
  const isMatrix = (array: FoundArray): boolean => rankOf(array) > 1;
  const unknown = arrays.filter(({ name }) => name === undefined || !partOf(name));
  if (unknown.length === 1 && unknown.every(isMatrix)) return arrays;
  if (first.fault) throw first.fault;
  if (unknown.length === 0) {
    failAt(
      text,
      first.start,
      "no-x",
      `Expected an array named x, got ${arrays.slice(0, 20).map(nameOf).join(", ").slice(0, 200)}`,
    );
  }
  return failAt(text, second.start, "trailing", "Expected one array, got another after it (select one of them)");
}

function sayLeftOut(text: string, arrays: readonly FoundArray[], taken: readonly FoundArray[], wanted: Wanted): void {
  const isTaken = new Set(taken);
  const left = arrays.filter((array) => !isTaken.has(array)).slice(0, 11); // no more are named
  const names = left.map(({ name, start }) => name ?? `one without a name (line ${placeAt(text, start).line})`);
  for (const { id, text: sentence } of notRead(names)) wanted.assume(id, sentence);
}

/** Lists of one length, each on a line of its own and nothing between them: rows. */
function rowsOf(text: string, arrays: readonly FoundArray[]): Tensor | undefined {
  const [first] = arrays;
  if (arrays.length < 2 || !first?.read) return undefined;
  const length = first.read.values.length;
  // Each row may be an item of a list, as YAML and Markdown have them.
  const between = /\n\s*-\s+$/.test(text.slice(Math.max(0, first.start - 80), first.start)) ? /^\s*-\s+$/ : /^[\s,]*$/;
  for (const [i, array] of arrays.entries()) {
    if (array.read?.shape.length !== 1 || array.read.values.length !== length || array.tail.change) return undefined;
    const before = arrays[i - 1];
    if (!before) continue;
    if (array.lines === 0 || !between.test(text.slice(before.tail.end, array.start))) return undefined;
  }
  const values = new Float64Array(arrays.length * length);
  for (const [i, { read }] of arrays.entries()) if (read) values.set(read.values, i * length);
  return tensorOf([arrays.length, length], values, dtypeOf(text, first));
}

function joined(arrays: readonly FoundArray[]): Offsets | undefined {
  const places = arrays[0]?.places;
  for (const { places: more } of arrays.slice(1)) {
    for (let i = 0; places && more && i < more.length; i++) places.push(more.at(i));
  }
  return places;
}

function sayAssumed(text: string, array: FoundArray, wanted: Wanted): void {
  const { read } = array;
  if (!read) return;
  if (read.factor !== 1) wanted.assume("scale", `The numbers were multiplied by the factor ${read.factor} in front.`);
  if (read.rowsByLine) wanted.assume("rows", "Each line between the brackets was read as a row.");
  if (read.bySemicolons && read.shape.length > 2)
    wanted.assume(
      "rows",
      `Rows apart by semicolons in ${read.shape.length - 1} brackets were read as ${read.shape.join(" x ")}.`,
    );
  const call = read.calls[0];
  const isList = text.charAt(array.open) === "("; // Array(1.5, 2.5) of Scala
  if (
    !isList &&
    (call === "tensor" || call === "array" || call === "Array") &&
    (read.factor !== 1 || hasFraction(read.values))
  ) {
    const digits = call === "tensor" ? "PyTorch shows 4 decimals" : "NumPy shows 8 digits";
    wanted.assume("printed-digits", `The numbers were read as printed: ${digits} unless told otherwise.`);
  }
}

/** What a list of matrices holds may be one tensor, or several: (x, dout). */
const LIST_OF_ARRAYS = /^[[({]\s{0,80}(?:[A-Za-z]\w{0,20}\.)?(?:array|matrix|tensor)\(/i;

function sayStacked(text: string, { open, read }: FoundArray, wanted: Wanted): void {
  const [count = 0, ...each] = read?.shape ?? [];
  if (count < 2 || each.length < 2 || !LIST_OF_ARRAYS.test(text.slice(open, open + 120))) return;
  const shape = each.join(" x ");
  wanted.assume("stacked", `${count} arrays of ${shape} in one list were read as one array of ${count} x ${shape}.`);
}

/** A shape that stands behind an array by itself may be that of another one. */
function sayShown(array: FoundArray, shape: readonly number[], wanted: Wanted): void {
  const { shown } = array.tail;
  if (!shown || shown.join() === shape.join()) return;
  const sentence = `The shape that stands behind the array ${quoted(array)} is ${shown.join(" x ") || "that of one number"}`;
  wanted.assume("other-shape", `${sentence}, and that of its numbers ${shape.join(" x ")}. It was left out.`);
}

/** What gdb and lldb put in front of a value: "$1 = ", "1: /x x = ", "(float[2][2]) x = ". */
const DEBUGGER_PRINT = /(?:\$\d{1,6}|\([^()\n]{1,80}\) \S{1,60}|^\d{1,6}: \/x \S{1,60})\s=\s(?:size=\d{1,9}\s)?$/m;
const IN_HEXADECIMAL = /^(?:[{(\s]|\[\d{1,9}\]\s?=|size=\d{1,9})*-?0x/;

/** The tensor of an array that was found, if nothing is done with it in the text. */
function tensorOfFound(text: string, array: FoundArray): Tensor {
  const { read, fault, tail, before, start } = array;
  if (fault) throw fault;
  if (!read) throw new Error("expected an array that was read or refused");
  const expected = "Expected an array alone, got";
  if (before !== undefined) {
    failAt(text, start, "change", `${expected} "${before}" in front of it, which is not run (select the array)`);
  }
  const isDebuggers = DEBUGGER_PRINT.test(text.slice(Math.max(0, start - 160), start));
  if (isDebuggers && IN_HEXADECIMAL.test(text.slice(array.open, array.open + 80))) {
    failAt(text, start, "change", "Expected numbers, got the digits that a debugger prints for /x (print without it)");
  }
  if (tail.change !== undefined) {
    failAt(text, tail.end, "change", `${expected} "${tail.change}" behind it, which is not run (select the array)`);
  }
  return tensorOf(shapeOf(text, array, read.shape), read.values, dtypeOf(text, array));
}

function withShape(text: string, array: FoundArray, read: ReadArray): ReadArray {
  return { ...read, shape: shapeOf(text, array, read.shape) };
}

/** The problem of the arrays, with the numbers and words that the text gives to names of its parts. */
function result(
  text: string,
  arrays: readonly NamedArray[],
  found: readonly Found[],
  wanted: Wanted,
  places: Offsets | undefined,
): ScriptReading {
  const words = found.filter((each): each is FoundWord => each.kind !== "array");
  const given = new Set(arrays.map(({ name }) => partOf(name)?.key));
  const numbers = lastOfEach(words.flatMap((word) => numberPart(word, given)));
  const reading = problemOfArrays([...arrays, ...numbers], [], { source: ofText(text) });
  const input = { ...reading.input, ...choices(text, words) };
  refuseChanges(text, words, arrays, input, wanted);
  const assumed = [...wanted.assumed, ...reading.assumed];
  return { reading: { ...wanted.account, input, assumed }, places };
}

/** eps, and gamma and beta for all columns. */
function numberPart({ kind, name, start, text }: FoundWord, given: ReadonlySet<PartKey | undefined>): NamedArray[] {
  const key = partOf(name)?.key;
  const value = Number(text.replaceAll("_", ""));
  if (kind !== "word" || !(key === "eps" || key === "gamma" || key === "beta") || Number.isNaN(value)) return [];
  if (given.has(key)) return [];
  return [{ name, tensor: { shape: [], values: Float64Array.of(value), dtype: "float64" }, at: start }];
}

/** A script may give a number to a name more than once: the last one counts. */
function lastOfEach(numbers: readonly NamedArray[]): NamedArray[] {
  return [...new Map(numbers.map((number) => [partOf(number.name)?.key, number])).values()];
}

/** What is chosen by a word. */
function choices(text: string, words: readonly FoundWord[]): Partial<ProblemInput> {
  const chosen: { mode?: "train" | "eval"; activation?: Activation; doutSeed?: number } = {};
  for (const { kind, name, start, text: given } of words) {
    if (kind !== "word") continue;
    if (name === "mode" && (given === "train" || given === "eval")) chosen.mode = given;
    else if (name === "training" && /^(?:true|false)$/i.test(given)) chosen.mode = /^t/i.test(given) ? "train" : "eval";
    else if (name === "activation" && isActivation(given)) chosen.activation = given;
    else if (name === "doutSeed" && Number.isSafeInteger(Number(given))) chosen.doutSeed = Number(given);
    else if (/^\s*\{/.test(text.slice(0, 200)) && (PROBLEM_KEYS as readonly string[]).includes(name) && !partOf(name)) {
      failAt(text, start, "key", `Expected "${name}" in a problem of JSON, got ${given} for it in another text`);
    }
  }
  return chosen;
}

function isActivation(word: string): word is Activation {
  return (ACTIVATIONS as readonly string[]).includes(word);
}

/** What is done with a part afterwards is not run: then it is another one. */
function refuseChanges(
  text: string,
  words: readonly FoundWord[],
  arrays: readonly NamedArray[],
  input: ProblemInput,
  wanted: Wanted,
): void {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  for (const { kind, name, start, text: expression } of words) {
    const key = partOf(name)?.key;
    if (kind !== "expression" || !key || (isKept(name) && !input.xKept)) continue;
    const array = byName.get(name);
    const made = `${name} is made by "${expression}", which is not run`;
    if (array && start > array.at) failAt(text, start, "change", `${made} (select the array that is meant)`);
    if (array) continue;
    const isCandidate = key.startsWith("candidate.");
    if (input.candidate && !isCandidate) {
      failAt(text, start, "change", `${made}: expected its numbers, for gradients to be compared`);
    }
    wanted.assume("not-run", `${made}.`);
  }
}
