import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DBETA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dbeta-scaled-by-gamma",
  family: "dbeta",
  tensor: "dbeta",
  title: "gamma * dout for dout in dbeta",
  sentence: "dbeta is built from gamma * dout; beta is added after gamma, so dout reaches it unscaled.",
  cause: "dxhat is computed first, and used for all that follows.",
  written: "dbeta = sum(gamma * dout)",
  correct: DBETA,
  code: {
    numpy: "dbeta = np.sum(dxhat, axis=0)  # should be np.sum(dout, axis=0)",
    pytorch: "grad_bias = grad_xhat.sum(0)  # should be grad_output.sum(0)",
    typescript: "dbeta[k] += dxhat[i]; // should be dout[i]",
  },

  applies: always,
  hiddenBy: ["gamma is 1", "dout has mean 0"],
  dbeta: ({ D, dbeta, gamma }) => [each(D, (k) => at(gamma, k) * at(dbeta, k))],
  factor: ({ gamma }, k) => at(gamma, k),

  example: { backward: [(c) => staged(c, { dbeta: ({ dout, gamma }) => dout * gamma })] },
};
