import { failure, sentenceOf, type Result } from "../../../core/fault";
import type { Target } from "../../session/dap-session";
import type { ReadOptions } from "../reader";
import { blockOf, parseType } from "./cpp-types";
import { Questions } from "./debugger-questions";
import { locateArray, locateNamedArray } from "./locate-array";
import { locateEigen } from "./locate-eigen";
import { isOfRust, locateNdarray, locateSlice, locateVec } from "./locate-rust";
import { locateVector } from "./locate-vector";
import { locateBlock, type Location } from "./location";

/** Finds type, extents and address of an expression. Fault "no-tensor" says what it is instead. */
export async function locate(target: Target, options: ReadOptions): Promise<Result<Location>> {
  const questions = new Questions(target, options.signal);
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
      if (type.to.kind === "vec") return await locateVec(questions, typeName, type.to.of, true);
      if (isOfRust(type.to)) return await locateNdarray(questions, typeName, true);
      const { element } = blockOf(type.to);
      const at = await questions.address(path);
      const shape = options.shape ?? null;
      return await locateBlock(questions, { typeName, at, shape, element, sample: `*${path}` });
    }
    case "vec":
      return await locateVec(questions, typeName, type.of, false);
    case "vector": {
      const found = await locateVector(questions, typeName, type.of);
      return found ?? questions.refuse(`of type ${typeName}, whose members the debugger does not show.`);
    }
    case "scalar":
      return questions.refuse(`one value, ${result.slice(0, 60)} (${typeName}).`);
    case "unknown": {
      if (type.name.startsWith("std::vector<bool"))
        return questions.refuse("a std::vector<bool>, which packs its values into bits.");
      const pointedAt = /^(.*) \(\*\)((?:\[\d+\])+)$/.exec(type.name);
      if (pointedAt) return questions.refuse(`a pointer to ${pointedAt[1]}${pointedAt[2]}: show *${path}.`);
      if (type.name.startsWith("ndarray::ArrayBase<")) return await locateNdarray(questions, typeName, false);
      if (/^(&|alloc::boxed::Box<)/.test(type.name)) {
        const slice = await locateSlice(questions, typeName);
        return slice ?? questions.refuse(`of type ${typeName}, no tensor.`);
      }
      const found = /^std::(?!vector)/.test(type.name)
        ? undefined
        : ((await locateEigen(questions, typeName)) ??
          (await locateVector(questions, typeName, undefined)) ??
          (await locateNamedArray(questions, whole.value, typeName)));
      return found ?? questions.refuse(`of type ${typeName}, no tensor.`);
    }
  }
}
