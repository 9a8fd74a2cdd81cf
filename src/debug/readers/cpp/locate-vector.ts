import { success, type Result } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import { WIRES } from "../wire-types";
import { blockOf, parseType, type CppType } from "./cpp-types";
import type { Questions } from "./debugger-questions";
import { nameOf, wireOf, type Location } from "./location";

/** Begin, end and capacity of a vector: three pointers. */
export const HEAD_BYTES = 24;

/** Members that hold begin and end of a vector: libstdc++, libc++, MSVC. Reading them runs no code of the program. */
const MEMBERS = [
  ["_M_impl._M_start", "_M_impl._M_finish"],
  ["__begin_", "__end_"],
  ["_Mypair._Myval2._Myfirst", "_Mypair._Myval2._Mylast"],
] as const;

/** A std::vector, of numbers, arrays or vectors; undefined when it has the members of none. */
export async function locateVector(
  questions: Questions,
  typeName: string,
  of: CppType | undefined,
): Promise<Result<Location> | undefined> {
  const { path } = questions;
  for (const [begin, end] of MEMBERS) {
    const start = await questions.address(`${path}.${begin}`);
    if (!start.ok) continue;
    const stop = await questions.address(`${path}.${end}`);
    if (!stop.ok) return stop;
    const span = Number(stop.value - start.value);
    const element = await elementOf(questions, of, `*${path}.${begin}`);
    if (!element) return questions.refuse(`of type ${typeName}, whose elements are unknown.`);
    return await locateContent(questions, typeName, element, `${path}.${begin}`, start.value, span);
  }
  return undefined;
}

/** The type of a vector's elements, asked of the first one where the vector's own type does not tell. */
async function elementOf(
  questions: Questions,
  known: CppType | undefined,
  first: string,
): Promise<CppType | undefined> {
  if (known && known.kind !== "unknown") return known;
  const answer = await questions.ask(first);
  return answer.ok ? parseType(answer.value.type) : known;
}

async function locateContent(
  questions: Questions,
  typeName: string,
  element: CppType,
  begin: string,
  address: bigint,
  span: number,
): Promise<Result<Location>> {
  let inner = element;
  let vectors = 0;
  while (inner.kind === "vector") {
    inner = inner.of;
    vectors++;
  }
  const block = blockOf(inner);
  const wire = await wireOf(questions, block.element, `${begin}${"[0]".repeat(1 + block.shape.length)}`);
  if (!wire) return questions.refuse(`of type ${typeName}, whose elements are not plain numbers.`);
  const rows = span / (WIRES[wire] * sizeOf(block.shape));
  const shape = vectors ? block.shape : [rows, ...block.shape];
  if (!vectors && (span < 0 || !Number.isInteger(rows))) {
    return questions.refuse("a vector that is not initialised yet.");
  }
  const dtype = nameOf(block.element) ?? wire;
  return success({ typeName, dtype, wire, shape, address, vectors, span, extents: null, columnMajor: false });
}
