import { at } from "../formula/term-effect";
import { itemAt, numberAt } from "../../item-at";
import type { CellFormula } from "../formula/cell-formula";
import { compact, mean, rows } from "./contract/by-hand";
import { byTheTextbook, inTraining, type Mistake } from "./contract/mistake";
import { equalParts, rowsOfParts, sumOver } from "./formulas/parts-of-the-batch";
import { DX } from "./formulas/right-formulas";

const meansOfParts = (count: number): CellFormula => ({
  applies: ({ problem }) => equalParts(problem.layout).includes(count),
  prepare: (s) => {
    const parts = rowsOfParts(s.problem.layout, count);
    return (k, { g, xhat }, into) => {
      const products = g.map((value, i) => value * numberAt(xhat, i));
      const scale = at(s.gamma, k) * at(s.r, k);
      for (const part of parts) {
        const count = part.to - part.from;
        const gbar = sumOver(g, part) / count;
        const c = sumOver(products, part) / count;
        for (let i = part.from; i < part.to; i++) into[i] = scale * (numberAt(g, i) - gbar - numberAt(xhat, i) * c);
      }
    };
  },
});

const COUNTS = Array.from({ length: 63 }, (_, i) => i + 2);

export const mistake: Mistake = {
  id: "local-means",
  family: "scope",
  tensor: "dx",
  title: "means of dout over each rank alone",
  sentence:
    "mean(dout) and mean(dout * xhat) are taken over each part of the batch alone, although mean and variance are those of the whole batch.",
  cause: "The forward pass is synchronised over the ranks, and the backward pass is not.",
  written: "gbar and c over the rank's own rows,  mu and v over all rows",
  correct: `${DX},  with gbar and c over all rows`,
  code: {
    numpy: "gbar = dout_part.mean(0); c = (dout_part * xhat_part).mean(0)  # should be over all parts",
    pytorch: "mean_dy = sum_dy / count  # dist.all_reduce(sum_dy) and of sum_dy_xmu is missing before it",
    typescript: "gbar[k] = partSum[k] / partRows; // should be the sum over all parts, divided by all rows",
  },

  signature: "a residual: every part has means of its own",
  applies: (problem) =>
    inTraining(problem) &&
    byTheTextbook(problem) &&
    problem.split.length === 0 &&
    equalParts(problem.layout).length > 0,
  cellFormulas: COUNTS.map(meansOfParts),
  says: (_, form) => `The numbers fit ${itemAt(COUNTS, form)} equal parts.`,

  example: {
    needs: "halves",
    backward: [
      (c) => {
        const half = c.problem.layout.rows / 2;
        const own = (values: number[], i: number): number[] => (i < half ? values.slice(0, half) : values.slice(half));
        return compact(c, (t) => {
          const products = rows(t, ({ dout, xhat }) => dout * xhat);
          return ({ i, dout, xhat }) => t.gamma * t.r * (dout - mean(own(t.dout, i)) - xhat * mean(own(products, i)));
        });
      },
    ],
  },
};
