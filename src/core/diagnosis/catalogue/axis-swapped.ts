import { itemAt } from "../../item-at";
import { compact, mean, rows, sum, type Cell, type Tapes } from "./contract/by-hand";
import { inTraining, type Mistake, withoutMask } from "./contract/mistake";
import { meansOverOtherAxes } from "./formulas/means-over-other-axes";

export const mistake: Mistake = {
  id: "axis-swapped",
  family: "scope",
  tensor: "dx",
  title: "means over the wrong axis",
  sentence:
    "The means run over the wrong axis: over the features of a sample, as in layer normalization, where they belong over the samples of a feature.",
  cause: "axis=1 stands for axis=0, or the backward pass is that of layer normalization.",
  written: "gbar_i = mean of dout over the columns of row i,  c_i = mean of dout * xhat over the columns of row i",
  correct: "gbar_k = mean of dout over the rows of column k,  c_k = mean of dout * xhat over the rows of column k",
  code: {
    numpy:
      "dx = gamma * r * (dout - dout.mean(axis=1, keepdims=True) - xhat * (dout * xhat).mean(axis=1, keepdims=True))  # axis=0",
    pytorch:
      "grad_input = weight * rstd * (g - g.mean(1, keepdim=True) - xhat * (g * xhat).mean(1, keepdim=True))  # dim 0",
    typescript: "gbar[i] += dout[i * D + k] / D; // should be gbar[k] += dout[i * D + k] / N",
  },

  signature: "a residual, gone once the means of the rows join the basis",
  applies: (problem) =>
    inTraining(problem) && withoutMask(problem) && (problem.layout.channels > 1 || problem.layout.positions > 1),
  cellFormulas: meansOverOtherAxes,

  example: {
    backward: [
      (c) => {
        const gbar = acrossColumns(c, mean, ({ dout }) => dout);
        const slope = acrossColumns(c, mean, ({ dout, xhat }) => dout * xhat);
        return compact(c, (t) => (cell) => t.gamma * t.r * (cell.dout - gbar(cell) - cell.xhat * slope(cell)));
      },
      (c) => {
        const total = acrossColumns(c, sum, ({ gamma, dout }) => gamma * dout);
        const product = acrossColumns(c, sum, ({ gamma, dout, xhat }) => gamma * dout * xhat);
        return compact(
          c,
          ({ r, N, gamma }) =>
            (cell) =>
              (r / N) * (N * gamma * cell.dout - total(cell) - cell.xhat * product(cell)),
        );
      },
    ],
  },
};

/** Of each row a number over all columns. */
function acrossColumns(
  { tapes }: Tapes,
  over: (values: number[]) => number,
  f: (cell: Cell) => number,
): (cell: Cell) => number {
  const columns = tapes.map((t) => rows(t, f));
  return ({ i }) => over(columns.map((column) => itemAt(column, i)));
}
