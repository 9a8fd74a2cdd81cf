import { readDoutName } from "../../core/dout-name";
import { failure, success, type Result } from "../../core/fault";
import { affineShapeOf, layoutOn, type Layout } from "../../core/layout";
import { foreignTo } from "../../core/layer-parameters";
import type { ProblemInput } from "../../core/problem";
import { checkSplit, readMask } from "../../core/sets";
import { sizeOf, type Tensor } from "../../core/tensor";
import { readTolerance } from "../../core/tolerance";
import { listed } from "../../input/listed";
import { CHOICES } from "../../input/problem-keys";
import { readParameter } from "../../input/vector";
import type { ParameterName, TypedName } from "../../protocol/parameters";
import { readPicked } from "../source/problem-source";
import { fitLayer, isOfLayer, type LayerName, type SaidLayout } from "./said-layer";
import type { ParameterOverride } from "./settings";

/** What a word says of a problem, when it fits. */
export type Said = Partial<ProblemInput> & {
  /** A dout that follows from the forward pass, "2 * out": its numbers are made when everything else has been said. */
  readonly doutNamed?: string;
};

const TENSORS = ["gamma", "beta", "dout", "runningMean", "runningVar", "rstd", "mask"] as const;
type TensorName = (typeof TENSORS)[number];

const isTensor = (name: TypedName): name is TensorName => TENSORS.some((tensor) => tensor === name);
const isChoice = (name: TypedName): name is keyof typeof CHOICES => Object.hasOwn(CHOICES, name);

/** Parameters whose value may be picked; the others are typed. */
export function canBePicked(name: ParameterName): boolean {
  return isTensor(name);
}

/** What the user's word for a parameter says of a problem whose x has this layout. */
export function fitParameter(name: TypedName, word: ParameterOverride, x: SaidLayout | null): Result<Said> {
  const foreign = x?.norm && !isUsualMode(name, word) ? foreignTo(x.norm, name) : undefined;
  if (foreign !== undefined) return failure(`${kebab(name)}-norm`, foreign);
  if (word.from === "picked") {
    if (!isTensor(name)) return failure("not-a-tensor", `${name} is typed, not picked.`);
    const picked = readPicked(word.value, name === "mask");
    return picked.ok ? fitTensor(name, picked.value, x) : picked;
  }
  const text = word.text.trim();
  const named = name === "dout" ? readDoutName(text) : undefined;
  if (named && named.family !== "1") return success({ dout: undefined, doutSeed: undefined, doutNamed: text });
  if (isTensor(name)) {
    const value = readParameter(text, name === "mask");
    return value.ok ? fitTensor(name, value.value, x) : value;
  }
  if (isOfLayer(name)) return fitLayer(name, text, x);
  return isChoice(name) ? fitChoice(name, text) : fitNumbers(name, text, x);
}

/** Every layer trains. */
function isUsualMode(name: TypedName, word: ParameterOverride): boolean {
  return name === "mode" && word.from === "typed" && word.text.trim() === "train";
}

const CHOSEN: Readonly<Record<keyof typeof CHOICES, string>> = {
  mode: "The mode",
  variance: "The variance",
  epsPlacement: "The place of eps",
  activation: "The activation",
};

function fitChoice(name: keyof typeof CHOICES, text: string): Result<Said> {
  const choices: readonly string[] = CHOICES[name];
  if (choices.includes(text)) return success({ [name]: text });
  return failure(kebab(name), `${CHOSEN[name]} is ${text}, expected ${listed(choices, "or")}.`);
}

type NumbersName = Exclude<TypedName, TensorName | LayerName | keyof typeof CHOICES>;

function fitNumbers(name: NumbersName, text: string, x: Layout | null): Result<Said> {
  switch (name) {
    case "seed": {
      const doutSeed = Number(text);
      if (text === "" || !Number.isSafeInteger(doutSeed) || doutSeed < 0) {
        return failure("seed", `The seed is ${text || "empty"}, expected a whole number that is 0 or greater.`);
      }
      return success({ dout: undefined, doutSeed });
    }
    case "eps":
    case "slope": {
      const value = Number(text);
      if (text === "" || !(value >= 0) || value === Infinity) {
        return failure(name, `${name} is ${text || "empty"}, expected a finite number that is 0 or greater.`);
      }
      return success({ [name]: value });
    }
    case "split":
      return fitSplit(text, x);
    case "tolerance": {
      const tolerance = readTolerance(text);
      return tolerance.ok ? success({ tolerance: tolerance.value }) : tolerance;
    }
  }
}

function fitSplit(text: string, x: Layout | null): Result<Said> {
  const value = readParameter(text);
  if (!value.ok) return value;
  const split = typeof value.value === "number" ? [value.value] : Array.from(value.value.values);
  const fits = x ? checkSplit(split, x) : success(split);
  return fits.ok ? success({ split }) : fits;
}

function fitTensor(name: TensorName, value: Tensor | number, x: Layout | null): Result<Said> {
  if (!x) return success({});
  if (name === "mask") return fitMask(value, x);
  const shape = name === "dout" ? x.shape : affineShapeOf(x);
  const drawn = name === "dout" ? { doutSeed: undefined } : {};
  if (typeof value === "number") {
    if (name === "gamma" || name === "beta" || name === "rstd") return success({ [name]: value });
    const values = new Float64Array(sizeOf(shape)).fill(value);
    return success({ ...drawn, [name]: { shape, values, dtype: "float64" } });
  }
  // One for each part of a split, where there is one: the problem tells.
  if (name === "rstd" && value.values.length % x.channels === 0 && value.values.length > 0)
    return success({ rstd: value });
  if (stands(value, shape, name === "dout")) return success({ ...drawn, [name]: { ...value, shape } });
  const extents = x.shape.join(" x ");
  if (value.values.length === sizeOf(shape)) {
    const text = `${name} has shape ${value.shape.join(" x ")}, expected the shape of x, ${extents}.`;
    return failure(`${name}-shape`, text);
  }
  // A shape of one extent is that number again.
  const each = x.cells ? (shape.length > 1 ? ` (${shape.join(" x ")})` : "") : " (one for each column of x)";
  const wanted = name === "dout" ? `the shape of x, ${extents}` : `${sizeOf(shape)}${each}`;
  return failure(`${name}-length`, `${name} has ${value.values.length} values, expected ${wanted}.`);
}

function fitMask(value: Tensor | number, x: Layout): Result<Said> {
  const given: Tensor =
    typeof value === "number" ? { shape: [1], values: Float64Array.of(value), dtype: "float64" } : value;
  const withoutChannels = x.shape.filter((_, axis) => axis !== x.axis);
  const batch = layoutOn(x.axis, x.shape); // its rows are the places of each sample
  const mask = stands(given, withoutChannels, true) ? { ...given, shape: [batch.rows] } : given;
  const read = readMask(mask, batch);
  return read.ok ? success({ mask }) : read;
}

/** Whether a tensor can stand in a shape. A list of as many numbers can; another matrix of as many is not the same. */
export function stands({ shape, values }: Tensor, expected: readonly number[], isMatrix: boolean): boolean {
  const plain = (extents: readonly number[]): string => extents.filter((extent) => extent !== 1).join(" x ");
  if (values.length !== sizeOf(expected)) return false;
  return !isMatrix || shape.length === 1 || plain(shape) === plain(expected);
}

/** The code of a parameter's fault: "epsPlacement" -> "eps-placement". */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
