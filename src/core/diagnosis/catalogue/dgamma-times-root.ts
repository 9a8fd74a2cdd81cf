import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "dgamma-times-root",
  family: "dgamma",
  tensor: "dgamma",
  title: "dgamma multiplied by the root",
  sentence: "dgamma is multiplied by sqrt(v + eps) where it must be divided by it.",
  cause: "A variable that is called std holds 1/std, or the other way round.",
  written: "dgamma = sum(dout * (x - mu)) * sqrt(v + eps)",
  correct: "dgamma = sum(dout * (x - mu)) / sqrt(v + eps)",
  code: {
    numpy: "dgamma = np.sum(dout * (x - mu) * np.sqrt(var + eps), axis=0)  # should be / np.sqrt(var + eps)",
    pytorch: "grad_weight = (grad_output * (x - mean)).sum(0) * (var + eps).sqrt()  # should be / ...",
    typescript: "dgamma[k] += dout[i] * (x[i] - mu[k]) * Math.sqrt(v[k] + eps); // should be / Math.sqrt(...)",
  },

  applies: always,
  hiddenBy: ["dout is orthogonal to xhat", "sqrt(v + eps) is 1"],
  dgamma: ({ D, dgamma, r }) => [each(D, (k) => at(dgamma, k) / at(r, k) ** 2)],

  example: {
    backward: [(c) => staged(c, { dgamma: ({ dout, x, mu, v, eps }) => dout * (x - mu) * Math.sqrt(v + eps) })],
  },
};
