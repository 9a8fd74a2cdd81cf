import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { meanLeftover } from "./formulas/mean-leftover";

export const mistake: Mistake = {
  id: "dv-dmu-uses-x",
  family: "operands",
  tensor: "dx",
  title: "x for x - mu in d(v)/d(mu)",
  sentence: "d(v)/d(mu) is built from x where x - mu belongs: the sum of x - mu is 0, the sum of x is N * mu.",
  cause: "The forward pass keeps x, and not x - mu.",
  written: "dmu = -r * sum(dxhat) + dv * (-2/N) * sum(x)",
  correct: "dmu = -r * sum(dxhat) + dv * (-2/N) * sum(x - mu), and sum(x - mu) = 0",
  code: {
    numpy: "dmu = -r * dxhat.sum(0) + dvar * np.mean(-2.0 * x, axis=0)  # should be -2.0 * (x - mu)",
    pytorch: "grad_mean = -(grad_xhat * rstd).sum(0) + grad_var * (-2 * x).mean(0)  # should be -2 * (x - mean)",
    typescript: "dmu[k] += (dvar[k] * -2 * x[i]) / N; // should be -2 * (x[i] - mu[k])",
  },

  signature: "(1, 1 - r c mu / gbar, 1)",
  hiddenBy: ["dout is orthogonal to xhat", "x has mean 0"],
  effects: (s) => [{ ones: meanLeftover(s).map((value) => -value) }],

  example: { backward: [(c) => staged(c, { dmuVariance: ({ x, N, dvar }) => (dvar * -2 * x) / N })] },
};
