import { staged } from "./contract/by-hand";
import { inTraining, withEpsInside, type Mistake } from "./contract/mistake";
import { DV } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dv-power-one",
  family: "root",
  tensor: "dx",
  title: "power -1 for -3/2 in dv",
  sentence: "The power in dv is -1 where -3/2 belongs: one factor 1/sqrt(v + eps) is lost.",
  cause: "r^2 stands where r^3 belongs.",
  written: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-1)",
  correct: DV,
  code: {
    numpy: "dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 / (var + eps)  # should be * (var + eps) ** -1.5",
    pytorch: "grad_var = (grad_xhat * (x - mean)).sum(0) * -0.5 * rstd**2  # should be rstd**3",
    typescript: "dvar[k] = sum[k] * -0.5 * r[k] ** 2; // should be r[k] ** 3",
  },

  signature: "(1, 1, sqrt(v + eps))",
  applies: (problem) => inTraining(problem) && withEpsInside(problem),
  hiddenBy: ["dout is orthogonal to xhat", "sqrt(v + eps) is 1"],
  effects: ({ r }) => [{ k: r.map((value) => 1 / value) }],

  example: { backward: [(c) => staged(c, { power: ({ v, eps }) => 1 / (v + eps) })] },
};
