import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dgamma-uses-dxhat",
  family: "dgamma",
  tensor: "dgamma",
  title: "gamma * dout for dout in dgamma",
  sentence: "dgamma is built from dxhat = gamma * dout; gamma's own gradient takes dout as it comes.",
  cause: "dxhat is computed first, and used for all that follows.",
  written: "dgamma = sum(gamma * dout * xhat)",
  correct: DGAMMA,
  code: {
    numpy: "dgamma = np.sum(dxhat * xhat, axis=0)  # should be dout * xhat",
    pytorch: "grad_weight = (grad_xhat * xhat).sum(0)  # should be grad_output * xhat",
    typescript: "dgamma[k] += dxhat[i] * xhat[i]; // should be dout[i] * xhat[i]",
  },

  applies: always,
  hiddenBy: ["gamma is 1", "beta is 0", "dout has mean 0", "dout is orthogonal to xhat"],
  dgamma: ({ D, dgamma, gamma }) => [each(D, (k) => at(dgamma, k) * at(gamma, k))],
  factor: ({ gamma }, k) => at(gamma, k),

  example: { backward: [(c) => staged(c, { dgamma: ({ dout, gamma, xhat }) => dout * gamma * xhat })] },
};
