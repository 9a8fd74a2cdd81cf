import type { Mistake } from "../../../src/core/diagnosis";
import { createProblem, type Problem, type ProblemInput } from "../../../src/core/problem";
import { Random } from "../../../src/core/arithmetic/random";
import type { Dtype } from "../../../src/core/tensor";
import { sizeOf } from "../../../src/core/tensor";
import { itemAt } from "../../../src/core/item-at";

/** Awkward shapes: no extent equals another by accident, few rows, few columns, ranks 2 to 4. */
export const SHAPES: readonly (readonly number[])[] = [
  [7, 3],
  [5, 11],
  [13, 2],
  [4, 6],
  [31, 5],
  [3, 4, 5],
  [5, 3, 2],
  [2, 3, 5, 4],
  [3, 2, 2, 3],
];

const POSITIONS = SHAPES.filter((shape) => shape.length > 2 && itemAt(shape, 0) > 1);
const SAMPLES = SHAPES.filter((shape) => itemAt(shape, 0) > 4);
/** Halves of three rows and more. */
const HALVES: typeof SHAPES = [[8, 3], [6, 5], [10, 4], [12, 2], [4, 3, 5], [2, 3, 5, 4]]; // prettier-ignore

export interface ProblemOptions {
  readonly relu?: boolean;
  readonly evaluation?: boolean;
  readonly running?: boolean;
  readonly shape?: readonly number[];
  readonly xDtype?: Dtype;
  readonly conventions?: Partial<Omit<ProblemInput, "axis">>;
}

/**
 * A random problem that hides nothing: offsets and scales that differ by column, gamma of both signs away from 1, beta
 * and mean(dout) not 0, and eps of the size of the variances, above some and below others.
 */
export function randomProblem(seed: number, options: ProblemOptions = {}): Problem {
  const random = new Random(seed);
  const shape = options.shape ?? itemAt(SHAPES, random.below(SHAPES.length));
  const channels = itemAt(shape, 1);
  const inner = sizeOf(shape.slice(2));
  const size = sizeOf(shape);
  const eps = 10 ** (-3 * random.uniform());
  const columns = Array.from({ length: channels }, (_, k) => {
    const scale = Math.sqrt(eps) * 2 ** (k === 0 ? -1 - random.uniform() : 4 * random.uniform());
    return { scale, offset: scale * (0.5 + 2 * random.uniform()) * (random.below(2) ? 1 : -1) };
  });
  const fill = (f: (column: number) => number): Float64Array =>
    Float64Array.from({ length: size }, (_, offset) => f(Math.floor(offset / inner) % channels));
  const x = fill((k) => {
    const { offset, scale } = itemAt(columns, k);
    return offset + scale * random.normal();
  });
  const shifts = columns.map(() => 0.2 + random.uniform());
  const dout = fill((k) => itemAt(shifts, k) + random.normal());
  const vector = (f: () => number): { shape: number[]; values: Float64Array; dtype: Dtype } => ({
    shape: [channels],
    values: Float64Array.from({ length: channels }, f),
    dtype: "float64",
  });
  const sign = (): number => (random.below(2) ? 1 : -1);
  const wantsRunning = options.running === true || options.evaluation === true;
  const input: ProblemInput = {
    x: { shape, values: options.xDtype === "float32" ? Float32Array.from(x) : x, dtype: options.xDtype ?? "float64" },
    dout: { shape, values: dout, dtype: "float64" },
    gamma: vector(() => sign() * (1.3 + random.uniform())),
    beta: vector(() => sign() * (0.3 + random.uniform())),
    eps,
    mode: options.evaluation ? "eval" : "train",
    activation: options.relu ? "relu" : "none",
    ...(wantsRunning
      ? {
          runningMean: vector(() => random.normal()),
          runningVar: vector(() => eps * (0.3 + 2 * random.uniform())),
        }
      : {}),
    ...options.conventions,
  };
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

/** A ReLU problem with exact ties: in the first column x is constant and beta 0, so that out is exactly 0. */
export function tiedProblem(seed: number, shape?: readonly number[]): Problem {
  const problem = randomProblem(seed, { relu: true, shape });
  const { inner, channels } = problem.layout;
  const x = problem.x.map((value, offset) => (Math.floor(offset / inner) % channels === 0 ? 1 : value));
  const beta = problem.beta.map((value, k) => (k === 0 ? 0 : value));
  return { ...problem, x, beta };
}

/** About three rows of four make the statistics, and all have a dout. */
function maskedProblem(seed: number, shape?: readonly number[]): Problem {
  const { layout } = randomProblem(seed, { shape });
  const values = Float64Array.from({ length: layout.rows }, (_, row) => Number((row + seed) % 4 !== 1));
  const mask = { shape: [layout.rows], values, dtype: "float64" } as const;
  return randomProblem(seed, { shape, conventions: { mask } });
}

/** Two parts of the batch that are normalised apart, the first with more samples where it can. */
function splitProblem(seed: number, shape: readonly number[] = []): Problem {
  const samples = itemAt(shape, 0);
  const first = Math.max(1, samples > 5 ? Math.ceil(samples / 2) + 1 : Math.ceil(samples / 2));
  return randomProblem(seed, { shape, conventions: { split: first < samples ? [first, samples - first] : [samples] } });
}

/** A problem in which a mistake can show itself. */
export function problemFor({ example: { needs } }: Mistake, seed: number, shape?: readonly number[]): Problem {
  switch (needs) {
    case "ties":
      return tiedProblem(seed, shape);
    case "relu":
      return randomProblem(seed, { relu: true, shape });
    case "evaluation":
      return randomProblem(seed, { evaluation: true, shape });
    case "running":
      return randomProblem(seed, { running: true, shape });
    case "positions":
      return randomProblem(seed, { shape: shape ?? POSITIONS[seed % POSITIONS.length] });
    case "samples":
      return randomProblem(seed, { shape: shape ?? SAMPLES[seed % SAMPLES.length] });
    case "leaky":
      return randomProblem(seed, { shape, conventions: { activation: "leaky-relu", slope: 0.1 + (seed % 5) / 10 } });
    case "unbiased":
      return randomProblem(seed, { shape, conventions: { variance: "unbiased" } });
    case "masked":
      return maskedProblem(seed, shape);
    case "split":
      return splitProblem(seed, shape ?? HALVES[seed % HALVES.length]);
    case "halves":
      return randomProblem(seed, { shape: shape ?? HALVES[seed % HALVES.length] });
    case undefined:
      return randomProblem(seed, { shape });
  }
}
