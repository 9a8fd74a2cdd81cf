import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dgamma-dout-ignored",
  family: "dgamma",
  tensor: "dgamma",
  title: "dout not used in dgamma",
  sentence: "dgamma is the sum of xhat alone, which is always 0: dout is not multiplied.",
  cause: "The local derivative d(out)/d(gamma) = xhat is summed without the chain rule.",
  written: "dgamma = sum(xhat)",
  correct: DGAMMA,
  code: {
    numpy: "dgamma = np.sum(xhat, axis=0)  # should be dout * xhat",
    pytorch: "grad_weight = xhat.sum(0)  # should be (grad_output * xhat).sum(0)",
    typescript: "dgamma[k] += xhat[i]; // should be dout[i] * xhat[i]",
  },

  applies: always,
  hiddenBy: ["dout is orthogonal to xhat"],
  dgamma: ({ sumXhat }) => [sumXhat],

  example: { backward: [(c) => staged(c, { dgamma: ({ xhat }) => xhat })] },
};
