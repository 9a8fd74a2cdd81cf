import { at, each } from "../formula/term-effect";
import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { shareOf } from "./formulas/drifted-xhat";

export const mistake: Mistake = {
  id: "dv-sum-uses-x",
  family: "operands",
  tensor: "dx",
  title: "x for x - mu in the sum of dv",
  sentence: "dv sums dxhat * x where dxhat * (x - mu) belongs.",
  cause: "The forward pass keeps x, and not x - mu.",
  written: "dv = sum(dxhat * x) * (-1/2) * (v + eps)^(-3/2)",
  correct: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-3/2)",
  code: {
    numpy: "dvar = np.sum(dxhat * x, axis=0) * -0.5 * (var + eps) ** -1.5  # should be dxhat * (x - mu)",
    pytorch: "grad_var = (grad_xhat * x).sum(0) * -0.5 * rstd**3  # should be grad_xhat * (x - mean)",
    typescript: "dvar[k] += dxhat[i] * x[i] * -0.5 * r[k] ** 3; // should be dxhat[i] * (x[i] - mu[k])",
  },

  signature: "(1, 1, 1 + mu r gbar / c)",
  hiddenBy: ["dout has mean 0", "x has mean 0"],
  effects: (s) => [{ slope: each(s.D, (k) => at(s.c, k) + at(s.mu, k) * at(s.r, k) * at(s.gbar, k) * shareOf(s, k)) }],

  example: { backward: [(c) => staged(c, { dvar: ({ x, dxhat, power }) => dxhat * x * -0.5 * power })] },
};
