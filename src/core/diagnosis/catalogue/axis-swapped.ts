import { compact, sum, mean } from "./contract/by-hand";
import { inTraining, type Mistake } from "./contract/mistake";
import { meansOverOtherAxes } from "./formulas/means-over-other-axes";

export const mistake: Mistake = {
  id: "axis-swapped",
  family: "scope",
  tensor: "dx",
  title: "means over the wrong axis",
  sentence:
    "The means run over the wrong axis: over the features of a sample, as in layer normalization, where they belong over the samples of a feature.",
  cause: "axis=1 stands for axis=0, or the backward pass is that of layer normalization.",
  written: "gbar_i = mean of dout over the columns of row i,  c_i = mean of dout * xhat over the columns of row i",
  correct: "gbar_k = mean of dout over the rows of column k,  c_k = mean of dout * xhat over the rows of column k",
  code: {
    numpy:
      "dx = gamma * r * (dout - dout.mean(axis=1, keepdims=True) - xhat * (dout * xhat).mean(axis=1, keepdims=True))  # axis=0",
    pytorch:
      "grad_input = weight * rstd * (g - g.mean(1, keepdim=True) - xhat * (g * xhat).mean(1, keepdim=True))  # dim 0",
    typescript: "gbar[i] += dout[i * D + k] / D; // should be gbar[k] += dout[i * D + k] / N",
  },

  signature: "a residual, gone once the means of the rows join the basis",
  applies: (problem) => inTraining(problem) && (problem.layout.channels > 1 || problem.layout.inner > 1),
  cellFormulas: meansOverOtherAxes,

  example: {
    backward: [
      (c) => {
        const gbar = c.tapes[0].x.map((_, i) => mean(c.tapes.map((t) => t.dout[i])));
        const slope = c.tapes[0].x.map((_, i) => mean(c.tapes.map((t) => t.dout[i] * t.xhat[i])));
        return compact(c, (t) => (i) => t.gamma * t.r * (t.dout[i] - gbar[i] - t.xhat[i] * slope[i]));
      },
      (c) => {
        const total = c.tapes[0].x.map((_, i) => sum(c.tapes.map((t) => t.gamma * t.dout[i])));
        const product = c.tapes[0].x.map((_, i) => sum(c.tapes.map((t) => t.gamma * t.dout[i] * t.xhat[i])));
        return compact(c, (t) => (i) => (t.r / t.N) * (t.N * t.gamma * t.dout[i] - total[i] - t.xhat[i] * product[i]));
      },
    ],
  },
};
