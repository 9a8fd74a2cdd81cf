import { numberAt } from "../../item-at";
import { at } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { inTraining, withMask, type Mistake } from "./contract/mistake";
import { DX_UNDER_MASK } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "mask-off-paths",
  family: "scope",
  tensor: "dx",
  title: "paths in the rows that a mask leaves out",
  sentence:
    "The mean path and the variance path are added in every row; a row that the mask leaves out makes no mean and no variance, and has the direct term alone.",
  cause:
    "The mask stands in the forward's sums, and is forgotten where the backward pass spreads their gradients over the rows.",
  written: "dx = gamma * r * (dout - sum(dout) / M - xhat * sum(dout * xhat) / M)",
  correct: DX_UNDER_MASK,
  code: {
    numpy:
      "dx = gamma * r * (dout - dbeta / M - xhat * dgamma / M)  # should be dout - m * (dbeta + xhat * dgamma) / M",
    pytorch:
      "grad_input = weight * rstd * (g - mean_g - xhat * mean_gx)  # should be g - mask * (mean_g + xhat * mean_gx)",
    typescript:
      "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k] - xhat[i] * c[k]); // should have mask[row] before both means",
  },

  signature: "right in the rows that the mask keeps",
  applies: (problem) => inTraining(problem) && withMask(problem),
  cellFormulas: [
    {
      prepare:
        (s) =>
        (k, { g, xhat }, into) => {
          const scale = at(s.gamma, k) * at(s.r, k);
          g.forEach((value, i) => (into[i] = scale * (value - at(s.gbar, k) - numberAt(xhat, i) * at(s.c, k))));
        },
    },
  ],

  example: {
    needs: "masked",
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, M, dxhat, root, dvar, dmu }) => dxhat * root + (dvar * 2 * (x - mu)) / M + dmu / M,
        }),
    ],
  },
};
