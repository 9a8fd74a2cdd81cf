import { success, type Result } from "../../../core/fault";
import type { Evaluated } from "../../session/ask";
import { blockOf, parseType, type CppType } from "./cpp-types";
import { addressIn, jointOf, type Questions } from "./debugger-questions";
import { locateBlock, nameOf, wireByName, type Location } from "./location";
import { isByColumns, stridesRefused } from "./strides";

/** Where a Vec keeps its first element, since Rust 1.84 and before. No code of the program runs to read it. */
const POINTERS = ["buf.inner.ptr.pointer.pointer", "buf.ptr.pointer.pointer"] as const;

/** Those of Rust's types that hold a tensor. A reference to one is a pointer to the debugger. */
type RustType = Extract<CppType, { readonly kind: "vec" | "ndarray" }>;

export function isOfRust(type: CppType): type is RustType {
  return type.kind === "vec" || type.kind === "ndarray";
}

/** One of Rust's types that hold a tensor, or a reference to one. */
export async function locateOfRust(
  questions: Questions,
  typeName: string,
  type: RustType,
  isReference: boolean,
): Promise<Result<Location>> {
  return type.kind === "vec"
    ? await locateVec(questions, typeName, type.of, isReference)
    : await locateNdarray(questions, typeName, isReference);
}

/** A value of Rust's, by what its members are asked: "own." of a value, "rows->" of a reference to LLDB. */
interface Owner {
  readonly members: string;
  /** The expression of its address. */
  readonly at: string;
}

/** A Vec of numbers, arrays or Vecs, or a reference to one. */
async function locateVec(
  questions: Questions,
  typeName: string,
  of: CppType,
  isReference: boolean,
): Promise<Result<Location>> {
  const { path } = questions;
  const members = `${path}${isReference ? jointOf(typeName) : "."}`;
  const vec = { members, at: isReference ? path : `&${path}` };
  for (const member of POINTERS) {
    const start = await questions.address(`${members}${member}`);
    if (!start.ok) continue;
    const length = await questions.integer(`${members}len`);
    if (length === undefined) break;
    return await locateElements(questions, { typeName, of, address: start.value, length, vec });
  }
  return questions.refuse(`of type ${typeName}, whose members the debugger does not show.`);
}

/** What a slice, or a Box of one, points at. undefined for anything else. */
export async function locateSlice(
  questions: Questions,
  { indexedVariables }: Evaluated,
  typeName: string,
): Promise<Result<Location> | undefined> {
  if (/\bstr\b/.test(typeName)) return undefined;
  const { path } = questions;
  if (indexedVariables > 0) return await locateList(questions, typeName, indexedVariables);
  const pointer = await questions.ask(`${path}.data_ptr`);
  const address = pointer.ok ? addressIn(pointer.value) : undefined;
  const length = address === undefined ? undefined : await questions.integer(`${path}.length`);
  if (!pointer.ok || address === undefined || length === undefined) return undefined;
  const first = await questions.ask(`*${path}.data_ptr`);
  const of = first.ok ? parseType(first.value.type) : undefined;
  const vec = { members: `${path}.data_ptr${jointOf(pointer.value.type)}`, at: `${path}.data_ptr` };
  return of && (await locateElements(questions, { typeName, of, address, length, vec }));
}

/** A slice that is a list to the debugger, as to GDB from 16 on, which shows no members of it. */
async function locateList(
  questions: Questions,
  typeName: string,
  length: number,
): Promise<Result<Location> | undefined> {
  const entry = `${questions.path}[0]`;
  const first = await questions.ask(entry);
  const at = await questions.address(`&${entry}`);
  if (!first.ok || !at.ok) return undefined;
  const [of, vec] = [parseType(first.value.type), { members: `${entry}.`, at: `&${entry}` }];
  return await locateElements(questions, { typeName, of, address: at.value, length, vec });
}

interface Elements {
  readonly typeName: string;
  readonly of: CppType;
  readonly address: bigint;
  readonly length: number;
  /** Any Vec, to see how one lies in memory. */
  readonly vec: Owner;
}

/** More entries than any program holds: the words of a Vec that has no value yet. */
const MOST_ENTRIES = 2 ** 40;

async function locateElements(
  questions: Questions,
  { typeName, of, address, length, vec }: Elements,
): Promise<Result<Location>> {
  if (length < 0 || length > MOST_ENTRIES) return questions.refuse("a vector that is not initialised yet.");
  let inner = of;
  let vectors = 0;
  while (inner.kind === "vec") {
    inner = inner.of;
    vectors++;
  }
  const { shape, element } = blockOf(inner);
  const wire = await wireByName(questions, element);
  if (!wire) return questions.refuse(`of type ${typeName}, whose elements are not plain numbers.`);
  const dtype = nameOf(element) ?? wire;
  if (vectors === 0) {
    const at = { wire, address, shape: [length, ...shape] };
    return success({ typeName, dtype, ...at, vectors, span: 0, extents: null, columnMajor: false });
  }
  const head = await headOf(questions, vec);
  if (!head) return questions.refuse(`of type ${typeName}, whose members the debugger does not show.`);
  const span = length * head.size;
  return success({ typeName, dtype, wire, address, shape, vectors, span, extents: null, columnMajor: false, head });
}

/** How a Vec lies in memory: the order of its three words is the compiler's. It holds for those inside as well. */
async function headOf(questions: Questions, { members, at: expression }: Owner): Promise<Location["head"]> {
  const at = await questions.address(expression);
  const length = await questions.address(`&${members}len`);
  for (const member of POINTERS) {
    const pointer = await questions.address(`&${members}${member}`);
    if (!at.ok || !length.ok || !pointer.ok) continue;
    return { size: 24, start: Number(pointer.value - at.value), length: Number(length.value - at.value) };
  }
  return undefined;
}

/** Where ndarray keeps pointer, extents and strides, up to 0.16 and since. */
const PARTS = ["", "parts."] as const;

/** An array of ndarray, whose numbers lie one after the other, by rows or by columns. */
async function locateNdarray(questions: Questions, typeName: string, isReference: boolean): Promise<Result<Location>> {
  const members = `${questions.path}${isReference ? jointOf(typeName) : "."}`;
  for (const part of PARTS) {
    const at = await questions.address(`${members}${part}ptr.pointer`);
    if (!at.ok) continue;
    const shape = await numbersIn(questions, `${members}${part}dim.index`);
    const strides = await numbersIn(questions, `${members}${part}strides.index`);
    const sample = `*${members}${part}ptr.pointer`;
    const first = await questions.ask(sample);
    if (!first.ok || shape.length === 0) break;
    const columnMajor = isByColumns(shape, strides);
    if (columnMajor === undefined) return questions.refuse(stridesRefused(strides));
    const element = parseType(first.value.type);
    return await locateBlock(questions, { typeName, at, shape, element, sample, columnMajor });
  }
  return questions.refuse(`of type ${typeName}, whose sizes the debugger does not show.`);
}

/** What an array of sizes holds. Its type says how many there are: a debugger reads on behind the last one. */
async function numbersIn(questions: Questions, array: string): Promise<number[]> {
  const whole = await questions.ask(array);
  const [extent = 0] = whole.ok ? blockOf(parseType(whole.value.type)).shape : [];
  const numbers: number[] = [];
  for (let at = 0; at < Math.min(extent, MOST_AXES); at++) {
    numbers.push((await questions.integer(`${array}[${at}]`)) ?? NaN);
  }
  return numbers;
}

/** More axes than any tensor that can be shown has. */
const MOST_AXES = 8;
