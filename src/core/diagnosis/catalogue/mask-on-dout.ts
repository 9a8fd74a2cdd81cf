import { numberAt } from "../../item-at";
import { at } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { inTraining, withMask, type Mistake } from "./contract/mistake";
import { DX_UNDER_MASK } from "./formulas/right-formulas";
import { pathsOfKeptRows, SUMS_OF_KEPT_ROWS } from "./formulas/sums-of-kept-rows";

export const mistake: Mistake = {
  id: "mask-on-dout",
  family: "scope",
  tensor: "dx",
  title: "dout left out where the mask is 0",
  sentence:
    "dout is taken as 0 in the rows that the mask leaves out; they are normalised as well, so that their dout counts in dx there and in every sum.",
  cause:
    "Padded outputs reach no loss in most programs, whose dout is 0 there by itself; multiplying by the mask then changes nothing, and is kept where it does.",
  written: "g = m * dout,  dx = gamma * r * (g - m * sum(g) / M - m * xhat * sum(g * xhat) / M)",
  correct: DX_UNDER_MASK,
  code: {
    numpy: "dout = dout * mask[:, None]  # should be left as it is: the forward normalises every row",
    pytorch: "grad_output = grad_output.masked_fill(~mask, 0)  # should be grad_output itself",
    typescript: "const g = mask[row] ? dout[i] : 0; // should be dout[i]",
  },

  signature: "0 in the rows that the mask leaves out",
  applies: (problem) => inTraining(problem) && withMask(problem),
  cellFormulas: [
    {
      prepare: (s) => {
        const { mean, slope } = pathsOfKeptRows(s);
        return (k, { g, xhat }, into) => {
          const { mask } = s.problem;
          const scale = at(s.gamma, k) * at(s.r, k);
          g.forEach((value, i) => {
            into[i] = mask?.[i] === 0 ? 0 : scale * (value - at(mean, k) - numberAt(xhat, i) * at(slope, k));
          });
        };
      },
    },
  ],
  ...SUMS_OF_KEPT_ROWS,

  example: {
    needs: "masked",
    backward: [
      (c) =>
        staged(c, {
          dxhat: ({ kept, gamma, dout }) => kept * gamma * dout,
          dgamma: ({ kept, dout, xhat }) => kept * dout * xhat,
          dbeta: ({ kept, dout }) => kept * dout,
        }),
    ],
  },
};
