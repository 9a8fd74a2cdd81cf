/** Problems on which batch norm loses digits, or its check is fooled. Every claim of docs/accuracy.md runs over them. */
import { createProblem, type Problem, type ProblemInput } from "../../src/core/problem";
import { Random } from "../../src/core/arithmetic/random";
import { itemAt } from "../../src/core/item-at";
import { change } from "./change";

export interface HardProblem {
  readonly name: string;
  readonly problem: Problem;
}

export function problemOf(input: Omit<ProblemInput, "x" | "dout" | "gamma" | "beta"> & Matrices): Problem {
  const { shape, x, dout, gamma, beta, ...rest } = input;
  const tensor = (values: Float64Array, size: readonly number[]) => ({
    shape: size,
    values,
    dtype: "float64" as const,
  });
  const D = channelsOf(shape, rest.axis);
  const problem = createProblem({
    ...rest,
    x: tensor(x, shape),
    dout: dout && tensor(dout, shape),
    gamma: gamma && tensor(gamma, [D]),
    beta: beta && tensor(beta, [D]),
  });
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

export type Conventions = Omit<ProblemInput, keyof Matrices>;

function channelsOf(shape: readonly number[], axis = 1): number {
  return shape.at(axis) ?? NaN;
}

export interface Matrices {
  readonly shape: readonly number[];
  readonly x: Float64Array;
  readonly dout?: Float64Array;
  readonly gamma?: Float64Array;
  readonly beta?: Float64Array;
}

/** offset + sd * normal, with a generic gamma, beta and dout. */
export function normalProblem(
  seed: number,
  shape: readonly number[],
  offset: number,
  sd: number,
  eps = 1e-5,
  rest: Partial<Matrices> & Conventions = {},
): Problem {
  const random = new Random(seed);
  const draw = (length: number, mean: number, scale: number): Float64Array =>
    Float64Array.from({ length }, () => mean + scale * random.normal());
  const size = shape.reduce((product, extent) => product * extent, 1);
  const x = draw(size, offset, sd);
  const D = channelsOf(shape, rest.axis);
  const gamma = draw(D, 0, 1.5);
  const beta = draw(D, 0.3, 1);
  const dout = draw(size, 0.2, 1);
  return problemOf({ shape, x, gamma, beta, dout, eps, ...rest });
}

/** dout = 3 xhat + 1e-8 noise, so that all of dx but 1e-8 cancels. */
function nearlyParallel(seed: number, shape: readonly [number, number]): Problem {
  const random = new Random(seed);
  const [N, D] = shape;
  const x = Float64Array.from({ length: N * D }, () => random.normal());
  const dout = new Float64Array(N * D);
  for (let k = 0; k < D; k++) {
    const column = Array.from({ length: N }, (_, i) => itemAt(x, i * D + k));
    const mean = column.reduce((sum, value) => sum + value, 0) / N;
    const v = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / N;
    for (const [i, value] of column.entries())
      dout[i * D + k] = (3 * (value - mean)) / Math.sqrt(v + 1e-5) + 1e-8 * random.normal();
  }
  return problemOf({ shape, x, dout, gamma: Float64Array.from({ length: D }, () => 0.5 + random.uniform()) });
}

function constantColumns(seed: number, shape: readonly [number, number]): Problem {
  const [N, D] = shape;
  const random = new Random(seed);
  const values = [0.1, 1e10, 0, -7];
  const x = Float64Array.from({ length: N * D }, (_, i) => values[i % D] ?? random.normal());
  return problemOf({ shape, x, gamma: Float64Array.from({ length: D }, (_, k) => 1 + k / 3) });
}

function subnormal(seed: number, eps: number): Problem {
  const gamma = new Float64Array(3).fill(eps === 0 ? 1e-30 : 1.5); // so that dx = gamma / 1e-310 stays a double
  return normalProblem(seed, [9, 3], 2e-310, 1e-310, eps, { gamma });
}

export function hardProblems(): HardProblem[] {
  const hard = (name: string, problem: Problem): HardProblem => ({ name, problem });
  return [
    hard("well-conditioned 64x8", normalProblem(1, [64, 8], 0, 1)),
    hard("well-conditioned 4096x4", normalProblem(2, [4096, 4], 0, 1)),
    hard("offset 1e6, sd 1", normalProblem(3, [64, 8], 1e6, 1)),
    hard("offset 1e6, sd 1e-5, eps 1e-5", normalProblem(4, [64, 8], 1e6, 1e-5, 1e-5)),
    hard("offset 1e6, sd 1e-5, eps 1e-12", normalProblem(5, [64, 8], 1e6, 1e-5, 1e-12)),
    hard("offset 0.5, sd 1e-5", normalProblem(6, [64, 8], 0.5, 1e-5)),
    hard("N = 2", normalProblem(7, [2, 16], 0, 1)),
    hard("N = 2, offset 1e6", normalProblem(8, [2, 16], 1e6, 1)),
    hard("dout nearly parallel to xhat", nearlyParallel(9, [64, 8])),
    hard("constant columns of 0.1, 1e10, 0 and -7", constantColumns(10, [10, 5])),
    hard("constant columns of 1,000 rows", constantColumns(11, [1000, 4])),
    hard("offset 1e9, sd 1", normalProblem(12, [33, 5], 1e9, 1)),
    hard("offset 1e15, sd 1", normalProblem(13, [33, 5], 1e15, 1)),
    hard("offset 1e15, sd 100, N = 3", normalProblem(14, [3, 7], 1e15, 100)),
    hard("sd 1e-150, eps 0", normalProblem(15, [31, 5], 0, 1e-150, 0)),
    hard("sd 1e-150, eps 1e-5", normalProblem(16, [31, 5], 0, 1e-150)),
    hard("sd 1e150", normalProblem(17, [31, 5], 0, 1e150)),
    hard("sd 1e150, offset 1e153", normalProblem(18, [31, 5], 1e153, 1e150)),
    hard("sd 1e300", normalProblem(19, [31, 5], 0, 1e300)),
    hard("subnormals, eps 1e-5", subnormal(20, 1e-5)),
    hard("subnormals, eps 0", subnormal(21, 0)),
    hard("N = 1", normalProblem(22, [1, 7], 3, 1)),
    hard("one outlier of 2^26 among ones", outlier(23)),
    hard("rank 4, 3x5x2x7", normalProblem(24, [3, 5, 2, 7], 10, 0.1)),
    hard("evaluation mode, offset 1e6", evaluation(26)),
    hard("dout of 1e300", scaledUpstream(27, 1e300)),
    hard("dout of 1e-300", scaledUpstream(28, 1e-300)),
    hard(
      "gamma and beta of 0",
      normalProblem(29, [9, 3], 1, 1, 1e-5, { gamma: new Float64Array(3), beta: new Float64Array(3) }),
    ),
    hard("constant dout", normalProblem(30, [19, 5], 4, 2, 1e-5, { dout: new Float64Array(95).fill(1) })),
    hard("ReLU after it", normalProblem(25, [40, 6], 2, 3, 1e-5, { activation: "relu" })),
    ...conventions(),
  ];
}

/** Every convention alone and in pairs, on data with an offset; and where one of them alone is hard. */
function conventions(): HardProblem[] {
  const shape = [12, 3, 5];
  const rowsOfMask = (rows: number) => Float64Array.from({ length: rows }, (_, i) => Number(i % 7 !== 2));
  const mask = (rows: number) => ({ shape: [rows], values: rowsOfMask(rows), dtype: "float64" as const });
  const single: Readonly<Record<string, Conventions>> = {
    "unbiased variance": { variance: "unbiased" },
    "eps outside of the root": { epsPlacement: "outside", eps: 0.01 },
    "a mask": { mask: mask(60) },
    "a split of 5, 1 and 6": { split: [5, 1, 6] },
    "leaky ReLU": { activation: "leaky-relu", slope: 0.2 },
    "channels last": { axis: -1 },
    "features first": { axis: 0 },
  };
  const names = Object.keys(single);
  const pairs = names.flatMap((one, i) => names.slice(i + 1).map((other) => [one, other] as const));
  const all: (readonly string[])[] = [...names.map((name) => [name]), ...pairs, ["unbiased variance", "eps outside of the root", "a mask", "a split of 5, 1 and 6", "leaky ReLU", "channels last"]]; // prettier-ignore
  return all.flatMap((chosen, i): HardProblem[] => {
    const rest = Object.assign({}, ...chosen.map((name) => single[name])) as Conventions;
    if (rest.axis === 0 && rest.split) return []; // refused
    if (chosen.filter((name) => name.startsWith("channels") || name.startsWith("features")).length > 1) return [];
    const rows = 180 / channelsOf(shape, rest.axis);
    const { eps = 1e-5, ...keys } = { ...rest, ...(rest.mask && { mask: mask(rows) }) };
    return [{ name: chosen.join(" and "), problem: normalProblem(40 + i, shape, 3e4, 1, eps, keys) }];
  }).concat([
    { name: "eps outside, far larger than the spread", problem: normalProblem(90, [21, 4], 1, 1e-6, 1, { epsPlacement: "outside" }) },
    { name: "eps outside, constant columns", problem: withConstant(91) },
    { name: "eps outside, sd 1e-150", problem: normalProblem(92, [31, 5], 0, 1e-150, 1e-5, { epsPlacement: "outside" }) },
    { name: "eps outside, sd 1e150", problem: normalProblem(93, [31, 5], 0, 1e150, 1e-5, { epsPlacement: "outside" }) },
    { name: "unbiased, two rows, offset 1e9", problem: normalProblem(94, [2, 16], 1e9, 1, 1e-5, { variance: "unbiased" }) },
    { name: "masked rows 1,000 times as large", problem: farMasked(95) },
    { name: "a split whose parts lie 1e9 apart", problem: farParts(96) },
    { name: "leaky ReLU, evaluation, eps outside", problem: normalProblem(97, [21, 4], 1, 2, 1e-3, {
      ...runningOf(4), mode: "eval", epsPlacement: "outside", activation: "leaky-relu",
    }) },
    { name: "ReLU6, offset 3e4", problem: normalProblem(98, [12, 6], 3e4, 1, 1e-5, { activation: "relu6", gamma: new Float64Array(6).fill(5) }) },
    { name: "SiLU and a split of 5, 1 and 6", problem: normalProblem(99, [12, 5], 3e4, 1, 1e-5, { activation: "silu", split: [5, 1, 6] }) },
    { name: "GELU, a mask and the unbiased variance", problem: normalProblem(100, [13, 4], 3e4, 1, 1e-5, { activation: "gelu", mask: mask(13), variance: "unbiased" }) },
    { name: "GELU by tanh, eps outside, gamma 30", problem: normalProblem(101, [9, 5], 1, 2, 1e-3, { activation: "gelu-tanh", epsPlacement: "outside", gamma: new Float64Array(5).fill(30) }) },
    { name: "tanh, evaluation", problem: normalProblem(102, [11, 4], 1, 2, 1e-3, { ...runningOf(4), mode: "eval", activation: "tanh", gamma: new Float64Array(4).fill(0.02) }) },
    { name: "sigmoid, offset 1e9, gamma 4", problem: normalProblem(103, [11, 4], 1e9, 2, 1e-5, { activation: "sigmoid", gamma: new Float64Array(4).fill(4) }) },
  ]); // prettier-ignore
}

function runningOf(D: number): Pick<ProblemInput, "runningMean" | "runningVar"> {
  const vector = (of: (k: number) => number) => ({
    shape: [D],
    values: Float64Array.from({ length: D }, (_, k) => of(k)),
    dtype: "float64" as const,
  });
  return { runningMean: vector((k) => 1 + k / 7), runningVar: vector((k) => itemAt([4, 1e-9, 0, 2], k % 4)) };
}

function withConstant(seed: number): Problem {
  const problem = normalProblem(seed, [12, 3], 2, 1, 1e-3, { epsPlacement: "outside" });
  for (let i = 0; i < problem.x.length; i += 3) problem.x[i] = 0.1;
  return problem;
}

function farMasked(seed: number): Problem {
  const values = Float64Array.from({ length: 30 }, (_, i) => Number(i % 5 !== 0));
  const problem = normalProblem(seed, [30, 4], 1, 1, 1e-5, { mask: { shape: [30], values, dtype: "float64" } });
  problem.x.forEach((value, i) => {
    if (problem.mask?.[Math.floor(i / 4)] === 0) problem.x[i] = 1000 * value;
  });
  return problem;
}

function farParts(seed: number): Problem {
  const problem = normalProblem(seed, [30, 4], 1, 1, 1e-5, { split: [10, 20] });
  for (let i = 0; i < 40; i++) change(problem.x, i, (value) => 1e9 + 1e3 * value);
  return problem;
}

/** Evaluation mode: running statistics near the batch's, far from 0. */
function evaluation(seed: number): Problem {
  const { layout, x, dout, gamma, beta } = normalProblem(seed, [21, 4], 1e6, 2);
  const vector = (values: number[]) => ({ shape: [4], values: Float64Array.from(values), dtype: "float64" as const });
  const running = { runningMean: vector([1e6, 1e6 + 1, 1e6 - 3, 0.1]), runningVar: vector([4, 1e-9, 0, 2e12]) };
  return problemOf({
    shape: layout.shape,
    x: Float64Array.from(x),
    dout: Float64Array.from(dout),
    gamma,
    beta,
    mode: "eval",
    ...running,
  });
}

function scaledUpstream(seed: number, factor: number): Problem {
  const { layout, x, dout, gamma, beta } = normalProblem(seed, [21, 4], 1, 2);
  return problemOf({
    shape: layout.shape,
    x: Float64Array.from(x),
    dout: Float64Array.from(dout, (value) => value * factor),
    gamma,
    beta,
  });
}

function outlier(seed: number): Problem {
  const shape = [50, 3];
  const problem = normalProblem(seed, shape, 1, 0);
  const x = Float64Array.from(problem.x);
  x[60] = 2 ** 26;
  return problemOf({ shape, x, gamma: problem.gamma, beta: problem.beta, dout: Float64Array.from(problem.dout) });
}
