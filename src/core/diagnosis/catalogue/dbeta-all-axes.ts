import { sum, rightBackward } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "dbeta-all-axes",
  family: "dbeta",
  tensor: "dbeta",
  title: "one sum for all columns in dbeta",
  sentence: "dbeta is one sum over all axes; every column has a beta, and a sum, of its own.",
  cause: "sum() is called without its axis.",
  written: "dbeta = sum of dout over rows and columns",
  correct: "dbeta_k = sum of dout over the rows of column k",
  code: {
    numpy: "dbeta = np.sum(dout)  # axis=0 is missing",
    pytorch: "grad_bias = grad_output.sum()  # should be .sum(0)",
    typescript: "dbeta += dout[i]; // should be dbeta[k] += dout[i]",
  },

  applies: (problem) => problem.layout.channels > 1,
  hiddenBy: ["dout has mean 0"],
  dbeta: ({ D, dbeta }) => {
    const total = dbeta.reduce((sum, value) => sum + value, 0);
    return [new Float64Array(D).fill(total)];
  },

  example: {
    backward: [
      (c) => {
        const { dx, dgamma, dbeta } = rightBackward(c);
        return { dx, dgamma, dbeta: dbeta.map(() => sum(dbeta)) };
      },
    ],
  },
};
