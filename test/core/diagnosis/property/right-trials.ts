import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem, type ProblemInput } from "../../../../src/core/problem";
import { Random } from "../../../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../../../src/core/tensor";
import type { Comparison } from "../../../../src/core/verdict";
import { candidateAs, GIVEN, inputsAfter, inputsBefore, nameOf } from "./given";
import { rightGradients, type Layer } from "./right-by-convention";
import { itemAt } from "../../../../src/core/item-at";

const SHAPES = [[7, 3], [5, 4], [13, 2], [8, 3], [16, 2], [4, 3, 3], [6, 3, 2], [2, 3, 3, 2], [3, 2, 2, 3]]; // prettier-ignore

/** What the source does not say. */
const MISSING = ["nothing", "gamma", "dout", "eps", "beta and gamma"] as const;

export interface RightTrial {
  readonly seed: number;
  readonly layer: string;
  readonly given: string;
  readonly missing: string;
  /** Keys of a problem file of which the source says nothing, although the candidate was made with something else. */
  readonly open: readonly string[];
  readonly printed: "nothing" | "candidate" | "all";
  readonly comparison: Comparison;
  readonly text: string; // for a failure
}

/** One right candidate of some convention, some precision and some missing part, all drawn from the seed. */
export function rightTrial(seed: number, kinds: readonly Kind[] = KINDS): RightTrial {
  const random = new Random(seed);
  const pick = <T>(choices: readonly T[]): T => itemAt(choices, random.below(choices.length));
  const given = itemAt(GIVEN, seed % GIVEN.length);
  const drawn = random.below(3) > 0 ? "nothing" : pick(MISSING);
  const kind = random.below(3) === 0 ? "plain" : pick(kinds);
  // Nothing tells an activation that nobody names where dout or eps is missing as well, nor the sign of a gamma.
  const isTold = kind === "behind" ? drawn.includes("gamma") : kind !== "carried";
  const missing = isTold ? drawn : "nothing";
  const shape = kind === "axis" ? pick([[4, 3, 2, 3], [5, 5], [3, 4, 4]]) : pick(SHAPES); // prettier-ignore
  const { input: all, layer } = problemOf(kind, shape, random);
  const whole = withDoutOf(all, layer, missing, random);
  const made = inputsBefore(whole, given);
  const right = rightGradients(made, layer);
  const candidate = candidateAs(pick([right, right, { dx: right.dx }, { dx: right.dx, dgamma: right.dgamma }]), given);
  const told = withoutPart(inputsAfter(made, given), missing);
  const created = createProblem(told);
  if (!created.ok) throw new Error(`seed ${seed}: ${created.fault.text}`);
  const comparison = compareCandidate(created.value, batchnormGradients(created.value, "exact"), candidate);
  const text = `seed ${seed}, ${layer.name}, ${shape.join("x")}, ${nameOf(given)}, missing ${missing}: ${comparison.reason}`;
  const open = [...KEYS[kind], ...(missing === "nothing" ? [] : missing.split(" and "))];
  const printed = given.kind !== "printed" ? "nothing" : given.inputs ? "all" : "candidate";
  return { seed, layer: layer.name, given: nameOf(given), missing, open, printed, comparison, text };
}

/**
 * Whether a doubt is for a reason that belongs to what this problem left open: a fit of nothing but that, a dout that is
 * not there, or digits that were cut off.
 */
export function isReasoned({ open, missing, printed, comparison: { reason, fits } }: RightTrial): boolean {
  if (fits.length > 0) return fits.some(({ set }) => Object.keys(set).every((key) => open.includes(key)));
  if (reason.includes("cannot be judged: ")) return open.includes("activation") && missing.includes("gamma");
  if (reason.includes("too few digits")) return printed !== "nothing";
  if (reason.includes("may have lost in print")) return printed === "all";
  if (/has no dout|right for no dout|dout is not given/.test(reason)) return missing === "dout";
  // A constant dout, which nobody thinks of giving, hides nearly everything.
  return reason.includes("proves little") && missing === "dout";
}

const KINDS = ["unbiased", "outside", "relu", "leaky", "evaluation", "parts", "mask", "axis", "absolute"] as const;
/** What is read off the candidate itself. */
export const READ_OFF = ["uneven", "behind", "carried"] as const;
type Kind = (typeof KINDS)[number] | (typeof READ_OFF)[number] | "plain";

/** What a problem file would have to say of each. */
const KEYS: Readonly<Record<Kind, readonly string[]>> = {
  plain: [],
  unbiased: ["variance"],
  outside: ["epsPlacement"],
  relu: ["activation"],
  leaky: ["activation", "slope"],
  evaluation: ["mode"],
  parts: ["split"],
  uneven: ["split"],
  mask: ["mask"],
  axis: ["axis"],
  absolute: ["gamma"],
  carried: ["gamma", "candidate.dgamma"],
  behind: ["activation", "dout"], // what comes through it is taken over
};

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** Slopes of activations, as their derivatives are written. */
const BEHIND: readonly (readonly [string, (z: number) => number])[] = [
  ["SiLU", (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z)))],
  ["tanh", (z) => 1 - Math.tanh(z) ** 2],
  ["ELU", (z) => (z > 0 ? 1 : Math.exp(z))],
  ["softplus", sigmoid],
];

/** A cut of the batch into two or three parts of more than a row each that are not of one size; none where there is none. */
function unevenSplit(samples: number, positions: number, random: Random): number[] | undefined {
  const counts = Array.from({ length: samples - 1 }, (_, i) => i + 1);
  const two = counts.map((first) => [first, samples - first]);
  const three = two.flatMap(([first = 0, rest = 0]) =>
    counts.slice(0, Math.max(0, rest - 1)).map((second) => [first, second, rest - second]),
  );
  const isEven = (sizes: readonly number[]): boolean => sizes.every((size) => size === sizes[0]);
  const possible = [...two, ...three].filter((sizes) => !isEven(sizes) && sizes.every((size) => size * positions > 2));
  return possible[random.below(Math.max(1, possible.length))];
}

function layerOf(kind: Kind, shape: readonly number[], random: Random): Layer {
  const rows = sizeOf(shape) / itemAt(shape, 1);
  switch (kind) {
    case "plain":
      return { name: "plain" };
    case "unbiased":
      return { name: "unbiased variance", unbiased: true };
    case "outside":
      return { name: "eps outside of the root", outside: true };
    case "relu":
      return { name: "ReLU", slope: 0 };
    case "leaky":
      return { name: "leaky ReLU", slope: [0.01, 0.1, 0.2][random.below(3)] };
    case "evaluation":
      return { name: "evaluation", evaluation: true };
    case "parts": {
      const samples = itemAt(shape, 0);
      return { name: "parts of the batch", ...(samples % 2 === 0 && { split: [samples / 2, samples / 2] }) };
    }
    case "uneven": {
      const split = unevenSplit(itemAt(shape, 0), rows / itemAt(shape, 0), random);
      return { name: `parts of ${split?.join() ?? "one size"}`, split };
    }
    case "behind": {
      const [name, behind] = itemAt(BEHIND, random.below(BEHIND.length));
      return { name: `a ${name} behind`, behind };
    }
    case "mask":
      return { name: "mask", mask: Array.from({ length: rows }, (_, i) => Number(i % 4 !== 3)) };
    case "axis":
      return { name: "channels last", axis: shape.length - 1 };
    case "absolute":
      return { name: "|gamma|", absolute: true };
    case "carried":
      return { name: "|gamma| differentiated to gamma", absolute: true, carried: true };
  }
}

function problemOf(kind: Kind, shape: readonly number[], random: Random): { input: ProblemInput; layer: Layer } {
  const layer = layerOf(kind, shape, random);
  const axis = layer.axis ?? 1;
  const channels = itemAt(shape, axis);
  const inner = sizeOf(shape.slice(axis + 1));
  const size = sizeOf(shape);
  const fill = (f: (k: number, row: number) => number): Tensor => ({
    shape,
    dtype: "float64",
    values: Float64Array.from({ length: size }, (_, offset) => {
      const k = Math.floor(offset / inner) % channels;
      return f(k, Math.floor(offset / (inner * channels)) * inner + (offset % inner));
    }),
  });
  const vector = (f: () => number): Tensor => ({
    shape: [channels],
    dtype: "float64",
    values: Float64Array.from({ length: channels }, f),
  });
  const scales = Array.from({ length: channels }, () => 2 ** (3 * random.uniform() - 1.5));
  const offsets = scales.map((scale) => scale * 4 * (random.uniform() - 0.5));
  const sign = (): number => (random.below(2) ? 1 : -1);
  const padded = (row: number): boolean => layer.mask?.[row] === 0;
  const input: ProblemInput = {
    x: fill((k) => itemAt(offsets, k) + itemAt(scales, k) * random.normal()),
    dout: fill((_, row) => (padded(row) ? 0 : 0.3 + random.normal())),
    gamma: vector(() => sign() * (0.4 + random.uniform())),
    beta: vector(() => random.normal()),
    eps: 1e-5,
    ...(layer.evaluation && {
      runningMean: vector(() => random.normal()),
      runningVar: vector(() => 0.3 + random.uniform()),
    }),
  };
  return { input, layer };
}

/** A dout that the source will not give is one that people do not think of giving: of the loss itself. */
function withDoutOf(input: ProblemInput, layer: Layer, missing: string, random: Random): ProblemInput {
  if (missing === "eps") return { ...input, eps: [1e-3, 1e-6, 1e-8][random.below(3)] };
  if (missing !== "dout") return input;
  const { shape, values } = input.x;
  const loss = random.below(3);
  if (loss === 0) return { ...input, dout: { shape, values: values.map(() => 1), dtype: "float64" } };
  const problem = createProblem(input);
  if (loss === 1 || layer.name !== "plain" || !problem.ok) return input;
  const { out } = batchnormGradients(problem.value, "exact");
  return { ...input, dout: { shape, values: out.map((value) => 2 * value), dtype: "float64" } };
}

function withoutPart(input: ProblemInput, missing: string): ProblemInput {
  const gone = missing === "nothing" ? [] : missing.split(" and ");
  return Object.fromEntries(Object.entries(input).filter(([key]) => !gone.includes(key))) as unknown as ProblemInput;
}
