/**
 * Backward passes as people write them by hand, each with one line wrong. Nothing here comes from the code under test:
 * plain loops over plain arrays, staged as in the derivations on the web (dxhat, dvar, dmu, dx) or in the compact form.
 */
import { cellOf, indexAt } from "../../../src/core/layout";
import type { Candidate, Problem } from "../../../src/core/problem";

/** One column, and what the forward pass computed of it. */
interface Tape {
  readonly N: number;
  readonly x: number[];
  readonly dout: number[];
  readonly gamma: number;
  readonly beta: number;
  readonly eps: number;
  readonly mu: number;
  readonly v: number;
  readonly r: number;
  readonly xhat: number[];
  readonly out: number[];
}

interface Columns {
  readonly problem: Problem;
  readonly tapes: Tape[];
}
interface Backward {
  dx: number[][]; // by column, then by row
  dgamma: number[];
  dbeta: number[];
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]): number => sum(values) / values.length;
const rows = (tape: Tape, f: (i: number) => number): number[] => tape.x.map((_, i) => f(i));

/** The forward pass; `dof` is subtracted from N in the variance. */
function forward(problem: Problem, dof = 0): Columns {
  const { layout, gamma, beta, eps, mode, running } = problem;
  const read = (values: ArrayLike<number>): number[][] => {
    const columns = Array.from({ length: layout.channels }, () => new Array<number>(layout.rows).fill(0));
    for (let offset = 0; offset < values.length; offset++) {
      const { row, column } = cellOf(layout, indexAt(layout.shape, offset));
      columns[column][row] = values[offset];
    }
    return columns;
  };
  const xs = read(problem.x);
  const douts = read(problem.dout);
  const tapes = xs.map((x, k): Tape => {
    const N = layout.rows;
    const evaluation = mode === "eval" && running;
    const mu = evaluation ? running.mean[k] : mean(x);
    const v = evaluation ? running.variance[k] : sum(x.map((value) => (value - mu) ** 2)) / (N - dof);
    const r = 1 / Math.sqrt(v + eps);
    const xhat = x.map((value) => (value - mu) * r);
    const out = xhat.map((value) => gamma[k] * value + beta[k]);
    return { N, x, dout: douts[k], gamma: gamma[k], beta: beta[k], eps, mu, v, r, xhat, out };
  });
  return { problem, tapes };
}

// --------------------------------------------------------------------------------------------- the staged backward

/** The lines of the staged backward pass, to be replaced one at a time. */
interface Lines {
  readonly root: (t: Tape) => number; // 1 / sqrt(v + eps), as the backward computes it
  readonly power: (t: Tape) => number; // (v + eps)^(-3/2)
  readonly dxhat: (t: Tape, i: number) => number;
  readonly dvar: (t: Tape, i: number, dxhat: number, power: number) => number; // summand
  readonly dmuDirect: (t: Tape, i: number, dxhat: number, root: number) => number; // summand
  readonly dmuVariance: (t: Tape, i: number, dvar: number) => number; // summand
  readonly dx: (t: Tape, i: number, p: { dxhat: number; root: number; dvar: number; dmu: number }) => number;
  readonly dgamma: (t: Tape, i: number) => number; // summand
  readonly dbeta: (t: Tape, i: number) => number; // summand
}

const RIGHT: Lines = {
  root: ({ v, eps }) => 1 / Math.sqrt(v + eps),
  power: ({ v, eps }) => (v + eps) ** -1.5,
  dxhat: ({ dout, gamma }, i) => dout[i] * gamma,
  dvar: ({ x, mu }, i, dxhat, power) => dxhat * (x[i] - mu) * -0.5 * power,
  dmuDirect: (_t, _i, dxhat, root) => -dxhat * root,
  dmuVariance: ({ x, mu, N }, i, dvar) => (dvar * -2 * (x[i] - mu)) / N,
  dx: ({ x, mu, N }, i, { dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * (x[i] - mu)) / N + dmu / N,
  dgamma: ({ dout, xhat }, i) => dout[i] * xhat[i],
  dbeta: ({ dout }, i) => dout[i],
};

function staged(columns: Columns, wrong: Partial<Lines> = {}): Backward {
  const lines = { ...RIGHT, ...wrong };
  const dx = columns.tapes.map((t) => {
    const root = lines.root(t);
    const power = lines.power(t);
    const dxhat = rows(t, (i) => lines.dxhat(t, i));
    const dvar = sum(rows(t, (i) => lines.dvar(t, i, dxhat[i], power)));
    const dmu =
      sum(rows(t, (i) => lines.dmuDirect(t, i, dxhat[i], root))) + sum(rows(t, (i) => lines.dmuVariance(t, i, dvar)));
    return rows(t, (i) => lines.dx(t, i, { dxhat: dxhat[i], root, dvar, dmu }));
  });
  return {
    dx,
    dgamma: columns.tapes.map((t) => sum(rows(t, (i) => lines.dgamma(t, i)))),
    dbeta: columns.tapes.map((t) => sum(rows(t, (i) => lines.dbeta(t, i)))),
  };
}

// -------------------------------------------------------------------------------------------- the compact backward

/** dx of one column in a single line; dgamma and dbeta are right. */
function compact(columns: Columns, line: (t: Tape, dgamma: number, dbeta: number) => (i: number) => number): Backward {
  const right = staged(columns);
  const dx = columns.tapes.map((t, k) => rows(t, line(t, right.dgamma[k], right.dbeta[k])));
  return { ...right, dx };
}

/** Another root everywhere in the backward pass. */
const withRoot = (root: (t: Tape) => number): Partial<Lines> => ({ root, power: (t) => root(t) ** 3 });

/** dout as it comes out of a ReLU with this mask. */
function masked(columns: Columns, open: (t: Tape, i: number) => boolean): Columns {
  const tapes = columns.tapes.map((t) => ({ ...t, dout: rows(t, (i) => (open(t, i) ? t.dout[i] : 0)) }));
  return { ...columns, tapes };
}

const isOpen = (t: Tape, i: number): boolean => t.out[i] > 0;

/** The right backward pass of the problem, by hand; ReLU and evaluation included. */
function right(columns: Columns): Backward {
  const seen = columns.problem.activation === "relu" ? masked(columns, isOpen) : columns;
  if (columns.problem.mode !== "eval") return staged(seen);
  return { ...staged(seen), dx: seen.tapes.map((t) => rows(t, (i) => t.gamma * t.r * t.dout[i])) };
}

const dgammaLine = (line: Lines["dgamma"]) => (c: Columns) => staged(c, { dgamma: line });
const dbetaLine = (line: Lines["dbeta"]) => (c: Columns) => staged(c, { dbeta: line });

/** A second eps that differs from the problem's by this factor. */
export const OTHER_EPS = 3.7;

/** Mistakes by id. Some ids have several usual forms. */
export const WRONG: Readonly<Record<string, readonly ((c: Columns) => Backward)[]>> = {
  "gamma-omitted": [(c) => staged(c, { dxhat: ({ dout }, i) => dout[i] })],
  "gamma-twice": [
    (c) => {
      const { dx, ...rest } = staged(c);
      return { ...rest, dx: dx.map((column, k) => column.map((value) => value * c.tapes[k].gamma)) };
    },
  ],
  "gamma-direct-only": [
    (c) =>
      compact(c, (t, dgamma, dbeta) => (i) => t.r * (t.gamma * t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N)),
  ],
  "gamma-missing-direct": [
    (c) =>
      staged(c, {
        dx: ({ x, mu, N, dout }, i, { root, dvar, dmu }) => dout[i] * root + (dvar * 2 * (x[i] - mu)) / N + dmu / N,
      }),
  ],
  "gamma-twice-variance": [
    (c) =>
      compact(c, (t, _, dbeta) => {
        const dgamma = sum(rows(t, (i) => t.dout[i] * t.gamma * t.xhat[i]));
        return (i) => t.gamma * t.r * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N);
      }),
  ],
  "mean-path-omitted": [
    (c) => staged(c, { dx: ({ x, mu, N }, i, { dxhat, root, dvar }) => dxhat * root + (dvar * 2 * (x[i] - mu)) / N }),
  ],
  "variance-path-omitted": [(c) => staged(c, { dx: ({ N }, _, { dxhat, root, dmu }) => dxhat * root + dmu / N })],
  "both-paths-omitted": [(c) => staged(c, { dx: (_t, _i, { dxhat, root }) => dxhat * root })],
  "mean-path-sign": [(c) => staged(c, { dmuDirect: (_t, _i, dxhat, root) => dxhat * root })],
  "variance-path-sign": [(c) => staged(c, { dvar: ({ x, mu }, i, dxhat, power) => dxhat * (x[i] - mu) * 0.5 * power })],
  "dv-dmu-omitted": [(c) => staged(c, { dmuVariance: () => 0 })],
  "inverse-n-missing-mean": [
    (c) =>
      staged(c, {
        dx: ({ x, mu, N }, i, { dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * (x[i] - mu)) / N + dmu,
      }),
  ],
  "inverse-n-missing-variance": [
    (c) =>
      staged(c, {
        dx: ({ x, mu, N }, i, { dxhat, root, dvar, dmu }) => dxhat * root + dvar * 2 * (x[i] - mu) + dmu / N,
      }),
  ],
  "inverse-n-missing-both": [
    (c) => compact(c, (t, dgamma, dbeta) => (i) => t.gamma * t.r * (t.dout[i] - dbeta - t.xhat[i] * dgamma)),
  ],
  "n-minus-1-both": [
    (c) =>
      compact(c, (t, dgamma, dbeta) => {
        const m = t.N - 1;
        return (i) => t.gamma * t.r * (t.dout[i] - dbeta / m - (t.xhat[i] * dgamma) / m);
      }),
  ],
  "n-minus-1-variance-path": [
    (c) =>
      staged(c, {
        dx: ({ x, mu, N }, i, { dxhat, root, dvar, dmu }) =>
          dxhat * root + (dvar * 2 * (x[i] - mu)) / (N - 1) + dmu / N,
      }),
  ],
  "factor-2-missing": [
    (c) =>
      staged(c, {
        dx: ({ x, mu, N }, i, { dxhat, root, dvar, dmu }) => dxhat * root + (dvar * (x[i] - mu)) / N + dmu / N,
      }),
  ],
  "factor-half-missing": [(c) => staged(c, { dvar: ({ x, mu }, i, dxhat, power) => -dxhat * (x[i] - mu) * power })],
  "divided-by-n-again": [
    (c) =>
      compact(
        c,
        (t, dgamma, dbeta) => (i) => ((t.gamma * t.r) / t.N) * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N),
      ),
  ],
  "batch-count": [
    (c) =>
      compact(c, (t, dgamma, dbeta) => {
        const [m] = c.problem.layout.shape;
        return (i) => t.gamma * t.r * (t.dout[i] - dbeta / m - (t.xhat[i] * dgamma) / m);
      }),
  ],
  "dv-dmu-uses-x": [(c) => staged(c, { dmuVariance: ({ x, N }, i, dvar) => (dvar * -2 * x[i]) / N })],
  "dv-dx-uses-x": [
    (c) =>
      staged(c, { dx: ({ x, N }, i, { dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * x[i]) / N + dmu / N }),
  ],
  "dv-sum-uses-x": [(c) => staged(c, { dvar: ({ x }, i, dxhat, power) => dxhat * x[i] * -0.5 * power })],
  "out-for-xhat": [
    (c) =>
      compact(c, (t, _, dbeta) => {
        const m = mean(rows(t, (i) => t.dout[i] * t.out[i]));
        return (i) => t.gamma * t.r * (t.dout[i] - dbeta / t.N - t.out[i] * m);
      }),
    (c) =>
      compact(c, (t, dgamma, dbeta) => (i) => t.gamma * t.r * (t.dout[i] - dbeta / t.N - (t.out[i] * dgamma) / t.N)),
  ],
  "dout-ignored": [
    (c) => staged(c, { dxhat: ({ gamma }) => gamma, dgamma: ({ xhat }, i) => xhat[i], dbeta: () => 1 }),
    (c) => staged(c, { dxhat: ({ gamma }) => gamma }),
  ],
  "dv-power-half": [(c) => staged(c, { power: ({ v, eps }) => (v + eps) ** -0.5 })],
  "dv-power-one": [(c) => staged(c, { power: ({ v, eps }) => 1 / (v + eps) })],
  "variance-for-sigma": [
    (c) =>
      compact(
        c,
        (t, dgamma, dbeta) => (i) => (t.gamma / (t.v + t.eps)) * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N),
      ),
    (c) =>
      staged(
        c,
        withRoot(({ v, eps }) => 1 / (v + eps)),
      ),
  ],
  "inverse-sigma-missing": [
    (c) => compact(c, (t, dgamma, dbeta) => (i) => t.gamma * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N)),
  ],
  "eps-omitted": [
    (c) =>
      staged(
        c,
        withRoot(({ v }) => 1 / Math.sqrt(v)),
      ),
    (c) => staged(c, { power: ({ v }) => v ** -1.5 }),
    (c) =>
      compact(
        c,
        (t, dgamma, dbeta) => (i) =>
          (t.gamma / Math.sqrt(t.v)) * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N),
      ),
  ],
  "eps-outside-root": [
    (c) =>
      staged(
        c,
        withRoot(({ v, eps }) => 1 / (Math.sqrt(v) + eps)),
      ),
  ],
  "eps-max": [
    (c) =>
      staged(
        c,
        withRoot(({ v, eps }) => 1 / Math.sqrt(Math.max(v, eps))),
      ),
  ],
  "eps-different": [
    (c) =>
      staged(
        c,
        withRoot(({ v, eps }) => 1 / Math.sqrt(v + OTHER_EPS * eps)),
      ),
    (c) =>
      compact(
        c,
        (t, dgamma, dbeta) => (i) =>
          (t.gamma / Math.sqrt(t.v + OTHER_EPS * t.eps)) * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N),
      ),
  ],
  "unbiased-in-backward": [
    (c) =>
      staged(
        c,
        withRoot(({ v, eps, N }) => 1 / Math.sqrt((v * N) / (N - 1) + eps)),
      ),
  ],
  "unbiased-forward": [({ problem }) => staged(forward(problem, 1))],
  "running-statistics": [
    (c) => {
      const { running, eps } = c.problem;
      if (!running) throw new Error("expected running statistics");
      const tapes = c.tapes.map((t, k) => {
        const r = 1 / Math.sqrt(running.variance[k] + eps);
        return {
          ...t,
          mu: running.mean[k],
          v: running.variance[k],
          r,
          xhat: t.x.map((x) => (x - running.mean[k]) * r),
        };
      });
      return compact(
        { ...c, tapes },
        (t, dgamma, dbeta) => (i) => t.gamma * t.r * (t.dout[i] - dbeta / t.N - (t.xhat[i] * dgamma) / t.N),
      );
    },
  ],
  "batch-statistics": [
    ({ problem }) => ({
      ...right(forward(problem)),
      dx: staged(forward({ ...problem, mode: "train" })).dx,
    }),
  ],
  "all-axes-mean": [
    (c) => {
      const gbar = mean(c.tapes.flatMap((t) => t.dout));
      const slope = mean(c.tapes.flatMap((t) => rows(t, (i) => t.dout[i] * t.xhat[i])));
      return compact(c, (t) => (i) => t.gamma * t.r * (t.dout[i] - gbar - t.xhat[i] * slope));
    },
    (c) => {
      const gbar = mean(c.tapes.flatMap((t) => t.dout.map((g) => g * t.gamma)));
      const slope = mean(c.tapes.flatMap((t) => rows(t, (i) => t.dout[i] * t.gamma * t.xhat[i])));
      return compact(c, (t) => (i) => t.r * (t.gamma * t.dout[i] - gbar - t.xhat[i] * slope));
    },
  ],
  "axis-swapped": [
    (c) => {
      const gbar = c.tapes[0].x.map((_, i) => mean(c.tapes.map((t) => t.dout[i])));
      const slope = c.tapes[0].x.map((_, i) => mean(c.tapes.map((t) => t.dout[i] * t.xhat[i])));
      return compact(c, (t) => (i) => t.gamma * t.r * (t.dout[i] - gbar[i] - t.xhat[i] * slope[i]));
    },
    (c) => {
      const total = c.tapes[0].x.map((_, i) => sum(c.tapes.map((t) => t.gamma * t.dout[i])));
      const product = c.tapes[0].x.map((_, i) => sum(c.tapes.map((t) => t.gamma * t.dout[i] * t.xhat[i])));
      return compact(c, (t) => (i) => (t.r / t.N) * (t.N * t.gamma * t.dout[i] - total[i] - t.xhat[i] * product[i]));
    },
  ],
  "relu-mask-omitted": [(c) => ({ ...staged(c), dbeta: right(c).dbeta })],
  "relu-mask-from-x": [(c) => staged(masked(c, ({ x }, i) => x[i] > 0))],
  "relu-mask-from-xhat": [(c) => staged(masked(c, ({ xhat }, i) => xhat[i] > 0))],
  "relu-mask-on-dx": [
    (c) => ({
      ...right(c),
      dx: staged(c).dx.map((column, k) => column.map((value, i) => (isOpen(c.tapes[k], i) ? value : 0))),
    }),
  ],
  "relu-mask-ties": [(c) => staged(masked(c, ({ out }, i) => out[i] >= 0))],
  "dgamma-uses-x": [dgammaLine(({ dout, x }, i) => dout[i] * x[i])],
  "dgamma-centred-not-scaled": [dgammaLine(({ dout, x, mu }, i) => dout[i] * (x[i] - mu))],
  "dgamma-times-root": [dgammaLine(({ dout, x, mu, v, eps }, i) => dout[i] * (x[i] - mu) * Math.sqrt(v + eps))],
  "dgamma-uses-dxhat": [dgammaLine(({ dout, gamma, xhat }, i) => dout[i] * gamma * xhat[i])],
  "dgamma-uses-out": [dgammaLine(({ dout, out }, i) => dout[i] * out[i])],
  "dgamma-mean": [dgammaLine(({ dout, xhat, N }, i) => (dout[i] * xhat[i]) / N)],
  "dgamma-dout-ignored": [dgammaLine(({ xhat }, i) => xhat[i])],
  "dgamma-dbeta-swapped": [
    (c) => {
      const { dx, dgamma, dbeta } = right(c);
      return { dx, dgamma: dbeta, dbeta: dgamma };
    },
  ],
  "dbeta-mean": [dbetaLine(({ dout, N }, i) => dout[i] / N)],
  "dbeta-scaled-by-gamma": [dbetaLine(({ dout, gamma }, i) => dout[i] * gamma)],
  "dbeta-all-axes": [
    (c) => {
      const { dx, dgamma, dbeta } = right(c);
      return { dx, dgamma, dbeta: dbeta.map(() => sum(dbeta)) };
    },
  ],
  "dbeta-batch-count": [
    (c) => {
      const { inner } = c.problem.layout;
      const { dx, dgamma } = right(c);
      return {
        dx,
        dgamma,
        dbeta: c.tapes.map((t) =>
          mean(Array.from({ length: inner }, (_, l) => sum(t.dout.filter((_g, i) => i % inner === l)))),
        ),
      };
    },
  ],
  "dbeta-unmasked": [(c) => ({ ...right(c), dbeta: c.tapes.map((t) => sum(t.dout)) })],
};

/** The candidate that a wrong backward pass gives; the right one, by hand, without an id. */
export function byHand(problem: Problem, id?: string, form = 0): Required<Candidate> {
  const columns = forward(problem);
  const backward = id === undefined ? right(columns) : WRONG[id][form](columns);
  const { layout } = problem;
  const dx = new Float64Array(layout.rows * layout.channels);
  for (let offset = 0; offset < dx.length; offset++) {
    const { row, column } = cellOf(layout, indexAt(layout.shape, offset));
    dx[offset] = backward.dx[column][row];
  }
  const vector = (values: number[]): Required<Candidate>["dgamma"] => ({
    shape: [layout.channels],
    values: Float64Array.from(values),
    dtype: "float64",
  });
  return {
    dx: { shape: layout.shape, values: dx, dtype: "float64" },
    dgamma: vector(backward.dgamma),
    dbeta: vector(backward.dbeta),
  };
}
