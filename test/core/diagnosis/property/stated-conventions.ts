import { itemAt } from "../../../../src/core/item-at";
import { offsetOf } from "../../../../src/core/layout";
import { createProblem, type Candidate, type Problem, type ProblemInput } from "../../../../src/core/problem";
import { Random } from "../../../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../../../src/core/tensor";

const SHAPES = [[9, 3], [13, 4], [8, 5], [6, 3, 2], [4, 3, 3], [5, 2, 2, 3]]; // prettier-ignore

/** A problem whose source states every convention: some of them the usual one, some another. Drawn from the seed. */
export function statedProblem(seed: number): { problem: Problem; input: ProblemInput; name: string } {
  const random = new Random(seed);
  const often = (): boolean => random.uniform() < 0.4;
  const shape = itemAt(SHAPES, random.below(SHAPES.length));
  const axis = often() ? random.below(shape.length) : 1;
  const channels = itemAt(shape, axis);
  const rows = sizeOf(shape) / channels;
  const samples = itemAt(shape, 0);
  const conventions = {
    axis,
    variance: often() ? "unbiased" : "biased",
    epsPlacement: often() ? "outside" : "inside",
    ...(often() && { mask: maskOf(rows, random) }),
    ...(often() && axis > 0 && samples > 5 && { split: [3, samples - 3] }),
    activation: often() ? (random.below(2) ? ("relu" as const) : ("leaky-relu" as const)) : "none",
  } as const;
  const slope = conventions.activation === "leaky-relu" ? { slope: 0.1 + random.uniform() / 2 } : {};
  const input = { ...numbersOf(shape, channels, random), ...conventions, ...slope };
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(`seed ${seed}: ${problem.fault.text}`);
  const { mask, split, ...rest } = conventions;
  const said = Object.entries({
    ...rest,
    ...(mask && { mask: "some rows" }),
    ...(split && { split: split.join("+") }),
  });
  const name = `${shape.join("x")}, ${said.map(([key, value]) => `${key} ${value}`).join(", ")}`;
  return { problem: problem.value, input, name };
}

/** Two rows of three make the statistics, and the first two of any part. */
function maskOf(rows: number, random: Random): Tensor {
  const values = Float64Array.from({ length: rows }, (_, i) => Number(i % 3 !== 2 || random.below(2) === 0));
  return { shape: [rows], values, dtype: "float64" };
}

/** Numbers that hide nothing: see seeded-problems.ts. */
function numbersOf(shape: readonly number[], channels: number, random: Random) {
  const eps = 10 ** (-3 * random.uniform());
  const sign = (): number => (random.below(2) ? 1 : -1);
  const tensor = (own: readonly number[], of: (i: number) => number): Tensor => ({
    shape: own,
    values: Float64Array.from({ length: sizeOf(own) }, (_, i) => of(i)),
    dtype: "float64",
  });
  const scale = Math.sqrt(eps) * 2 ** (2 * random.uniform());
  const offset = scale * (0.5 + 2 * random.uniform()) * sign();
  return {
    x: tensor(shape, () => offset + scale * random.normal()),
    dout: tensor(shape, () => 0.4 + random.normal()),
    gamma: tensor([channels], () => sign() * (1.3 + random.uniform())),
    beta: tensor([channels], () => sign() * (0.3 + random.uniform())),
    eps,
    mode: "train" as const,
  };
}

/** One element of a set, as the forward has seen it. */
interface Cell {
  readonly row: number;
  readonly x: number;
  readonly xhat: number;
  readonly g: number; // dout through the activation
  readonly member: number; // 1 where it makes the statistics
}

/** One set of a column, and what the forward has made of it. */
interface Tape {
  readonly cells: readonly Cell[];
  readonly gamma: number;
  readonly mu: number;
  readonly v: number;
  readonly s: number;
  readonly M: number;
  readonly degrees: number;
  readonly isOutside: boolean;
}

interface Backward {
  readonly dx: ReadonlyMap<number, number>; // by row
  readonly dgamma: number;
  readonly dbeta: number;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** The lines of a staged backward pass under every convention. */
interface Lines {
  readonly dxhat: (t: Tape, cell: Cell) => number;
  readonly ds: (t: Tape, cell: Cell, dxhat: number) => number; // summand
  readonly dx: (t: Tape, cell: Cell, p: { dxhat: number; dv: number; dmu: number }) => number;
  readonly dgamma: (t: Tape, cell: Cell) => number; // summand
  readonly dbeta: (t: Tape, cell: Cell) => number; // summand
}

const variancePath = ({ mu, degrees }: Tape, { x }: Cell, dv: number): number => (dv * 2 * (x - mu)) / degrees;

const RIGHT: Lines = {
  dxhat: ({ gamma }, { g }) => g * gamma,
  ds: ({ mu, s }, { x }, dxhat) => (-dxhat * (x - mu)) / s ** 2,
  dx: (t, cell, { dxhat, dv, dmu }) => dxhat / t.s + cell.member * (variancePath(t, cell, dv) + dmu / t.M),
  dgamma: (_, { g, xhat }) => g * xhat,
  dbeta: (_, { g }) => g,
};

const times = (factor: (t: Tape) => number): Partial<Lines> => ({
  dx: (t, cell, parts) => factor(t) * RIGHT.dx(t, cell, parts),
});
const paths = (mean: number, variance: number): Partial<Lines> => ({
  dx: (t, cell, { dxhat, dv, dmu }) =>
    dxhat / t.s + cell.member * (variance * variancePath(t, cell, dv) + (mean * dmu) / t.M),
});
const counted = (mean: (t: Tape) => number, variance: (t: Tape) => number): Partial<Lines> => ({
  dx: (t, cell, { dxhat, dv, dmu }) =>
    dxhat / t.s + cell.member * ((dv * 2 * (cell.x - t.mu)) / variance(t) + dmu / mean(t)),
});
const one = (): number => 1;

/** Mistakes of the catalogue, each as the line that people write under any convention. */
const WRONG: Readonly<Record<string, Partial<Lines>>> = {
  "gamma-omitted": { dxhat: (_, { g }) => g },
  "gamma-twice": { dxhat: ({ gamma }, { g }) => g * gamma ** 2 },
  "gamma-missing-direct": {
    dx: (t, cell, { dv, dmu }) => cell.g / t.s + cell.member * (variancePath(t, cell, dv) + dmu / t.M),
  },
  "mean-path-omitted": paths(0, 1),
  "variance-path-omitted": paths(1, 0),
  "both-paths-omitted": paths(0, 0),
  "mean-path-sign": paths(-1, 1),
  "variance-path-sign": paths(1, -1),
  "factor-2-missing": paths(1, 0.5),
  "factor-half-missing": paths(1, 2),
  "inverse-n-missing-mean": counted(one, ({ degrees }) => degrees),
  "inverse-n-missing-variance": counted(({ M }) => M, one),
  "inverse-n-missing-both": counted(one, one),
  "divided-by-n-again": times(({ M }) => 1 / M),
  "inverse-sigma-missing": times(({ s }) => s),
  "variance-for-sigma": times(({ s }) => 1 / s),
  "dv-dx-uses-x": {
    dx: (t, cell, { dxhat, dv, dmu }) => dxhat / t.s + cell.member * ((dv * 2 * cell.x) / t.degrees + dmu / t.M),
  },
  "dv-sum-uses-x": { ds: ({ s }, { x }, dxhat) => (-dxhat * x) / s ** 2 },
  "dgamma-uses-x": { dgamma: (_, { g, x }) => g * x },
  "dgamma-centred-not-scaled": { dgamma: ({ mu }, { g, x }) => g * (x - mu) },
  "dgamma-uses-dxhat": { dgamma: ({ gamma }, { g, xhat }) => g * gamma * xhat },
  "dgamma-mean": { dgamma: ({ M }, { g, xhat }) => (g * xhat) / M },
  "dbeta-mean": { dbeta: ({ M }, { g }) => g / M },
  "dbeta-scaled-by-gamma": { dbeta: ({ gamma }, { g }) => g * gamma },
  "dgamma-dbeta-swapped": { dgamma: RIGHT.dbeta, dbeta: RIGHT.dgamma },
};

export const STATED_MISTAKES = Object.keys(WRONG);

/** The candidate of a problem: right, or with one of STATED_MISTAKES. Plain loops, set by set. */
export function candidateOf(problem: Problem, id?: string): Required<Candidate> {
  const lines = { ...RIGHT, ...(id === undefined ? {} : WRONG[id]) };
  const { layout } = problem;
  const { channels, shape, rows } = layout;
  const dx = new Float64Array(rows * channels);
  const vector = (of: (sets: Backward) => number): Tensor => ({
    shape: [channels],
    values: Float64Array.from(columns, (sets) => sum(sets, of)),
    dtype: "float64",
  });
  const columns = Array.from({ length: channels }, (_, k) =>
    problem.sets.map(({ from, to }) => {
      const own = Array.from({ length: to - from }, (_row, i) => from + i);
      return backwardOf(tapeOf(problem, k, own), lines);
    }),
  );
  columns.forEach((sets, k) => {
    for (const set of sets) for (const [row, value] of set.dx) dx[offsetOf(layout, row, k)] = value;
  });
  return {
    dx: { shape, values: dx, dtype: "float64" },
    dgamma: vector(({ dgamma }) => dgamma),
    dbeta: vector(({ dbeta }) => dbeta),
  };
}

function tapeOf(problem: Problem, k: number, rows: readonly number[]): Tape {
  const { layout, eps, mask, activation, slope } = problem;
  const raw = rows.map((row) => {
    const offset = offsetOf(layout, row, k);
    return { row, x: itemAt(problem.x, offset), dout: itemAt(problem.dout, offset), member: mask?.[row] ?? 1 };
  });
  const M = sum(raw, ({ member }) => member);
  const degrees = problem.variance === "unbiased" ? M - 1 : M;
  const mu = sum(raw, ({ x, member }) => x * member) / M;
  const v = sum(raw, ({ x, member }) => member * (x - mu) ** 2) / degrees;
  const isOutside = problem.epsPlacement === "outside";
  const s = isOutside ? Math.sqrt(v) + eps : Math.sqrt(v + eps);
  const [gamma, beta] = [itemAt(problem.gamma, k), itemAt(problem.beta, k)];
  const below = activation === "none" ? 1 : activation === "relu" ? 0 : slope;
  const cells = raw.map(({ row, x, dout, member }) => {
    const xhat = (x - mu) / s;
    return { row, x, xhat, member, g: gamma * xhat + beta > 0 ? dout : below * dout };
  });
  return { cells, gamma, mu, v, s, M, degrees, isOutside };
}

function backwardOf(t: Tape, lines: Lines): Backward {
  const staged = t.cells.map((cell) => ({ cell, dxhat: lines.dxhat(t, cell) }));
  const ds = sum(staged, ({ cell, dxhat }) => lines.ds(t, cell, dxhat));
  const dv = ds / (2 * (t.isOutside ? Math.sqrt(t.v) : t.s));
  const dmu = sum(staged, ({ dxhat }) => -dxhat / t.s);
  return {
    dx: new Map(staged.map(({ cell, dxhat }) => [cell.row, lines.dx(t, cell, { dxhat, dv, dmu })])),
    dgamma: sum(t.cells, (cell) => lines.dgamma(t, cell)),
    dbeta: sum(t.cells, (cell) => lines.dbeta(t, cell)),
  };
}
