import { staged } from "./contract/by-hand";
import { inTraining, withEpsInside, type Mistake } from "./contract/mistake";
import { DV } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dv-power-two",
  family: "root",
  tensor: "dx",
  title: "power -2 for -3/2 in dv, or xhat for x - mu",
  sentence:
    "The variance path is divided by sqrt(v + eps) once too often: the power in dv is -2 where -3/2 belongs, or xhat stands for x - mu in one place, which gives the same numbers.",
  cause: "r^3 is written as (1 / (v + eps))^2, or xhat, which is divided already, is divided again.",
  written: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-2)",
  correct: DV,
  code: {
    numpy: "dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 * (var + eps) ** -2  # should be ** -1.5",
    pytorch: "grad_var = (grad_xhat * xhat).sum(0) * -0.5 * rstd**3  # should be (x - mean), or rstd**2",
    typescript: "dvar[k] = sum[k] * -0.5 * r[k] ** 4; // should be r[k] ** 3",
  },

  signature: "(1, 1, r)",
  applies: (problem) => inTraining(problem) && withEpsInside(problem),
  hiddenBy: ["dout is orthogonal to xhat", "sqrt(v + eps) is 1"],
  effects: ({ r }) => [{ k: r }],

  example: {
    backward: [
      (c) => staged(c, { power: ({ v, eps }) => (v + eps) ** -2 }),
      (c) => staged(c, { dvar: ({ xhat, dxhat, power }) => dxhat * xhat * -0.5 * power }),
    ],
  },
};
