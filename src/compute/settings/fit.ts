import { failure, success, type Fault, type Result } from "../../core/fault";
import { itemAt } from "../../core/item-at";
import type { Candidate, ProblemInput } from "../../core/problem";
import { sizeOf, type Tensor } from "../../core/tensor";
import { readParameter } from "../../input/vector";
import { readPicked, type ProblemSource } from "../worker/problem-source";
import type { SettingsAction } from "./reduce-settings";
import type { ParameterOverride, TypedName } from "./settings";

/** What a word says of a problem, when it fits. */
export type Said = Partial<ProblemInput>;
type TensorParameter = "gamma" | "beta" | "dout" | "runningMean" | "runningVar";
export const GRADIENTS = ["dx", "dgamma", "dbeta"] as const;

/**
 * The fault of an action whose thing cannot be used with an x of this shape; null when it can. Without a shape only what
 * needs none is judged. A large thing is read whole for this: the panel asks its worker.
 */
export function judge(action: SettingsAction, shape: readonly number[] | null): Fault | null {
  const judged = fitOf(action, shape);
  return judged.ok ? null : judged.fault;
}

/** Up to so many characters a text is read in no time. */
const SHORT_TEXT = 4096;

/** Whether judging an action takes no time: a short text, or numbers that have been read already. */
export function isReadAtOnce(action: SettingsAction): boolean {
  if (action.do === "type") return action.text.length <= SHORT_TEXT;
  return action.do !== "pick" || !("kind" in action.value) || action.value.kind === "input";
}

function fitOf(action: SettingsAction, shape: readonly number[] | null): Result<unknown> {
  if (action.do === "type") {
    if (action.text.trim() === "") return success(null);
    return fitParameter(action.name, { from: "typed", text: action.text }, shape);
  }
  if (action.do !== "pick") return success(null);
  const { role, value } = action;
  switch (role) {
    case "candidate":
    case "candidate.dx":
      return fitGradient("dx", value, shape);
    case "candidate.dgamma":
      return fitGradient("dgamma", value, shape);
    case "candidate.dbeta":
      return fitGradient("dbeta", value, shape);
    default:
      return fitParameter(role, { from: "picked", title: action.title, value }, shape);
  }
}

/** What the user's word for a parameter says of a problem whose x has this shape. */
export function fitParameter(name: TypedName, word: ParameterOverride, shape: readonly number[] | null): Result<Said> {
  switch (name) {
    case "gamma":
    case "beta":
    case "runningMean":
    case "runningVar":
    case "dout": {
      const value = word.from === "typed" ? readParameter(word.text.trim()) : readPicked(word.value);
      return value.ok ? fitTensor(name, value.value, shape) : value;
    }
    default:
      if (word.from === "typed") return fitScalar(name, word.text.trim());
      return failure("not-a-tensor", `${name} is typed, not picked.`);
  }
}

function fitScalar(name: Exclude<TypedName, TensorParameter>, text: string): Result<Said> {
  switch (name) {
    case "seed": {
      const doutSeed = Number(text);
      if (text === "" || !Number.isSafeInteger(doutSeed) || doutSeed < 0) {
        return failure("seed", `The seed is ${text || "empty"}, expected a whole number that is 0 or greater.`);
      }
      return success({ dout: undefined, doutSeed });
    }
    case "eps": {
      const eps = Number(text);
      if (text === "" || !(eps >= 0) || eps === Infinity) {
        return failure("eps", `eps is ${text || "empty"}, expected a finite number that is 0 or greater.`);
      }
      return success({ eps });
    }
    case "mode":
      if (text !== "train" && text !== "eval") return failure("mode", `The mode is ${text}, expected train or eval.`);
      return success({ mode: text });
    case "activation":
      if (text !== "none" && text !== "relu") {
        return failure("activation", `The activation is ${text}, expected none or relu.`);
      }
      return success({ activation: text });
    default:
      return failure("parameter", `${String(name)} cannot be set here.`);
  }
}

function fitTensor(name: TensorParameter, value: Tensor | number, x: readonly number[] | null): Result<Said> {
  if (!x) return success({});
  const shape = name === "dout" ? x : [itemAt(x, 1)];
  const drawn = name === "dout" ? { doutSeed: undefined } : {};
  if (typeof value === "number") {
    if (name === "gamma" || name === "beta") return success({ [name]: value });
    const values = new Float64Array(sizeOf(shape)).fill(value);
    return success({ ...drawn, [name]: { shape, values, dtype: "float64" } });
  }
  if (stands(value, shape, name === "dout")) return success({ ...drawn, [name]: { ...value, shape } });
  if (value.values.length === sizeOf(shape)) {
    const text = `${name} has shape ${value.shape.join(" x ")}, expected the shape of x, ${x.join(" x ")}.`;
    return failure(`${name}-shape`, text);
  }
  const wanted = name === "dout" ? `the shape of x, ${x.join(" x ")}` : `${sizeOf(shape)} (one for each column of x)`;
  return failure(`${name}-length`, `${name} has ${value.values.length} values, expected ${wanted}.`);
}

/** One gradient of the user's own, in the shape that it has beside an x of this shape. */
export function fitGradient(
  name: (typeof GRADIENTS)[number],
  value: ProblemSource | Tensor,
  x: readonly number[] | null,
): Result<Candidate> {
  const read = readPicked(value);
  if (!read.ok) return read;
  if (!x) return success({});
  const shape = name === "dx" ? x : [itemAt(x, 1)];
  if (stands(read.value, shape, name === "dx")) return success({ [name]: { ...read.value, shape } });
  const got = read.value.shape.join(" x ");
  return failure(`candidate-${name}-shape`, `The candidate ${name} has shape ${got}, expected ${shape.join(" x ")}.`);
}

/** Whether a tensor can stand in a shape. A list of as many numbers can; another matrix of as many is not the same. */
function stands({ shape, values }: Tensor, expected: readonly number[], isMatrix: boolean): boolean {
  const plain = (extents: readonly number[]): string => extents.filter((extent) => extent !== 1).join(" x ");
  if (values.length !== sizeOf(expected)) return false;
  return !isMatrix || shape.length === 1 || plain(shape) === plain(expected);
}
