import type { Wire } from "../wire-types";
import { own } from "../../../core/own";

/** A C++ type as far as tensors need it. */
export type CppType =
  | { readonly kind: "scalar"; readonly name: string; readonly wire: Wire }
  | { readonly kind: "array"; readonly extent: number; readonly of: CppType } // T[N] and std::array<T, N>
  | { readonly kind: "vector"; readonly of: CppType }
  | { readonly kind: "vec"; readonly of: CppType } // Rust's
  | { readonly kind: "ndarray"; readonly name: string } // the same
  | { readonly kind: "pointer"; readonly to: CppType }
  | { readonly kind: "unknown"; readonly name: string };

/** Types whose size is the same everywhere. `long` is not among them. */
const SCALARS: Readonly<Record<string, Wire>> = {
  double: "float64",
  float: "float32",
  _Float16: "float16",
  __fp16: "float16",
  "Eigen::half": "float16",
  "Eigen::bfloat16": "bfloat16",
  __bf16: "bfloat16",
  bool: "bool",
  "signed char": "int8",
  "unsigned char": "uint8",
  short: "int16",
  "short int": "int16",
  "unsigned short": "uint16",
  "short unsigned int": "uint16",
  int: "int32",
  "unsigned int": "uint32",
  unsigned: "uint32",
  "long long": "int64",
  "long long int": "int64",
  "unsigned long long": "uint64",
  "long long unsigned int": "uint64",
  int8_t: "int8",
  int16_t: "int16",
  int32_t: "int32",
  int64_t: "int64",
  uint8_t: "uint8",
  uint16_t: "uint16",
  uint32_t: "uint32",
  uint64_t: "uint64",
  // Rust's, as GDB calls them; LLDB has C's names for them.
  f32: "float32",
  f64: "float64",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
};

/** Reads the name of a type as LLDB, GDB or MSVC spell it, Rust's too. Names that it does not know become "unknown". */
export function parseType(text: string): CppType {
  const name = text
    .replace(/\b(const|volatile|struct|class)\b/g, "")
    .replace(/\bstd::(__1|__cxx11|__ndk1)::/g, "std::")
    .replace(/\(\s*&+\s*\)/g, "")
    .replace(/&+\s*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  const [, element = "", brackets = ""] = /^(.*?) ?((?:\[\d+\] ?)+)$/.exec(name) ?? [];
  if (brackets && !element.endsWith(")")) {
    const extents = Array.from(brackets.matchAll(/\d+/g), ([digits]) => Number(digits));
    return extents.reduceRight<CppType>((of, extent) => ({ kind: "array", extent, of }), parseType(element));
  }
  const [, item, length] = /^\[(.+); (\d+)\]$/.exec(name) ?? []; // Rust's [f64; 3]
  if (item !== undefined) return { kind: "array", extent: Number(length), of: parseType(item) };
  if (/^\*(mut|const) /.test(text.trim()))
    return { kind: "pointer", to: parseType(text.trim().replace(/^\*\w+ /, "")) };
  if (name.endsWith("*")) return { kind: "pointer", to: parseType(name.slice(0, -1)) };
  const scalar = name.replace(/^std::(?=u?int\d+_t$)/, "");
  const wire = own(SCALARS, scalar);
  if (wire) return { kind: "scalar", name: scalar, wire };
  const template = templateOf(name);
  const [of = "", size = ""] = template?.args ?? [];
  if (template?.name === "std::vector" && of !== "bool") return { kind: "vector", of: parseType(of) };
  if (template?.name === "alloc::vec::Vec") return { kind: "vec", of: parseType(of) };
  if (template?.name === "ndarray::ArrayBase") return { kind: "ndarray", name };
  if (template?.name === "std::array" && /^\d+/.test(size)) {
    return { kind: "array", extent: parseInt(size, 10), of: parseType(of) };
  }
  return { kind: "unknown", name };
}

/** "a::b<c, d<e>>" -> { name: "a::b", args: ["c", "d<e>"] }. */
export function templateOf(name: string): { readonly name: string; readonly args: readonly string[] } | undefined {
  const open = name.indexOf("<");
  if (open < 0 || !name.endsWith(">")) return undefined;
  const args: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = start; i < name.length - 1; i++) {
    const letter = name.charAt(i);
    if ("<([".includes(letter)) depth++;
    else if (">)]".includes(letter)) depth--;
    else if (letter === "," && depth === 0) {
      args.push(name.slice(start, i).trim());
      start = i + 1;
    }
  }
  args.push(name.slice(start, -1).trim());
  return { name: name.slice(0, open).trim(), args };
}

/** Extents and element of nested arrays: what lies in memory as one block. */
export function blockOf(type: CppType): { readonly shape: readonly number[]; readonly element: CppType } {
  const shape: number[] = [];
  let element = type;
  while (element.kind === "array") {
    shape.push(element.extent);
    element = element.of;
  }
  return { shape, element };
}
