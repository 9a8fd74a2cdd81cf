import { success, type Result } from "../../../core/fault";
import { isWire, type Wire } from "../wire-types";
import { templateOf, type CppType } from "./cpp-types";
import type { Questions } from "./debugger-questions";

/** Where a C++ tensor lies. */
export interface Location {
  readonly typeName: string;
  readonly dtype: string;
  readonly wire: Wire;
  /** Of the block, or of each inner vector's elements when `vectors` is above 0; null behind a pointer. */
  readonly shape: readonly number[] | null;
  readonly address: bigint;
  /** Levels of vectors inside the outermost: 0 when the numbers lie in one block at `address`. */
  readonly vectors: number;
  /** Bytes of the outermost vector's content, when `vectors` is above 0. */
  readonly span: number;
  /** Of the vectors, the outermost first, as their first entries have them; null where there are none to ask. */
  readonly extents: readonly number[] | null;
  readonly columnMajor: boolean;
  /** How inner vectors lie in memory, where they are no std::vector: bytes of one, and where it has its two numbers. */
  readonly head?: {
    readonly size: number;
    readonly start: number; // of the pointer to its first entry
    readonly length: number; // of the number of its entries
  };
}

/** A block of elements: its address, and an expression of one element. */
interface Block {
  readonly typeName: string;
  readonly at: Result<bigint>;
  readonly shape: readonly number[] | null;
  readonly element: CppType;
  readonly sample: string;
  readonly columnMajor?: boolean;
}

export async function locateBlock(questions: Questions, block: Block): Promise<Result<Location>> {
  const { typeName, at, shape, element, sample, columnMajor = false } = block;
  if (!at.ok) return at;
  const wire = await wireOf(questions, element, sample);
  const dtype = nameOf(element) ?? typeName;
  if (!wire) return questions.refuse(`of type ${typeName}, whose elements are not plain numbers.`);
  return success({ typeName, dtype, wire, shape, address: at.value, vectors: 0, span: 0, extents: null, columnMajor });
}

export function nameOf(element: CppType): string | undefined {
  return element.kind === "scalar" || element.kind === "unknown" ? element.name : undefined;
}

/** The wire of a scalar by its name, where there may be no value to ask about: long is another size elsewhere. */
export async function wireByName(questions: Questions, element: CppType): Promise<Wire | undefined> {
  if (element.kind === "scalar") return element.wire;
  if (element.kind !== "unknown" || !/^(unsigned )?long( int)?$|^long unsigned int$/.test(element.name))
    return undefined;
  const bytes = await questions.integer(`sizeof(${element.name})`);
  const wire = `${element.name.includes("unsigned") ? "uint" : "int"}${8 * (bytes ?? 0)}`;
  return isWire(wire) ? wire : undefined;
}

/** The wire of a scalar, also of one behind a name of the program's own: times one it has its basic type. */
export async function wireOf(questions: Questions, element: CppType, sample: string): Promise<Wire | undefined> {
  if (element.kind === "scalar") return element.wire;
  if (element.kind !== "unknown" || templateOf(element.name)) return undefined;
  const one = await questions.ask(sample);
  if (!one.ok || one.value.variablesReference !== 0) return undefined; // of a class, whose own * would run
  const plus = await questions.ask(`(${sample})*1`);
  const bytes = await questions.integer(`sizeof(${sample})`);
  if (!plus.ok || bytes === undefined) return undefined;
  const basic = plus.value.type.trim();
  if (basic === "double") return bytes === 8 ? "float64" : undefined;
  if (basic === "float") return bytes === 4 ? "float32" : undefined;
  // Short integers are promoted to int, so that their sign is lost: only their name can tell.
  if (bytes < 4 && !element.name.includes("int")) return undefined;
  if (!/\b(int|long|short|char)\b/.test(basic)) return await wireOfAlias(questions, sample, bytes);
  const isUnsigned = basic.includes("unsigned") || /^u|unsigned/.test(element.name);
  const wire = `${isUnsigned ? "uint" : "int"}${8 * bytes}`;
  return isWire(wire) ? wire : undefined;
}

/**
 * LLDB 19 keeps the program's name for a type ("real") through arithmetic. Its compiler is asked what is behind
 * the name: that runs nothing and reads no value.
 */
async function wireOfAlias(questions: Questions, sample: string, bytes: number): Promise<Wire | undefined> {
  const is = async (trait: string): Promise<boolean> =>
    (await questions.integer(`+__is_${trait}(__typeof__(${sample}))`)) === 1;
  const kind = async (): Promise<string> => {
    if (await is("floating_point")) return "float";
    return (await is("integral")) ? ((await is("signed")) ? "int" : "uint") : "";
  };
  const wire = `${await kind()}${8 * bytes}`;
  return bytes >= 4 && isWire(wire) ? wire : undefined;
}
