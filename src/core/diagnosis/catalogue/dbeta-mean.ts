import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DBETA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dbeta-mean",
  family: "dbeta",
  tensor: "dbeta",
  title: "mean for sum in dbeta",
  sentence: "dbeta is a mean over the rows; one beta acts on every row, so their contributions add up.",
  cause: "The gradient is averaged over the rows, although the mean of the loss is in dout already.",
  written: "dbeta = mean(dout)",
  correct: DBETA,
  code: {
    numpy: "dbeta = np.mean(dout, axis=0)  # should be np.sum",
    pytorch: "grad_bias = grad_output.mean(0)  # should be .sum(0)",
    typescript: "dbeta[k] += dout[i] / N; // drop the / N",
  },

  applies: always,
  hiddenBy: ["dout has mean 0", "there is only one sample"],
  dbeta: ({ D, N, dbeta }) => [each(D, (k) => at(dbeta, k) / N)],
  factor: ({ N }) => 1 / N,

  example: { backward: [(c) => staged(c, { dbeta: ({ dout, N }) => dout / N })] },
};
