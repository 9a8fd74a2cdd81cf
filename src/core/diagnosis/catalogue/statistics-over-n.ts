import { numberAt, itemAt } from "../../item-at";
import type { CellFormula } from "../formula/cell-formula";
import { createColumnReader, type Column } from "../formula/column-reader";
import type { Problem } from "../../problem";
import type { Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import { rowsWhere, staged } from "./contract/by-hand";
import { byTheTextbook, inTraining, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

/** One position of one channel: its rows are inner apart. */
interface Position {
  readonly rows: readonly number[];
  readonly xhat: Float64Array;
  readonly r: number;
}

function positionsOf({ eps, layout: { samples, positions } }: Problem, x: Float64Array): Position[] {
  return Array.from({ length: positions }, (_, l) => {
    const rows = Array.from({ length: samples }, (_row, n) => n * positions + l);
    const mean = rows.reduce((sum, i) => sum + numberAt(x, i), 0) / rows.length;
    const v = rows.reduce((sum, i) => sum + (numberAt(x, i) - mean) ** 2, 0) / rows.length;
    const r = 1 / Math.sqrt(v + eps);
    return { rows, xhat: Float64Array.from(rows, (i) => (numberAt(x, i) - mean) * r), r };
  });
}

const perPosition: CellFormula = {
  prepare: (s) => (k, column, into) => {
    for (const { rows, xhat, r } of positionsOf(s.problem, column.x)) {
      const g = Float64Array.from(rows, (i) => numberAt(column.g, i));
      const gbar = g.reduce((sum, value) => sum + value, 0) / rows.length;
      const c = g.reduce((sum, value, n) => sum + value * numberAt(xhat, n), 0) / rows.length;
      const scale = at(s.gamma, k) * r;
      rows.forEach((i, n) => (into[i] = scale * (numberAt(g, n) - gbar - numberAt(xhat, n) * c)));
    }
  },
};

const severalPositions = ({ layout: { samples, positions } }: Problem): boolean => positions > 1 && samples > 1;

function dgammaPerPosition(s: Statistics): Float64Array {
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const dgammaOf = ({ x, g }: Column): number =>
    positionsOf(s.problem, x).reduce(
      (sum, { rows, xhat }) => rows.reduce((all, i, n) => all + numberAt(g, i) * numberAt(xhat, n), sum),
      0,
    );
  return each(s.D, (k) => dgammaOf(read(k)));
}

export const mistake: Mistake = {
  id: "statistics-over-n",
  family: "scope",
  tensor: "dx",
  title: "statistics over N alone, for each position",
  sentence:
    "Mean and variance are taken over N alone, for each position by itself: those of a channel go over N, H and W together.",
  cause: "axis=0, right for N x D, is kept for N x C x H x W.",
  written: "mu, v, gbar and c over axis 0 alone, one for each (c, h, w)",
  correct: `${DX},  with means over N, H and W`,
  code: {
    numpy: "mu = x.mean(axis=0); var = x.var(axis=0)  # N x C x H x W: should be axis=(0, 2, 3)",
    pytorch: "mean = x.mean(0, keepdim=True)  # should be x.mean((0, 2, 3), keepdim=True)",
    typescript: "sum[c * HW + l] += x[i]; // should be sum[c] += x[i]: positions share their channel's mean",
  },

  signature: "a residual: every position has means of its own",
  applies: (problem) => inTraining(problem) && byTheTextbook(problem) && severalPositions(problem),
  cellFormulas: [{ ...perPosition, applies: ({ problem }) => severalPositions(problem) }],
  dgamma: (s) => (severalPositions(s.problem) ? [dgammaPerPosition(s)] : []),

  example: {
    needs: "positions",
    backward: [
      (c) => {
        const { inner } = c.problem.layout;
        const parts = Array.from({ length: inner }, (_, l) => staged(rowsWhere(c, (row) => row % inner === l)));
        return {
          dx: c.tapes.map((t, k) =>
            t.x.map((_, i) => itemAt(itemAt(itemAt(parts, i % inner).dx, k), Math.floor(i / inner))),
          ),
          dgamma: c.tapes.map((_, k) => parts.reduce((sum, part) => sum + itemAt(part.dgamma, k), 0)),
          dbeta: staged(c).dbeta,
        };
      },
    ],
  },
};
