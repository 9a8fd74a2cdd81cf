import { failure, sentenceOf, type Result } from "../../../core/fault";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { blockOf, parseType } from "./cpp-types";
import { Questions } from "./debugger-questions";
import { locateArray, locateNamedArray } from "./locate-array";
import { locateEigen } from "./locate-eigen";
import { locateMapEntry } from "./locate-map-entry";
import { isOfRust, locateOfRust, locateSlice } from "./locate-rust";
import { locateVector } from "./locate-vector";
import { locateXtensor } from "./locate-xtensor";
import { locateBlock, type Location } from "./location";

/** Finds type, extents and address of an expression. Fault "no-tensor" says what it is instead. */
export async function locate(target: Target, options: ReadOptions): Promise<Result<Location>> {
  const questions = await Questions.about(target, options.signal);
  const entry = await locateMapEntry(target, options);
  if (entry) return entry;
  const { path } = questions;
  const whole = await questions.ask(path);
  if (!whole.ok) return whole;
  const { result, type: shownType } = whole.value;
  const typeName = shownType.trim();
  // Some adapters answer a fault as a value, which then has no type.
  if (!typeName) return failure("refused", `${target.expression}: ${sentenceOf(result)}`);
  const type = parseType(typeName);
  switch (type.kind) {
    case "array":
      return await locateArray(questions, typeName, type);
    case "pointer": {
      if (/^(const )?char \*/.test(typeName)) return questions.refuse(`text (${typeName}).`);
      // Rust's references are pointers to the debugger.
      if (isOfRust(type.to)) return await locateOfRust(questions, typeName, type.to, true);
      const { element, shape: known } = blockOf(type.to);
      const at = await questions.address(path);
      const shape = options.shape ?? (known.length ? known : null); // Rust's references know their extents
      return await locateBlock(questions, { typeName, at, shape, element, sample: `*${path}` });
    }
    case "vector": {
      const found = await locateVector(questions, typeName, type.of);
      return found ?? questions.refuse(`of type ${typeName}, whose members the debugger does not show.`);
    }
    case "scalar":
      return questions.refuse(`one value, ${result.slice(0, 60)} (${typeName}).`);
    case "vec":
    case "ndarray":
      return await locateOfRust(questions, typeName, type, false);
    case "unknown": {
      if (type.name.startsWith("std::vector<bool"))
        return questions.refuse("a std::vector<bool>, which packs its values into bits.");
      const pointedAt = /^(.*) \(\*\)((?:\[\d+\])+)$/.exec(type.name);
      if (pointedAt) return questions.refuse(`a pointer to ${pointedAt[1]}${pointedAt[2]}: show *${path}.`);
      if (/^(&|alloc::boxed::Box<)/.test(type.name)) {
        const slice = await locateSlice(questions, whole.value, typeName);
        return slice ?? questions.refuse(`of type ${typeName}, no tensor.`);
      }
      const found = /^std::(?!vector|.*::element_type$)/.test(type.name)
        ? undefined
        : ((await locateStorage(questions, typeName)) ??
          (await locateVector(questions, typeName, undefined)) ??
          (await locateNamedArray(questions, whole.value, typeName)));
      return found ?? questions.refuse(`of type ${typeName}, no tensor.`);
    }
  }
}

/** What keeps its numbers in a member m_storage, whose type says whose it is. undefined for anything else. */
async function locateStorage(questions: Questions, typeName: string): Promise<Result<Location> | undefined> {
  const storage = await questions.ask(`${questions.path}.m_storage`);
  if (!storage.ok) return undefined;
  const type = storage.value.type
    .replace(/^const /, "")
    .replace(/\s*&$/, "")
    .trim();
  return (await locateEigen(questions, typeName, type)) ?? (await locateXtensor(questions, typeName, type));
}
