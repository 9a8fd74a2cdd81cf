import { each, whole, type Effect } from "./effect";
import { inTraining, type Mistake } from "./mistake";
import type { Statistics } from "./statistics";
import { swappedForms } from "./wide";

/** Means and variances taken over the wrong set of numbers. */
export const scopeMistakes: readonly Mistake[] = [
  {
    id: "running-statistics",
    family: "scope",
    tensor: "dx",
    sentence:
      "The backward pass uses the running mean and variance; in training the forward normalises with the batch's own.",
    written: "r = 1 / sqrt(running_var + eps),  xhat = (x - running_mean) * r",
    correct: "r = 1 / sqrt(v + eps),  xhat = (x - mu) * r",
    code: {
      numpy: "xhat = (x - running_mean) / np.sqrt(running_var + eps)  # should be mu and var of this batch",
      pytorch:
        "xhat = (x - self.running_mean) * (self.running_var + self.eps).rsqrt()  # should be the batch's mean and var",
      typescript: "const r = 1 / Math.sqrt(runningVar[k] + eps); // should be v[k], the batch's variance",
    },
    effects: (s) => {
      const { running } = s.problem;
      if (!running) return [];
      const p = each(s.D, (k) => 1 / (s.r[k] * Math.sqrt(running.variance[k] + s.eps)));
      const t = each(s.D, (k) => (s.mu[k] - running.mean[k]) / Math.sqrt(running.variance[k] + s.eps));
      return drifted(s, p, t);
    },
    dgamma: (s) => {
      const { running } = s.problem;
      if (!running) return [];
      const scale = each(s.D, (k) => 1 / Math.sqrt(running.variance[k] + s.eps));
      return [
        each(s.D, (k) => s.dgamma[k] * (scale[k] / s.r[k]) + (s.mu[k] - running.mean[k]) * scale[k] * s.dbeta[k]),
      ];
    },
  },
  {
    id: "batch-statistics",
    family: "scope",
    tensor: "dx",
    applies: (problem) => problem.mode === "eval",
    sentence:
      "The backward pass is that of training; in evaluation the running mean and variance are constants and have no path.",
    written: "dx = gamma * r * (dout - gbar - xhat * c)",
    correct: "dx = gamma * r * dout,  r = 1 / sqrt(running_var + eps)",
    code: {
      numpy: "dx = gamma * r * (dout - dout.mean(0) - xhat * (dout * xhat).mean(0))  # in evaluation: gamma * r * dout",
      pytorch: "grad_input = native_batch_norm_backward(..., train=True, ...)  # should be train=self.training",
      typescript:
        "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k] - xhat[i] * c[k]); // in evaluation: gamma[k] * r[k] * dout[i]",
    },
    effects: (s) => {
      // With the batch's statistics throughout; or the formula of training around the running ones.
      const rho = each(s.D, (k) => 1 / (s.r[k] * Math.sqrt(s.batchV[k] + s.eps)));
      const batch: Effect = { ...whole(rho), paths: 1 };
      const t = each(s.D, (k) => (s.batchMu[k] - s.mu[k]) * s.r[k]);
      const p = rho.map((value) => 1 / value);
      const m = each(s.D, (k) => p[k] * s.c[k] + t[k] * s.gbar[k]);
      return [batch, { slope: each(s.D, (k) => p[k] * m[k]), ones: each(s.D, (k) => t[k] * m[k]), paths: 1 }];
    },
  },
  {
    id: "all-axes-mean",
    family: "scope",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && problem.layout.channels > 1,
    sentence: "The means are taken over all axes: one number for the whole tensor where every column needs its own.",
    written: "gbar = mean of dout over rows and columns,  c = mean of dout * xhat over rows and columns",
    correct: "gbar = mean of dout over the rows of one column,  c = mean of dout * xhat over the rows of one column",
    code: {
      numpy: "dx = gamma * r * (dout - np.mean(dout) - xhat * np.mean(dout * xhat))  # axis=0 is missing, twice",
      pytorch: "grad_input = weight * rstd * (g - g.mean() - xhat * (g * xhat).mean())  # should be .mean(0)",
      typescript: "sum += dout[i]; // should be sum[k] += dout[i]: one sum for each column",
    },
    effects: allAxes,
  },
  {
    id: "axis-swapped",
    family: "scope",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && (problem.layout.channels > 1 || problem.layout.inner > 1),
    sentence:
      "The means run over the wrong axis: over the features of a sample, as in layer normalization, where they belong over the samples of a feature.",
    written: "gbar_i = mean of dout over the columns of row i,  c_i = mean of dout * xhat over the columns of row i",
    correct: "gbar_k = mean of dout over the rows of column k,  c_k = mean of dout * xhat over the rows of column k",
    code: {
      numpy:
        "dx = gamma * r * (dout - dout.mean(axis=1, keepdims=True) - xhat * (dout * xhat).mean(axis=1, keepdims=True))  # axis=0",
      pytorch:
        "grad_input = weight * rstd * (g - g.mean(1, keepdim=True) - xhat * (g * xhat).mean(1, keepdim=True))  # dim 0",
      typescript: "gbar[i] += dout[i * D + k] / D; // should be gbar[k] += dout[i * D + k] / N",
    },
    wide: swappedForms,
  },
];

/** xhat_used = p xhat + t: all three terms of dx drift. Also: with the forward's xhat, and as in evaluation. */
export function drifted(s: Statistics, p: Float64Array, t: Float64Array): Effect[] {
  const m = each(s.D, (k) => p[k] * s.c[k] + t[k] * s.gbar[k]);
  const slope = each(s.D, (k) => p[k] * m[k]);
  const ones = each(s.D, (k) => t[k] * m[k]);
  return [{ ...whole(p), slope, ones }, whole(p), { a: p, b: 0, k: 0 }];
}

/** One mean for all columns, with gamma outside of it or (in dxhat) inside, in one path or both; or a sum over all. */
function allAxes(s: Statistics): Effect[] {
  const average = (f: (k: number) => number): number => {
    let sum = 0;
    for (let k = 0; k < s.D; k++) sum += f(k) / s.D;
    return sum;
  };
  const mean = average((k) => s.gbar[k]);
  const slope = average((k) => s.c[k]);
  const insideMean = average((k) => s.gamma[k] * s.gbar[k]);
  const insideSlope = average((k) => s.gamma[k] * s.c[k]);
  return [
    { mean, slope },
    { mean: insideMean, gb: -1, slope: insideSlope, gk: -1 },
    { mean },
    { slope },
    { mean: insideMean, gb: -1 },
    { slope: insideSlope, gk: -1 },
    { mean: mean * s.D, slope: slope * s.D },
    { mean: insideMean * s.D, gb: -1, slope: insideSlope * s.D, gk: -1 },
  ];
}
