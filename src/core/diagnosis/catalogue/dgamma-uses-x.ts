import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dgamma-uses-x",
  family: "dgamma",
  tensor: "dgamma",
  title: "x for xhat in dgamma",
  sentence: "dgamma is built from x; gamma multiplies xhat, the normalised x.",
  cause: "The forward pass keeps x, and not xhat.",
  written: "dgamma = sum(dout * x)",
  correct: DGAMMA,
  code: {
    numpy: "dgamma = np.sum(dout * x, axis=0)  # should be dout * xhat",
    pytorch: "grad_weight = (grad_output * x).sum(0)  # should be grad_output * xhat",
    typescript: "dgamma[k] += dout[i] * x[i]; // should be dout[i] * xhat[i]",
  },

  applies: always,
  hiddenBy: ["dout has mean 0", "x has mean 0"],
  dgamma: ({ D, dgamma, dbeta, r, mu }) => [each(D, (k) => at(dgamma, k) / at(r, k) + at(mu, k) * at(dbeta, k))],

  example: { backward: [(c) => staged(c, { dgamma: ({ dout, x }) => dout * x })] },
};
