/**
 * Backward passes as people write them by hand, for the examples of the entries: each replaces one line of them. Only
 * tests and docs run an example; nothing here comes from the formulas that it is held against. Plain loops over plain
 * arrays, staged as in the derivations on the web (dxhat, dvar, dmu, dx) or in the compact form.
 */
import { slopeAt } from "../../../activation/acting";
import { itemAt } from "../../../item-at";
import { cellOf, indexAt } from "../../../layout";
import type { Problem } from "../../../problem";

/** What a problem must have for a mistake to show in it. */
type Need =
  | "relu"
  | "leaky"
  | "ties"
  | "evaluation"
  | "running"
  | "positions"
  | "samples"
  | "halves"
  | "masked"
  | "unbiased"
  | "split";

/** A mistake as it is made: the wrong backward pass itself. */
export interface Example {
  /** Nothing but a matrix when absent. "ties": a ReLU, and values of out that are exactly 0; "positions": further axes;
   * "samples": at least five, unlike in number to any other extent; "halves": an even number of them; "masked": rows that
   * make no statistics; "unbiased": a variance divided by N - 1; "split": parts that are normalised apart. */
  readonly needs?: Need;
  /** Several usual ways of writing it, each told from what is right on every seeded problem. */
  readonly backward: readonly ((columns: Tapes) => Backward)[];
  /** The number that a mistake with one to fit takes in them. */
  readonly parameter?: (problem: Problem) => number;
}

/** One column, and what the forward pass computed of it. */
export interface Tape {
  readonly N: number;
  readonly M: number; // rows that make the statistics: all of them without a mask
  readonly degrees: number; // M, or M - 1 of an unbiased variance
  readonly kept: number[]; // 1 where a row makes the statistics
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

/** One row of a column: what the forward pass has of it, beside the numbers of its column. */
export interface Cell extends Omit<Tape, "x" | "dout" | "xhat" | "out" | "kept"> {
  readonly i: number; // the row
  readonly x: number;
  readonly dout: number;
  readonly xhat: number;
  readonly out: number;
  readonly kept: number;
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
export const rows = (tape: Tape, f: (cell: Cell) => number): number[] => cellsOf(tape).map(f);

function cellsOf(tape: Tape): Cell[] {
  const { x, dout, xhat, out, kept } = tape;
  return x.map((own, i) => ({
    ...tape,
    i,
    x: own,
    dout: itemAt(dout, i),
    xhat: itemAt(xhat, i),
    out: itemAt(out, i),
    kept: itemAt(kept, i),
  }));
}

/** The forward pass; `dof` is subtracted from the count in the variance, for the backward pass what the problem says. */
export function forwardByHand(problem: Problem, dof = problem.variance === "unbiased" ? 1 : 0): Tapes {
  const { layout, gamma, beta, eps, mode, running } = problem;
  const read = (values: ArrayLike<number>): number[][] => {
    const columns = Array.from({ length: layout.channels }, () => new Array<number>(layout.rows).fill(0));
    for (const [offset, value] of Array.from(values).entries()) {
      const { row, column } = cellOf(layout, indexAt(layout.shape, offset));
      itemAt(columns, column)[row] = value;
    }
    return columns;
  };
  const xs = read(problem.x);
  const douts = read(problem.dout);
  const tapes = xs.map((x, k): Tape => {
    const N = layout.rows;
    const kept = x.map((_, i) => problem.mask?.[i] ?? 1);
    const own = x.filter((_, i) => kept[i] === 1);
    const M = own.length;
    const degrees = problem.variance === "unbiased" ? M - 1 : M;
    const evaluation = mode === "eval" && running;
    const mu = evaluation ? itemAt(running.mean, k) : mean(own);
    const v = evaluation ? itemAt(running.variance, k) : sum(own.map((value) => (value - mu) ** 2)) / (M - dof);
    const r = 1 / Math.sqrt(v + eps);
    const xhat = x.map((value) => (value - mu) * r);
    const [scale, shift] = [itemAt(gamma, k), itemAt(beta, k)];
    const out = xhat.map((value) => scale * value + shift);
    return { N, M, degrees, kept, x, dout: itemAt(douts, k), gamma: scale, beta: shift, eps, mu, v, r, xhat, out };
  });
  return { problem, tapes };
}

/** The lines of the staged backward pass, to be replaced one at a time: each has what the lines before it have made. */
interface Lines {
  readonly root: (t: Tape) => number; // 1 / sqrt(v + eps), as the backward computes it
  readonly power: (t: Tape) => number; // (v + eps)^(-3/2)
  readonly dxhat: (c: Cell) => number;
  readonly dvar: (c: Cell & Made<"dxhat" | "power">) => number; // summand
  readonly dmuDirect: (c: Cell & Made<"dxhat" | "root">) => number; // summand
  readonly dmuVariance: (c: Cell & Made<"dvar">) => number; // summand
  readonly dx: (c: Cell & Made<"dxhat" | "root" | "dvar" | "dmu">) => number;
  readonly dgamma: (c: Cell) => number; // summand
  readonly dbeta: (c: Cell) => number; // summand
}
type Made<Names extends string> = Readonly<Record<Names, number>>;

const RIGHT: Lines = {
  root: ({ v, eps }) => 1 / Math.sqrt(v + eps),
  power: ({ v, eps }) => (v + eps) ** -1.5,
  dxhat: ({ dout, gamma }) => dout * gamma,
  dvar: ({ x, mu, dxhat, power }) => dxhat * (x - mu) * -0.5 * power,
  dmuDirect: ({ dxhat, root }) => -dxhat * root,
  dmuVariance: ({ x, mu, degrees, kept, dvar }) => (kept * dvar * -2 * (x - mu)) / degrees,
  dx: ({ x, mu, M, degrees, kept, dxhat, root, dvar, dmu }) =>
    dxhat * root + kept * ((dvar * 2 * (x - mu)) / degrees + dmu / M),
  dgamma: ({ dout, xhat }) => dout * xhat,
  dbeta: ({ dout }) => dout,
};

export function staged(columns: Tapes, wrong: Partial<Lines> = {}): Backward {
  const lines = { ...RIGHT, ...wrong };
  const dx = columns.tapes.map((t) => {
    const root = lines.root(t);
    const power = lines.power(t);
    const cells = cellsOf(t).map((c) => ({ ...c, root, power, dxhat: lines.dxhat(c) }));
    const dvar = sum(cells.map((c) => lines.dvar(c)));
    const dmu = sum(cells.map((c) => lines.dmuDirect(c))) + sum(cells.map((c) => lines.dmuVariance({ ...c, dvar })));
    return cells.map((c) => lines.dx({ ...c, dvar, dmu }));
  });
  return {
    dx,
    dgamma: columns.tapes.map((t) => sum(rows(t, lines.dgamma))),
    dbeta: columns.tapes.map((t) => sum(rows(t, lines.dbeta))),
  };
}

/** dx of one column in a single line; dgamma and dbeta are right. */
export function compact(
  columns: Tapes,
  line: (t: Tape, dgamma: number, dbeta: number) => (cell: Cell) => number,
): Backward {
  const right = staged(columns);
  const dx = columns.tapes.map((t, k) => rows(t, line(t, itemAt(right.dgamma, k), itemAt(right.dbeta, k))));
  return { ...right, dx };
}

/** Another root everywhere in the backward pass. */
export const withRoot = (root: (t: Tape) => number): Partial<Lines> => ({ root, power: (t) => root(t) ** 3 });

/** dout as it comes out of a ReLU with this mask; `below`: the slope of a leaky one. */
export function maskedBy(columns: Tapes, open: (cell: Cell) => boolean, below = 0): Tapes {
  const tapes = columns.tapes.map((t) => ({ ...t, dout: rows(t, (c) => (open(c) ? c.dout : below * c.dout)) }));
  return { ...columns, tapes };
}

export const reluIsOpen = ({ out }: Pick<Cell, "out">): boolean => out > 0;

/** dout as it comes out of the problem's own activation. */
function sloped(columns: Tapes): Tapes {
  const slope = slopeAt(columns.problem);
  const tapes = columns.tapes.map((t) => ({ ...t, dout: rows(t, (c) => slope(c.out) * c.dout) }));
  return { ...columns, tapes };
}

/** The right backward pass of the problem, by hand; activations, masks and evaluation included. */
export function rightBackward(columns: Tapes): Backward {
  const { activation, split } = columns.problem;
  if (split.length > 1) return rowByRow(partsByHand(columns).map(rightBackward));
  const seen = activation === "none" ? columns : sloped(columns);
  if (columns.problem.mode !== "eval") return staged(seen);
  return { ...staged(seen), dx: seen.tapes.map((t) => rows(t, ({ gamma, r, dout }) => gamma * r * dout)) };
}

/** The parts of a split batch, each with statistics of its own. */
export function partsByHand(columns: Tapes): Tapes[] {
  const { split, layout } = columns.problem;
  let from = 0;
  return split.map((samples) => cutRows(columns, from, (from += samples * layout.positions)));
}

/** The rows from `from` to `to`, with statistics of their own. */
export function cutRows(columns: Tapes, from: number, to: number): Tapes {
  return rowsWhere(columns, (row) => row >= from && row < to);
}

/** Some rows, with statistics of their own. */
export function rowsWhere({ problem, tapes }: Tapes, isTaken: (row: number) => boolean): Tapes {
  const taken = (values: readonly number[]): number[] => values.filter((_, row) => isTaken(row));
  const own = tapes.map((t): Tape => {
    const x = taken(t.x);
    const mu = mean(x);
    const v = mean(x.map((value) => (value - mu) ** 2));
    const r = 1 / Math.sqrt(v + t.eps);
    const xhat = x.map((value) => (value - mu) * r);
    const out = xhat.map((value) => t.gamma * value + t.beta);
    const [N, kept, dout] = [x.length, x.map(() => 1), taken(t.dout)];
    return { ...t, N, M: N, degrees: N, kept, x, dout, mu, v, r, xhat, out };
  });
  return { problem: { ...problem, split: [] }, tapes: own };
}

/** Gradients of parts of the batch as those of the whole: dx one below the other, dgamma and dbeta added up. */
export function rowByRow(parts: readonly Backward[]): Backward {
  const columns = Array.from(itemAt(parts, 0).dgamma.keys());
  return {
    dx: columns.map((k) => parts.flatMap(({ dx }) => itemAt(dx, k))),
    dgamma: columns.map((k) => sum(parts.map(({ dgamma }) => itemAt(dgamma, k)))),
    dbeta: columns.map((k) => sum(parts.map(({ dbeta }) => itemAt(dbeta, k)))),
  };
}
