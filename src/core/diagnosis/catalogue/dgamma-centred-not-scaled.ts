import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dgamma-centred-not-scaled",
  family: "dgamma",
  tensor: "dgamma",
  title: "x - mu for xhat in dgamma",
  sentence: "dgamma is built from x - mu, which is not divided by sqrt(v + eps) yet.",
  cause: "A variable that is called xhat holds x - mu.",
  written: "dgamma = sum(dout * (x - mu))",
  correct: DGAMMA,
  code: {
    numpy: "dgamma = np.sum(dout * (x - mu), axis=0)  # should be dout * (x - mu) * r",
    pytorch: "grad_weight = (grad_output * (x - mean)).sum(0)  # * rstd is missing",
    typescript: "dgamma[k] += dout[i] * (x[i] - mu[k]); // * r[k] is missing",
  },

  applies: always,
  hiddenBy: ["dout has mean 0", "dout is orthogonal to xhat", "x has mean 0", "sqrt(v + eps) is 1"],
  dgamma: ({ D, dgamma, r }) => [each(D, (k) => at(dgamma, k) / at(r, k))],

  example: { backward: [(c) => staged(c, { dgamma: ({ dout, x, mu }) => dout * (x - mu) })] },
};
