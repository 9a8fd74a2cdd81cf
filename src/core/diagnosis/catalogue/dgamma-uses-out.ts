import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dgamma-uses-out",
  family: "dgamma",
  tensor: "dgamma",
  title: "out for xhat in dgamma",
  sentence: "dgamma is built from out = gamma * xhat + beta; gamma multiplies xhat.",
  cause: "The forward pass keeps its result, out, and not xhat.",
  written: "dgamma = sum(dout * out)",
  correct: DGAMMA,
  code: {
    numpy: "dgamma = np.sum(dout * out, axis=0)  # should be dout * xhat",
    pytorch: "grad_weight = (grad_output * out).sum(0)  # should be grad_output * xhat",
    typescript: "dgamma[k] += dout[i] * out[i]; // should be dout[i] * xhat[i]",
  },

  applies: always,
  hiddenBy: ["out is xhat", "beta is 0", "dout has mean 0"],
  dgamma: ({ D, dgamma, dbeta, gamma, beta }) => [
    each(D, (k) => at(gamma, k) * at(dgamma, k) + at(beta, k) * at(dbeta, k)),
  ],

  example: { backward: [(c) => staged(c, { dgamma: ({ dout, out }) => dout * out })] },
};
