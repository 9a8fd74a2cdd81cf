import { numberAt } from "../../item-at";
import { at } from "../formula/term-effect";
import type { CellFormula } from "../formula/cell-formula";
import { rows, staged } from "./contract/by-hand";
import { inTraining, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

/** What dout of a cell does to dx of the same cell, and nothing of the other rows. */
const diagonal: CellFormula = {
  prepare:
    ({ N, degrees, stretch, gamma, r, problem: { mask } }) =>
    (k, { g, xhat }, into) => {
      const perC = at(stretch, k) / degrees;
      const scale = at(gamma, k) * at(r, k);
      g.forEach((value, i) => {
        const own = numberAt(xhat, i);
        const paths = mask?.[i] === 0 ? 0 : 1 / N + own * own * perC;
        into[i] = scale * value * (1 - paths);
      });
    },
};

export const mistake: Mistake = {
  id: "jacobian-diagonal",
  family: "paths",
  tensor: "dx",
  title: "the Jacobian's diagonal alone",
  sentence:
    "Only the diagonal of the Jacobian is used, d out_i / d x_i: every x_i moves the mean and the variance, and with them every row of out.",
  cause: "The derivative is taken as if a row of out depended on its own row of x only.",
  written: "dx = gamma * r * (1 - 1/N - xhat^2 / N) * dout",
  correct: DX,
  code: {
    numpy: "dx = dout * gamma * r * (1 - 1 / N - xhat**2 / N)  # should be gamma * r * (dout - gbar - xhat * c)",
    pytorch: "grad_input = grad_output * torch.diagonal(jacobian)  # should be a product with the whole Jacobian",
    typescript:
      "dx[i] = dout[i] * gamma[k] * r[k] * (1 - 1 / N - xhat[i] ** 2 / N); // means over all rows are missing",
  },

  signature: "a residual: every cell has a factor of its own",
  applies: inTraining,
  cellFormulas: [diagonal],

  example: {
    backward: [
      (c) => ({
        ...staged(c),
        dx: c.tapes.map((t) =>
          rows(t, ({ gamma, r, dout, xhat, N }) => gamma * r * dout * (1 - 1 / N - xhat ** 2 / N)),
        ),
      }),
    ],
  },
};
