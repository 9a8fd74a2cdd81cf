/** Mistakes of the family planted on seeded problems of awkward shapes, and right gradients of every layer. */
import { Random } from "../../../../src/core/arithmetic/random";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate, type LayerMistake } from "../../../../src/core/diagnosis";
import { itemAt } from "../../../../src/core/item-at";
import type { LayerKeys } from "../../../../src/core/normalization-layer";
import type { Problem, ProblemInput } from "../../../../src/core/problem";
import type { Dtype } from "../../../../src/core/tensor";
import { asDtype, type Trial } from "../confusion-trials";
import { problemOfLayer, tensor } from "../../layer-problems";
import { elementsOf, staged, type Whole } from "./by-hand";
import { planted } from "./planted";

/** Layers, the shape of x, and that of gamma: no two counts of a set are alike. */
const SHAPES: readonly (readonly [LayerKeys & { norm: Whole["norm"] }, readonly number[], readonly number[]])[] = [
  [{ norm: "layer" }, [7, 5], [5]],
  [{ norm: "layer" }, [5, 11], [11]],
  [{ norm: "layer" }, [2, 3, 7], [7]],
  [{ norm: "layer", normalizedShape: [3, 7] }, [4, 3, 7], [3, 7]],
  [{ norm: "layer", normalizedShape: [5, 3, 4] }, [3, 5, 3, 4], [5, 3, 4]],
  [{ norm: "layer", axes: [1] }, [2, 7, 3], [7]],
  [{ norm: "rms" }, [7, 5], [5]],
  [{ norm: "rms" }, [3, 4, 6], [6]],
  [{ norm: "rms", normalizedShape: [3, 7] }, [5, 3, 7], [3, 7]],
  [{ norm: "rms", axes: [1] }, [3, 5, 4], [5]],
  [{ norm: "group", groups: 2 }, [3, 6, 5], [6]],
  [{ norm: "group", groups: 3 }, [4, 12, 3, 5], [12]],
  [{ norm: "group", groups: 2, axis: -1 }, [2, 3, 5, 8], [8]],
  [{ norm: "instance" }, [3, 4, 5], [4]],
  [{ norm: "instance" }, [3, 5, 4, 7], [5]],
  [{ norm: "instance", axis: -1 }, [2, 5, 7, 3], [3]],
];

/** "masked": every fourth place makes no statistics, where a layer can have a mask. */
const CONVENTIONS: readonly (Omit<Partial<ProblemInput>, "norm" | "mask"> & { readonly masked?: true })[] = [
  {},
  { activation: "relu" },
  { variance: "unbiased" },
  { gammaOffset: 1 },
  { activation: "leaky-relu", slope: 0.2 },
  { epsPlacement: "outside" },
  { masked: true },
  { activation: "silu" },
];

/** A problem that hides nothing, and that leaves nothing open. */
export function familyInput(seed: number): Whole {
  const random = new Random(seed);
  const [keys, shape, entries] = itemAt(SHAPES, seed % SHAPES.length);
  const { masked, ...convention } = itemAt(CONVENTIONS, Math.floor(seed / SHAPES.length) % CONVENTIONS.length);
  const channel = ((keys.axis ?? 1) + shape.length) % shape.length;
  const places = shape.filter((_, at) => at !== channel);
  const canMask = keys.norm === "group" || keys.norm === "instance";
  const sign = (): number => (random.below(2) ? 1 : -1);
  const [offset, sd] = [sign() * (0.5 + random.uniform()), 0.4 + 1.5 * random.uniform()];
  // One variance is below eps, others are above it.
  const scales = Array.from({ length: itemAt(shape, 0) }, (_, i) => (i === 0 ? 0.6 : 1 + random.uniform()));
  const size = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const least = (0.6 * sd) ** 2 + (keys.norm === "rms" ? offset ** 2 : 0);
  const settings = { eps: least * (1.3 + 0.4 * random.uniform()), variance: "biased", epsPlacement: "inside", gammaOffset: 0 } as const; // prettier-ignore
  const input: Whole = {
    ...settings,
    ...{ activation: "none" as const },
    ...keys,
    ...convention,
    x: tensor(shape, (i) => offset + sd * itemAt(scales, Math.floor(i / size)) * random.normal()),
    gamma: tensor(entries, () => sign() * (0.4 + 1.6 * random.uniform())),
    beta: tensor(entries, () => sign() * (0.2 + 0.6 * random.uniform())),
    dout: tensor(shape, () => 0.4 + random.normal()),
    ...(masked && canMask && { mask: tensor(places, (i) => Number(i % 4 !== 1)) }),
  };
  // What is drawn may lie above it.
  const smallest = Math.min(...elementsOf(input).map(({ v }) => v));
  return { ...input, eps: Math.max(input.eps, 1.1 * smallest) };
}

/** Every way of a mistake on so many seeded problems in which it can be made. */
export function familyTrials(mistake: LayerMistake, dtype: Dtype, problems: number): Trial[] {
  const trials: Trial[] = [];
  const ways = planted[mistake.id] ?? [];
  for (let seed = 1, tried = 0; tried < problems && seed < 5000; seed++) {
    const input = familyInput(seed);
    const problem = problemOfLayer(input);
    if (!mistake.applies(problem)) continue;
    const made = ways.flatMap((way, form) => {
      const candidate = way(input);
      return candidate ? [{ candidate, form }] : [];
    });
    if (made.length === 0) continue;
    tried++;
    const gradients = batchnormGradients(problem, "exact");
    for (const { candidate, form } of made) {
      const { verdict, diagnoses } = compareCandidate(problem, gradients, asDtype(candidate, dtype));
      const named = diagnoses[0]?.id ?? "none";
      trials.push({ planted: mistake.id, form, seed, shape: problem.layout.shape, verdict, named });
    }
  }
  return trials;
}

/** What a right gradient by hand is called, in a dtype. */
export function rightTrial(seed: number, dtype: Dtype): { readonly verdict: string; readonly reason: string } {
  const input = familyInput(seed);
  const problem: Problem = problemOfLayer(input);
  const candidate = asDtype(staged(input, elementsOf(input)), dtype);
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}
