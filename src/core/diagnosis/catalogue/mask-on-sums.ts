import { staged } from "./contract/by-hand";
import { inTraining, withMask, type Mistake } from "./contract/mistake";
import { DX_UNDER_MASK } from "./formulas/right-formulas";
import { pathsOfKeptRows, SUMS_OF_KEPT_ROWS } from "./formulas/sums-of-kept-rows";

export const mistake: Mistake = {
  id: "mask-on-sums",
  family: "scope",
  tensor: "dx",
  title: "sums of the backward pass over the mask's rows alone",
  sentence:
    "The sums of dout and of dout * xhat are taken over the rows that the mask keeps; every row is normalised, so that every row's dout belongs to them.",
  cause: "The mask of the forward's mean and variance is put on the sums of the backward pass as well.",
  written: "dx = gamma * r * (dout - m * sum(m * dout) / M - m * xhat * sum(m * dout * xhat) / M)",
  correct: DX_UNDER_MASK,
  code: {
    numpy: "dbeta = (mask * dout).sum(0); dgamma = (mask * dout * xhat).sum(0)  # should be without the mask",
    pytorch: "sum_dy = grad_output[mask].sum(0)  # should be over all rows: all are normalised",
    typescript: "if (mask[row]) sums[k] += dout[i]; // should be of every row",
  },

  signature: "b and k vary by column",
  applies: (problem) => inTraining(problem) && withMask(problem),
  effects: (s) => [pathsOfKeptRows(s)],
  ...SUMS_OF_KEPT_ROWS,

  example: {
    needs: "masked",
    backward: [
      (c) =>
        staged(c, {
          dvar: ({ x, mu, kept, dxhat, power }) => kept * dxhat * (x - mu) * -0.5 * power,
          dmuDirect: ({ kept, dxhat, root }) => -kept * dxhat * root,
          dgamma: ({ kept, dout, xhat }) => kept * dout * xhat,
          dbeta: ({ kept, dout }) => kept * dout,
        }),
    ],
  },
};
