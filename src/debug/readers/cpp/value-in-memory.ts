import { sizeOf } from "../../../core/tensor";
import { decode, WIRES, type Wire } from "../wire-types";
import { blockOf, parseType, templateOf, type CppType } from "./cpp-types";
import type { Questions } from "./debugger-questions";
import { HEAD_BYTES } from "./locate-vector";
import { nameOf, wireByName, type Location } from "./location";

/** How values of a type lie in memory, by the type's name alone: a debugger cannot be asked about every address. */
export interface Layout {
  readonly size: number;
  readonly align: number;
  /** The value in these bytes, which lie at `address`: a tensor or a number. */
  valueAt(bytes: DataView, address: bigint): ValueAt;
}

export type ValueAt =
  | { readonly kind: "tensor"; readonly location: Location }
  | { readonly kind: "number"; readonly number: number; readonly typeName: string };

const WORD = 8;

/** What the layouts of tensors have in common: the element, and what a location says where nothing else is known. */
interface Elements {
  readonly wire: Wire;
  readonly rest: Omit<Location, "shape" | "address">;
}

/** undefined for what is no number, pointer, vector, array or dynamic matrix of numbers. */
export async function layoutOf(questions: Questions, typeName: string): Promise<Layout | undefined> {
  const type = parseType(typeName);
  const eigen = type.kind === "unknown" ? eigenOf(type.name) : undefined;
  const element = eigen?.scalar ?? elementOf(type);
  const wire = await wireByName(questions, element);
  if (!wire) return undefined;
  const dtype = nameOf(element) ?? wire;
  const rest = { typeName, dtype, wire, vectors: 0, span: 0, extents: null, columnMajor: false };
  if (eigen) return layoutOfEigen(eigen, { wire, rest });
  switch (type.kind) {
    case "scalar":
      return {
        size: WIRES[wire],
        align: WIRES[wire],
        valueAt: (bytes) => ({ kind: "number", number: numberIn(bytes, wire), typeName }),
      };
    case "pointer":
      return wire.includes("float") ? layoutOfPointer(rest) : undefined;
    case "array":
      return layoutOfArray(blockOf(type).shape, { wire, rest });
    case "vector":
      return layoutOfVector(type.of, { wire, rest });
    default:
      return undefined;
  }
}

function layoutOfPointer(rest: Elements["rest"]): Layout {
  const valueAt: Layout["valueAt"] = (bytes) => {
    return { kind: "tensor", location: { ...rest, shape: null, address: wordAt(bytes, 0) } };
  };
  return { size: WORD, align: WORD, valueAt };
}

function layoutOfArray(shape: readonly number[], { wire, rest }: Elements): Layout {
  const valueAt: Layout["valueAt"] = (_, address) => ({ kind: "tensor", location: { ...rest, shape, address } });
  return { size: sizeOf(shape) * WIRES[wire], align: WIRES[wire], valueAt };
}

/** libstdc++'s, libc++'s and MSVC's begin with the pointers to the first entry and behind the last. */
function layoutOfVector(of: CppType, { wire, rest }: Elements): Layout {
  let inner = of;
  let vectors = 0;
  for (; inner.kind === "vector"; inner = inner.of) vectors++;
  const { shape: block } = blockOf(inner);
  const valueAt: Layout["valueAt"] = (bytes) => {
    const address = wordAt(bytes, 0);
    const span = Number(wordAt(bytes, WORD) - address);
    const shape = vectors ? block : [span / (WIRES[wire] * sizeOf(block)), ...block];
    return { kind: "tensor", location: { ...rest, shape, address, vectors, span } };
  };
  return { size: HEAD_BYTES, align: WORD, valueAt };
}

interface EigenType {
  readonly scalar: CppType;
  /** -1 of what only the matrix itself knows. */
  readonly rows: number;
  readonly columns: number;
  readonly isRowMajor: boolean;
}

/** A matrix whose numbers lie elsewhere; one of fixed or bounded size holds them itself, aligned in its own way. */
function eigenOf(name: string): EigenType | undefined {
  const template = templateOf(name);
  if (!template || !/^Eigen::(Matrix|Array)$/.test(template.name)) return undefined;
  const [scalar = "", rows, columns, options, mostRows, mostColumns] = template.args;
  const sizes = { rows: Number(rows), columns: Number(columns) };
  if (sizes.rows >= 0 && sizes.columns >= 0) return undefined;
  if (Number(mostRows) >= 0 && Number(mostColumns) >= 0) return undefined;
  return { scalar: parseType(scalar), ...sizes, isRowMajor: (Number(options) & 1) === 1 };
}

/** A pointer to the numbers, then the sizes that the type does not say. */
function layoutOfEigen(type: EigenType, { rest }: Elements): Layout {
  const asked = [type.rows, type.columns].filter((extent) => extent < 0).length;
  const valueAt: Layout["valueAt"] = (bytes) => {
    const rows = type.rows < 0 ? Number(wordAt(bytes, WORD)) : type.rows;
    const columns = type.columns < 0 ? Number(wordAt(bytes, WORD * asked)) : type.columns;
    const shape = type.rows === 1 || type.columns === 1 ? [rows * columns] : [rows, columns];
    const columnMajor = !type.isRowMajor && shape.length === 2;
    return { kind: "tensor", location: { ...rest, shape, address: wordAt(bytes, 0), columnMajor } };
  };
  return { size: WORD * (1 + asked), align: WORD, valueAt };
}

/** What the layout takes for the numbers: it follows vectors of vectors down to a block, and a pointer by one step. */
function elementOf(type: CppType): CppType {
  if (type.kind === "pointer") return type.to;
  let inner: CppType = type;
  while (inner.kind === "vector") inner = inner.of;
  return blockOf(inner).element;
}

export function wordAt(bytes: DataView, at: number): bigint {
  return bytes.getBigUint64(at, true);
}

export function numberIn(bytes: DataView, wire: Wire): number {
  const own = new Uint8Array(bytes.buffer, bytes.byteOffset, WIRES[wire]).slice();
  return decode(own, wire, []).tensor.values[0] ?? NaN;
}
