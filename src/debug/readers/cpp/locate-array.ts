import type { Result } from "../../../core/fault";
import type { Evaluated } from "../../session/ask";
import { childrenOf } from "../../session/frame-variables";
import { blockOf, parseType, type CppType } from "./cpp-types";
import type { Questions } from "./debugger-questions";
import { locateBlock, type Location } from "./location";

/** T a[N][M], std::array, and references to them. */
export async function locateArray(questions: Questions, typeName: string, type: CppType): Promise<Result<Location>> {
  const { path } = questions;
  const { shape, element } = blockOf(type);
  const sample = typeName.includes("std::array")
    ? `*(${element.kind === "unknown" ? element.name : "char"}*)&${path}`
    : `${path}${"[0]".repeat(shape.length)}`;
  // LLDB shows a reference as the address that it stands for, GDB as what is there.
  const shown = /&\)?/.test(typeName) ? await questions.address(path) : undefined;
  const at = shown?.ok ? shown : await questions.address(`&${path}`);
  return await locateBlock(questions, { typeName, at, shape, element, sample });
}

/** Nothing may be nested deeper, so that the questions end. */
const DEEPEST = 6;

/**
 * An array behind a name of the program's own. undefined for anything else: debuggers show a first child "[0]" (GDB "0") of
 * containers, too, whose own [] would run, and add what is not there to a map.
 */
export async function locateNamedArray(
  questions: Questions,
  { variablesReference }: Evaluated,
  typeName: string,
): Promise<Result<Location> | undefined> {
  const { path, target, signal } = questions;
  const children = variablesReference ? await childrenOf(target.session, variablesReference, signal) : undefined;
  if (!children?.ok || !/^(\[0\]|0)$/.test(children.value[0]?.name ?? "")) return undefined;
  const shape: number[] = [];
  let inner = path;
  let name = typeName;
  while (shape.length < DEEPEST && (await isArray(questions, inner))) {
    const item = await questions.ask(`${inner}[0]`);
    const outer = await questions.integer(`sizeof(${inner})`);
    const part = await questions.integer(`sizeof(${inner}[0])`);
    if (!item.ok || outer === undefined || part === undefined || outer % part !== 0) break;
    shape.push(outer / part);
    inner = `${inner}[0]`;
    name = item.value.type;
  }
  if (shape.length === 0) return undefined;
  const at = await questions.address(`&${path}`);
  return await locateBlock(questions, { typeName, at, shape, element: parseType(name), sample: inner });
}

/** Whether it becomes a pointer where one is added to and followed: nothing is evaluated within sizeof. */
async function isArray(questions: Questions, path: string): Promise<boolean> {
  const pointer = await questions.integer(`sizeof(${path}+0)`);
  return (pointer === 4 || pointer === 8) && (await questions.integer(`sizeof(*${path})`)) !== undefined;
}
