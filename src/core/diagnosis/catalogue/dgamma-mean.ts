import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dgamma-mean",
  family: "dgamma",
  tensor: "dgamma",
  title: "mean for sum in dgamma",
  sentence: "dgamma is a mean over the rows; one gamma acts on every row, so their contributions add up.",
  cause: "The gradient is averaged over the rows, although the mean of the loss is in dout already.",
  written: "dgamma = mean(dout * xhat)",
  correct: DGAMMA,
  code: {
    numpy: "dgamma = np.mean(dout * xhat, axis=0)  # should be np.sum",
    pytorch: "grad_weight = (grad_output * xhat).mean(0)  # should be .sum(0)",
    typescript: "dgamma[k] += (dout[i] * xhat[i]) / N; // drop the / N",
  },

  applies: always,
  hiddenBy: ["dout is orthogonal to xhat"],
  dgamma: ({ D, N, dgamma }) => [each(D, (k) => at(dgamma, k) / N)],
  factor: ({ N }) => 1 / N,

  example: { backward: [(c) => staged(c, { dgamma: ({ dout, xhat, N }) => (dout * xhat) / N })] },
};
