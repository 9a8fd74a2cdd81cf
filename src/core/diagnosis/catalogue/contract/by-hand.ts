/**
 * Backward passes as people write them by hand, for the examples of the entries: each replaces one line of them. Only
 * tests and docs run an example; nothing here comes from the formulas that it is held against. Plain loops over plain
 * arrays, staged as in the derivations on the web (dxhat, dvar, dmu, dx) or in the compact form.
 */
import { cellOf, indexAt } from "../../../layout";
import type { Problem } from "../../../problem";

/** What a problem must have for a mistake to show in it. */
export type Need = "relu" | "ties" | "evaluation" | "running" | "positions" | "samples";

/** A mistake as it is made: the wrong backward pass itself. */
export interface Example {
  /** Nothing but a matrix when absent. "ties": a ReLU, and values of out that are exactly 0; "positions": further axes;
   * "samples": at least three, unlike in number to any other extent. */
  readonly needs?: Need;
  /** Several usual ways of writing it, each told from what is right on every seeded problem. */
  readonly backward: readonly ((columns: Tapes) => Backward)[];
  /** The number that a mistake with a free number takes in them. */
  readonly freeNumber?: (problem: Problem) => number;
}

/** One column, and what the forward pass computed of it. */
export interface Tape {
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

/** All columns of a problem. */
export interface Tapes {
  readonly problem: Problem;
  readonly tapes: Tape[];
}
export interface Backward {
  dx: number[][]; // by column, then by row
  dgamma: number[];
  dbeta: number[];
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: number[]): number => sum(values) / values.length;
export const rows = (tape: Tape, f: (i: number) => number): number[] => tape.x.map((_, i) => f(i));

/** The forward pass; `dof` is subtracted from N in the variance. */
export function forwardByHand(problem: Problem, dof = 0): Tapes {
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

export function staged(columns: Tapes, wrong: Partial<Lines> = {}): Backward {
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

/** dx of one column in a single line; dgamma and dbeta are right. */
export function compact(
  columns: Tapes,
  line: (t: Tape, dgamma: number, dbeta: number) => (i: number) => number,
): Backward {
  const right = staged(columns);
  const dx = columns.tapes.map((t, k) => rows(t, line(t, right.dgamma[k], right.dbeta[k])));
  return { ...right, dx };
}

/** Another root everywhere in the backward pass. */
export const withRoot = (root: (t: Tape) => number): Partial<Lines> => ({ root, power: (t) => root(t) ** 3 });

/** dout as it comes out of a ReLU with this mask. */
export function maskedBy(columns: Tapes, open: (t: Tape, i: number) => boolean): Tapes {
  const tapes = columns.tapes.map((t) => ({ ...t, dout: rows(t, (i) => (open(t, i) ? t.dout[i] : 0)) }));
  return { ...columns, tapes };
}

export const reluIsOpen = (t: Tape, i: number): boolean => t.out[i] > 0;

/** The right backward pass of the problem, by hand; ReLU and evaluation included. */
export function rightBackward(columns: Tapes): Backward {
  const seen = columns.problem.activation === "relu" ? maskedBy(columns, reluIsOpen) : columns;
  if (columns.problem.mode !== "eval") return staged(seen);
  return { ...staged(seen), dx: seen.tapes.map((t) => rows(t, (i) => t.gamma * t.r * t.dout[i])) };
}
