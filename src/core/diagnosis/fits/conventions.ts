import { ACTIVATIONS, ACTIVATION_WORDS, type Activation } from "../../conventions";
import { exactly, short } from "../wording";
import { rowAt, type Layout } from "../../layout";
import type { Candidate, Problem } from "../../problem";
import { derivedGamma } from "./derived-gamma";
import { canHave, type Setting } from "./setting";
import { splitInto } from "./uneven-parts";

/** A setting that is tried, and how it is said. */
export interface Convention {
  readonly setting: Setting;
  /** As the problem file spells it. */
  readonly set: Readonly<Record<string, FitValue>>;
  /** Completes "dx is right": "for the unbiased variance ...". */
  readonly words: string;
  /** Keys of which no source says that it is not so, whatever it states. */
  readonly unsaid?: readonly string[];
  /** The keys that it is about, where they are not those of `set`. */
  readonly about?: readonly string[];
}

/** What a source may leave open of a convention, or contradict. */
export const keysOf = ({ set, about }: Convention): readonly string[] => about ?? Object.keys(set);

type FitValue = string | number | readonly number[];

const SLOPES = [0.01, 0.1, 0.2, 0.3];
/** Numbers that libraries have as their eps, and people type. */
const USUAL_EPS = [1e-3, 1e-6, 1e-5, 1e-8, 1e-12, 1e-4, 1e-7, 1e-10, 1e-2, 2 ** -23, 2 ** -52, 0];
const MOST_PARTS = 64;

/** Conventions that stay in their columns, one at a time: what the problem does not have itself. */
export function inColumns(problem: Problem): Convention[] {
  const { mode, running, variance, epsPlacement, eps } = problem;
  const all: Convention[] = [];
  const add = (setting: Plain, words: string): void => void all.push({ setting, set: setting, words });
  const training = mode === "train";
  if (training) {
    if (variance === "biased")
      add({ variance: "unbiased" }, "for the unbiased variance (N - 1 in forward and backward)");
    else add({ variance: "biased" }, "for the biased variance (N in forward and backward)");
  }
  const root = epsPlacement === "inside" ? "outside of the root, r = 1 / (sqrt(v) + eps)" : "inside of the root, r = 1 / sqrt(v + eps)"; // prettier-ignore
  const other = epsPlacement === "inside" ? "outside" : "inside";
  add({ epsPlacement: other }, `for eps ${root} in forward and backward`);
  if (training && running) add({ mode: "eval" }, "for evaluation mode, with the running mean and variance");
  if (!training) add({ mode: "train" }, "for training mode, with the batch's own mean and variance");
  all.push(...activations(problem), ...USUAL_EPS.filter((value) => value !== eps).map(epsOf));
  return all.filter(({ setting }) => canHave(problem, setting));
}

/** What a setting and a problem file spell alike. */
type Plain = Setting & Convention["set"];

function activations({ activation, slope }: Problem): Convention[] {
  const none: Plain = { activation: "none" };
  const relu: Plain = { activation: "relu" };
  const own = ACTIVATION_WORDS[activation];
  return [
    ...(activation === "none" ? [] : [{ setting: none, set: none, words: `without the ${own}` }]),
    ...(activation === "relu"
      ? []
      : [{ setting: relu, set: relu, words: "for a ReLU behind the batch norm (activation relu)" }]),
    ...(activation === "none" ? [] : BESIDE_PIECES.filter((other) => other !== activation).map(behind)),
    ...SLOPES.filter((usual) => activation !== "leaky-relu" || usual !== slope).map(leaky),
  ];
}

/** What is tried in the place of another one; in the place of none their slopes are (behind-activation.ts). */
const BESIDE_PIECES = ACTIVATIONS.filter((activation) => !["none", "relu", "leaky-relu"].includes(activation));

function behind(activation: Activation): Convention {
  const setting = { activation } as const;
  return {
    setting,
    set: setting,
    words: `for a ${ACTIVATION_WORDS[activation]} behind the batch norm (activation ${activation})`,
  };
}

export function leaky(slope: number): Convention {
  const setting = { activation: "leaky-relu", slope } as const;
  return { setting, set: setting, words: `for a leaky ReLU of slope ${slope} behind the batch norm` };
}

export function epsOf(eps: number): Convention {
  return { setting: { eps }, set: { eps }, words: `with eps = ${exactly(eps)} in forward and backward` };
}

/** Two that go together: each pair of conventions that say different things. */
export function pairsOf(problem: Problem, conventions: readonly Convention[]): Convention[] {
  const pairs = conventions.flatMap((one, i) =>
    conventions.slice(i + 1).flatMap((other): Convention[] => {
      if (Object.keys(one.set).some((key) => Object.hasOwn(other.set, key))) return [];
      return [
        {
          setting: { ...one.setting, ...other.setting },
          set: { ...one.set, ...other.set },
          words: `${one.words} and ${other.words}`,
          unsaid: [...(one.unsaid ?? []), ...(other.unsaid ?? [])],
          about: [...keysOf(one), ...keysOf(other)],
        },
      ];
    }),
  );
  return pairs.filter(({ setting }) => canHave(problem, setting));
}

/** Conventions about which elements share statistics, and gammas that are derived from the given one. */
export function acrossColumns(problem: Problem, candidate: Candidate): Convention[] {
  const all = [...axes(problem, candidate), ...parts(problem), ...masks(problem), ...derivedGamma(problem, candidate)];
  return all.filter(({ setting }) => canHave(problem, setting));
}

function axes({ layout, gamma, beta }: Problem, { dgamma, dbeta }: Candidate): Convention[] {
  const { shape } = layout;
  const same = (values: Float64Array): boolean => values.every((value) => value === values[0]);
  const lengths = [dgamma, dbeta].flatMap((tensor) => (tensor ? [tensor.values.length] : []));
  return shape.flatMap((extent, axis): Convention[] => {
    const holds = extent === layout.channels || (same(gamma) && same(beta));
    if (axis === layout.axis || !holds || extent === 1 || lengths.some((length) => length !== extent)) return [];
    const where = axis === shape.length - 1 ? `the last axis (axis ${axis})` : `axis ${axis}`;
    return [{ setting: { axis }, set: { axis }, words: `for channels on ${where}` }];
  });
}

function parts({ layout, split: own, parts: given, mode }: Problem): Convention[] {
  const { samples, positions, axis } = layout;
  if (mode === "eval" || axis === 0) return [];
  const counts = Array.from({ length: Math.min(MOST_PARTS, samples) }, (_, i) => i + 1);
  const equal = counts
    .filter((count) => count > 1 && samples % count === 0 && (samples / count) * positions > 1)
    .map((count) => {
      const words = `for statistics of ${count} parts of the batch, ${samples / count} samples each`;
      return splitInto(new Array<number>(count).fill(samples / count), words);
    });
  const sizes = given.map((part) => part.outer);
  const all = [
    ...(own.length > 1 ? [splitInto([samples], "for statistics of the whole batch")] : []),
    ...equal,
    ...(given.length > 1 ? [splitInto(sizes, "for statistics of each part's own (not synchronised)")] : []),
  ];
  return all.filter(({ setting }) => setting.split?.join() !== own.join());
}

/** Rows that are 0 throughout, in x or in dout, are often padding; and a mask may have been forgotten. */
function masks({ layout, x, dout, mask: own, mode }: Problem): Convention[] {
  if (mode === "eval") return [];
  const masked = (mask: Uint8Array, words: string): Convention => ({
    setting: { mask },
    set: { mask: Array.from(mask) },
    words,
  });
  const every = new Uint8Array(layout.rows).fill(1);
  const padding = ([["x", x], ["dout", dout]] as const).flatMap(([name, values]): Convention[] => {
    const mask = rowsThatAreNot0(layout, values);
    const kept = mask.reduce((sum, value) => sum + value, 0);
    if (kept === mask.length || kept < 2) return [];
    return [masked(mask, `for statistics without the ${mask.length - kept} rows in which ${name} is 0 (a mask)`)];
  }); // prettier-ignore
  const all = [...(own ? [masked(every, "for statistics of all rows, without the mask")] : []), ...padding];
  return all.filter(({ setting }) => setting.mask?.join() !== own?.join());
}

function rowsThatAreNot0(layout: Layout, values: ArrayLike<number>): Uint8Array {
  const mask = new Uint8Array(layout.rows);
  for (let offset = 0; offset < values.length; offset++) {
    if (values[offset] !== 0) mask[rowAt(layout, offset)] = 1;
  }
  return mask;
}

/** "0.68, -1.4, 1.02"; the first eight. */
export function numbersOf(values: ArrayLike<number>): string {
  const shown = Array.from(values)
    .slice(0, 8)
    .map((value) => short(value));
  return values.length > 8 ? `${shown.join(", ")}, ...` : shown.join(", ");
}
