import { Random } from "../../../src/core/arithmetic/random";
import { itemAt } from "../../../src/core/item-at";
import type { Candidate, ProblemInput } from "../../../src/core/problem";
import type { Dtype, Tensor } from "../../../src/core/tensor";

/** How a backward pass that is right was made, and what is given of it. */
export interface RightPass {
  readonly words: string;
  readonly input: ProblemInput & { readonly candidate: Candidate };
}

const SHAPES = [
  [7, 3], [5, 11], [1, 3], [6, 1], [2, 2], [40, 4], [3, 2, 2, 3], [4, 3, 5], [130, 2],
] as const; // prettier-ignore

interface Drawn {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly mean: number;
  readonly spread: number;
  readonly eps: number;
  readonly isUnbiased: boolean;
  readonly constant: number; // a column, or none
}

const NAMES = ["xmu", "xhat", "dout", "dx", "rstd", "gamma", "dgamma", "dbeta"] as const;
type Kept = Readonly<Record<(typeof NAMES)[number], Float64Array>>;

/** A forward and a backward in plain loops, each step rounded as a program of this dtype rounds it. */
function run({ shape, dtype, mean, spread, eps, isUnbiased, constant }: Drawn, random: Random): Kept {
  const [outer = 1, D = 1, ...rest] = shape;
  const inner = rest.reduce<number>((product, extent) => product * extent, 1);
  const N = outer * inner;
  const fl = dtype === "float32" ? Math.fround : (value: number) => value;
  const normal = (): number => fl(random.normal());
  const sum = (values: readonly number[]): number => values.reduce((total, value) => fl(total + value), 0);
  const kept = Object.fromEntries(NAMES.map((name, i) => [name, new Float64Array(i < 4 ? N * D : D)])) as Kept;
  for (let k = 0; k < D; k++) {
    const rows = Array.from({ length: N }, (_, i) => (Math.floor(i / inner) * D + k) * inner + (i % inner));
    const gamma = (kept.gamma[k] = fl(0.5 + Math.abs(normal())));
    const x = rows.map(() => fl(mean + (k === constant ? 0 : spread * normal())));
    const mu = fl(sum(x) / N);
    const d = x.map((value) => fl(value - mu));
    const v = fl(sum(d.map((value) => fl(value * value))) / (isUnbiased ? N - 1 : N));
    const r = (kept.rstd[k] = fl(1 / fl(Math.sqrt(fl(v + eps)))));
    const n = d.map((value) => fl(value * r));
    const g = rows.map(normal);
    const u = g.map((value) => fl(value * gamma));
    const times = (values: readonly number[]): number[] => values.map((value, i) => fl(value * itemAt(n, i)));
    const ubar = fl(sum(u) / N);
    const c = fl(sum(times(u)) / (isUnbiased ? N - 1 : N));
    kept.dbeta[k] = sum(g);
    kept.dgamma[k] = sum(times(g));
    rows.forEach((offset, i) => {
      kept.xmu[offset] = itemAt(d, i);
      kept.xhat[offset] = itemAt(n, i);
      kept.dout[offset] = itemAt(g, i);
      kept.dx[offset] = fl(r * fl(fl(itemAt(u, i) - ubar) - fl(itemAt(n, i) * c)));
    });
  }
  return kept;
}

/** Drawn from a seed: a shape, a dtype, what is given, and to how many decimals. */
export function rightPass(seed: number): RightPass {
  const random = new Random(seed);
  const pick = <T>(from: readonly T[]): T => itemAt(from, random.below(from.length));
  const shape = pick(SHAPES);
  const drawn: Drawn = {
    shape,
    dtype: pick<Dtype>(["float64", "float32"]),
    mean: pick([0, 1, -30, 1000]),
    spread: pick([1, 0.01, 50]),
    eps: pick([1e-5, 1e-3, 1e-8]),
    isUnbiased: shape[0] > 1 && random.below(5) === 0,
    constant: random.below(6) === 0 ? random.below(shape[1]) : -1,
  };
  const { dtype, eps, isUnbiased } = drawn;
  const { xhat, xmu, dout, dx, rstd, gamma, dgamma, dbeta } = run(drawn, random);
  const printed = random.below(4) === 0 ? pick([4, 6]) : undefined;
  const tensor = (values: Float64Array, extents: readonly number[] = [values.length]): Tensor => ({
    shape: extents,
    values: printed === undefined ? values : values.map((value) => Number(value.toFixed(printed))),
    dtype: printed === undefined ? dtype : "float64",
  });
  const xKept = pick(["xhat", "xhat", "xmu"] as const);
  const withRstd = xKept === "xhat" ? random.below(4) > 0 : random.below(2) === 0;
  const saysEps = printed !== undefined || (xKept === "xmu" && !withRstd) || random.below(2) === 0;
  const said = `${xKept}, ${withRstd ? "rstd" : "no rstd"}, ${printed === undefined ? "whole" : `${printed} decimals`}`;
  return {
    words: `seed ${seed}: ${said}, ${JSON.stringify(drawn)}`,
    input: {
      x: tensor(xKept === "xhat" ? xhat : xmu, shape),
      xKept,
      ...(withRstd && { rstd: tensor(rstd) }),
      ...(saysEps && { eps }),
      ...((printed !== undefined || !withRstd) && {
        variance: isUnbiased ? ("unbiased" as const) : ("biased" as const),
      }),
      gamma: { shape: [gamma.length], values: gamma, dtype: "float64" },
      dout: tensor(dout, shape),
      candidate: { dx: tensor(dx, shape), dgamma: tensor(dgamma), dbeta: tensor(dbeta) },
    },
  };
}
