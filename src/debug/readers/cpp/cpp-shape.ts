import { failure, success, type Result } from "../../../core/fault";
import { evaluate, type Evaluated } from "../../session/ask";
import { blockOf, parseType, templateOf, type CppType } from "./cpp-types";
import { WIRES, type Wire } from "../wire-types";
import { childrenOf } from "../../session/frame-variables";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";

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
  readonly columnMajor: boolean;
}

/** Members that hold begin and end of a vector: libstdc++, libc++, MSVC. Reading them runs no code of the program. */
const VECTORS = [
  ["_M_impl._M_start", "_M_impl._M_finish"],
  ["__begin_", "__end_"],
  ["_Mypair._Myval2._Myfirst", "_Mypair._Myval2._Mylast"],
] as const;

/** Finds type, extents and address of an expression. Fault "no-tensor" says what it is instead. */
export async function locate(target: Target, options: ReadOptions): Promise<Result<Location>> {
  // A plain path stays one: LLDB then follows it without compiling an expression.
  const path = /^[\w.]+(?:(?:->|\.)\w+|\[\d+\])*$/.test(target.expression)
    ? target.expression
    : `(${target.expression})`;
  const ask = (expression: string): Promise<Result<Evaluated>> =>
    evaluate(target.session, { expression, frameId: target.frameId, context: "watch" }, options.signal);
  const address = async (expression: string): Promise<Result<bigint>> => {
    const answer = await ask(expression);
    if (!answer.ok) return answer;
    const hex = /0x[0-9a-f]+/i.exec(answer.value.result);
    return hex
      ? success(BigInt(hex[0]))
      : failure("refused", `The address of ${expression} is "${answer.value.result.slice(0, 80)}".`);
  };
  const integer = async (expression: string): Promise<number | undefined> => {
    const answer = await ask(expression);
    const match = answer.ok ? /^-?\d+/.exec(answer.value.result) : null;
    return match ? Number(match[0]) : undefined;
  };

  const whole = await ask(path);
  if (!whole.ok) return whole;
  const typeName = whole.value.type.trim();
  // Some adapters answer a fault as a value, which then has no type.
  if (!typeName) return failure("refused", `${target.expression}: ${whole.value.result}`);
  const refuse = (text: string): Result<never> => failure("no-tensor", `${target.expression} is ${text}`);
  const type = parseType(typeName);

  /** The wire of a scalar, also of one behind a name of the program's own: times one it has its basic type. */
  const wireOf = async (element: CppType, sample: string): Promise<Wire | undefined> => {
    if (element.kind === "scalar") return element.wire;
    if (element.kind !== "unknown" || templateOf(element.name)) return undefined;
    const plus = await ask(`(${sample})*1`);
    const bytes = await integer(`sizeof(${sample})`);
    if (!plus.ok || bytes === undefined) return undefined;
    const basic = plus.value.type.trim();
    if (basic === "double" || basic === "float")
      return bytes === (basic === "double" ? 8 : 4) ? (basic === "double" ? "float64" : "float32") : undefined;
    // Short integers are promoted to int, so that their sign is lost: only their name can tell.
    if (bytes < 4 && !element.name.includes("int")) return undefined;
    const unsigned = basic.includes("unsigned") || /^u|unsigned/.test(element.name);
    const wire = `${unsigned ? "uint" : "int"}${8 * bytes}`;
    return /\b(int|long|short|char)\b/.test(basic) && Object.hasOwn(WIRES, wire) ? (wire as Wire) : undefined;
  };
  const dense = async (
    at: Result<bigint>,
    shape: readonly number[] | null,
    element: CppType,
    sample: string,
    columnMajor = false,
  ): Promise<Result<Location>> => {
    if (!at.ok) return at;
    const wire = await wireOf(element, sample);
    const name = element.kind === "scalar" || element.kind === "unknown" ? element.name : typeName;
    if (!wire) return refuse(`of type ${typeName}, whose elements are not plain numbers.`);
    return success({ typeName, dtype: name, wire, shape, address: at.value, vectors: 0, span: 0, columnMajor });
  };

  const vector = async (of: CppType | undefined): Promise<Result<Location> | undefined> => {
    for (const [begin, end] of VECTORS) {
      const start = await address(`${path}.${begin}`);
      if (!start.ok) continue;
      const stop = await address(`${path}.${end}`);
      if (!stop.ok) return stop;
      const span = Number(stop.value - start.value);
      let inner = of;
      if (!inner || inner.kind === "unknown") {
        const first = await ask(`*${path}.${begin}`);
        if (first.ok) inner = parseType(first.value.type);
      }
      if (!inner) return refuse(`of type ${typeName}, whose elements are unknown.`);
      let vectors = 0;
      while (inner.kind === "vector") {
        inner = inner.of;
        vectors++;
      }
      const block = blockOf(inner);
      const wire = await wireOf(block.element, `${path}.${begin}${"[0]".repeat(1 + block.shape.length)}`);
      if (!wire) return refuse(`of type ${typeName}, whose elements are not plain numbers.`);
      const each = WIRES[wire] * block.shape.reduce((size, extent) => size * extent, 1);
      const dtype = block.element.kind === "scalar" || block.element.kind === "unknown" ? block.element.name : wire;
      const shape = vectors ? block.shape : [span / each, ...block.shape];
      if (!vectors && (span < 0 || !Number.isInteger(span / each)))
        return refuse("a vector that is not initialised yet.");
      return success({ typeName, dtype, wire, shape, address: start.value, vectors, span, columnMajor: false });
    }
    return undefined;
  };

  /** Eigen's own matrices; the type of their storage names element, extents and order, whatever the matrix is called. */
  const eigen = async (): Promise<Result<Location> | undefined> => {
    const storage = await ask(`${path}.m_storage`);
    const made = storage.ok
      ? templateOf(
          storage.value.type
            .replace(/^const /, "")
            .replace(/\s*&$/, "")
            .trim(),
        )
      : undefined;
    if (!made?.name.endsWith("DenseStorage")) return undefined;
    const [scalar, , rowsText, columnsText, order] = made.args;
    const rows = Number(rowsText) >= 0 ? Number(rowsText) : await integer(`${path}.m_storage.m_rows`);
    const columns = Number(columnsText) >= 0 ? Number(columnsText) : await integer(`${path}.m_storage.m_cols`);
    if (rows === undefined || columns === undefined)
      return refuse(`of type ${typeName}, whose size the debugger does not tell.`);
    const fixed = Number(rowsText) >= 0 && Number(columnsText) >= 0;
    const at = await address(fixed ? `&${path}.m_storage.m_data` : `${path}.m_storage.m_data`);
    const shape = Number(columnsText) === 1 || Number(rowsText) === 1 ? [rows * columns] : [rows, columns];
    const rowMajor = (Number(order) & 1) === 1;
    return await dense(at, shape, parseType(scalar), `${path}.m_storage.m_data[0]`, !rowMajor && shape.length === 2);
  };

  /**
   * An array behind a name of the program's own. Only arrays have "[0]" (in GDB "0") as first child; [] of a class would
   * run its code.
   */
  const named = async (): Promise<Result<Location> | undefined> => {
    const reference = whole.value.variablesReference;
    const children = reference ? await childrenOf(target.session, reference, options.signal) : undefined;
    if (!children?.ok || !/^(\[0\]|0)$/.test(children.value[0]?.name ?? "")) return undefined;
    const shape: number[] = [];
    let inner = path;
    let name = typeName;
    for (let depth = 0; depth < 6; depth++) {
      const item = await ask(`${inner}[0]`);
      const [outer, part] = [await integer(`sizeof(${inner})`), await integer(`sizeof(${inner}[0])`)];
      if (!item.ok || outer === undefined || part === undefined || outer % part !== 0) break;
      shape.push(outer / part);
      inner = `${inner}[0]`;
      name = item.value.type;
    }
    if (shape.length === 0) return undefined;
    return await dense(await address(`&${path}`), shape, parseType(name), inner);
  };

  switch (type.kind) {
    case "array": {
      const { shape, element } = blockOf(type);
      const zeros = "[0]".repeat(shape.length);
      const sample = typeName.includes("std::array")
        ? `*(${element.kind === "unknown" ? element.name : "char"}*)&${path}`
        : `${path}${zeros}`;
      // LLDB shows a reference as the address that it stands for, GDB as what is there.
      const shown = /&\)?/.test(typeName) ? await address(path) : undefined;
      return await dense(shown?.ok ? shown : await address(`&${path}`), shape, element, sample);
    }
    case "pointer": {
      const { element } = blockOf(type.to);
      if (/^(const )?char \*/.test(typeName)) return refuse(`text (${typeName}).`);
      return await dense(await address(path), options.shape ?? null, element, `*${path}`);
    }
    case "vector":
      return (await vector(type.of)) ?? refuse(`of type ${typeName}, whose members the debugger does not show.`);
    case "scalar":
      return refuse(`one value, ${whole.value.result.slice(0, 60)} (${typeName}).`);
    case "unknown": {
      if (type.name.startsWith("std::vector<bool"))
        return refuse("a std::vector<bool>, which packs its values into bits.");
      const found = /^std::(?!vector)/.test(type.name)
        ? undefined
        : ((await eigen()) ?? (await vector(undefined)) ?? (await named()));
      return found ?? refuse(`of type ${typeName}, no tensor.`);
    }
  }
}
