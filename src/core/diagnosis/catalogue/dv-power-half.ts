import { staged } from "./contract/by-hand";
import { inTraining, withEpsInside, type Mistake } from "./contract/mistake";
import { DV } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "dv-power-half",
  family: "root",
  tensor: "dx",
  title: "power -1/2 for -3/2 in dv",
  sentence:
    "The power in dv is -1/2 where -3/2 belongs: differentiating (v + eps)^(-1/2) takes one more off the exponent.",
  cause: "r stands where r^3 belongs.",
  written: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-1/2)",
  correct: DV,
  code: {
    numpy: "dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 * (var + eps) ** -0.5  # should be ** -1.5",
    pytorch: "grad_var = (grad_xhat * (x - mean)).sum(0) * -0.5 * rstd  # should be rstd**3",
    typescript: "dvar[k] = sum[k] * -0.5 * r[k]; // should be r[k] ** 3",
  },

  signature: "(1, 1, v + eps)",
  applies: (problem) => inTraining(problem) && withEpsInside(problem),
  hiddenBy: ["dout is orthogonal to xhat", "sqrt(v + eps) is 1"],
  effects: ({ r }) => [{ k: r.map((value) => value ** -2) }],

  example: { backward: [(c) => staged(c, { power: ({ v, eps }) => (v + eps) ** -0.5 })] },
};
