import { whole } from "./effect";
import { always, inTraining, type Mistake } from "./mistake";

const RIGHT = "dx = gamma * r * (dout - gbar - xhat * c),  gbar = sum(dout) / N,  c = sum(dout * xhat) / N";

/** Factors that come from counting: 1/N, N - 1, and the 2 and 1/2 of the variance. */
export const countMistakes: readonly Mistake[] = [
  {
    id: "inverse-n-missing-mean",
    family: "counts",
    tensor: "dx",
    sentence:
      "1/N is missing on the mean path: d(mu)/d(x) is 1/N for every row, so the sum of dout must become a mean.",
    written: "dx = gamma * r * (dout - sum(dout) - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / N + dmu  # should be dmu / N",
      pytorch: "grad_input = weight * rstd * (g - g.sum(0) - xhat * (g * xhat).mean(0))  # should be g.mean(0)",
      typescript:
        "dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] - (xhat[i] * dgamma[k]) / N); // should be dbeta[k] / N",
    },
    effects: ({ N }) => [{ b: N }],
  },
  {
    id: "inverse-n-missing-variance",
    family: "counts",
    tensor: "dx",
    sentence: "1/N is missing on the variance path: d(v)/d(x) is 2 (x - mu) / N.",
    written: "dx = gamma * r * (dout - gbar - xhat * sum(dout * xhat))",
    correct: RIGHT,
    code: {
      numpy: "dx = dxhat * r + dvar * 2 * (x - mu) + dmu / N  # should be 2 * (x - mu) / N",
      pytorch: "grad_input = weight * rstd * (g - g.mean(0) - xhat * (g * xhat).sum(0))  # should be .mean(0)",
      typescript:
        "dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] / N - xhat[i] * dgamma[k]); // should be dgamma[k] / N",
    },
    effects: ({ N }) => [{ k: N }],
  },
  {
    id: "inverse-n-missing-both",
    family: "counts",
    tensor: "dx",
    sentence: "1/N is missing on both paths: sums of dout and dout * xhat stand where their means belong.",
    written: "dx = gamma * r * (dout - sum(dout) - xhat * sum(dout * xhat))",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * r * (dout - dbeta - xhat * dgamma)  # should be dbeta / N and dgamma / N",
      pytorch: "grad_input = weight * rstd * (g - g.sum(0) - xhat * (g * xhat).sum(0))  # both should be .mean(0)",
      typescript:
        "dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] - xhat[i] * dgamma[k]); // both should be divided by N",
    },
    effects: ({ N }) => [{ b: N, k: N }],
  },
  {
    id: "n-minus-1-both",
    family: "counts",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && problem.layout.rows > 1,
    sentence: "Both paths divide by N - 1; the batch's mean and variance divide by N.",
    written: "dx = gamma * r * (dout - sum(dout) / (N-1) - xhat * sum(dout * xhat) / (N-1))",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * r * (dout - dbeta / (N - 1) - xhat * dgamma / (N - 1))  # should be N",
      pytorch: "n = x.shape[0] - 1  # should be x.shape[0]",
      typescript: "const n = rows - 1; // should be rows",
    },
    effects: ({ N }) => [{ b: N / (N - 1), k: N / (N - 1) }],
  },
  {
    id: "n-minus-1-variance-path",
    family: "counts",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && problem.layout.rows > 1,
    sentence:
      "The variance path divides by N - 1, as for an unbiased variance; the forward normalises with the biased one.",
    written: "dx = gamma * r * (dout - gbar - xhat * sum(dout * xhat) / (N-1))",
    correct: RIGHT,
    code: {
      numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / (N - 1) + dmu / N  # should be 2 * (x - mu) / N",
      pytorch: "grad_input = grad_xhat * rstd + grad_var * 2 * (x - mean) / (N - 1) + grad_mean / N  # should be / N",
      typescript: "dx[i] = dxhat[i] * r[k] + (dvar[k] * 2 * (x[i] - mu[k])) / (N - 1) + dmu[k] / N; // should be / N",
    },
    effects: ({ N }) => [{ k: N / (N - 1) }],
  },
  {
    id: "factor-2-missing",
    family: "counts",
    tensor: "dx",
    sentence: "The 2 is missing in d(x - mu)^2: the variance path has half its size.",
    written: "dx = gamma * r * (dout - gbar - xhat * c / 2)",
    correct: RIGHT,
    code: {
      numpy: "dx = dxhat * r + dvar * (x - mu) / N + dmu / N  # should be dvar * 2 * (x - mu) / N",
      pytorch:
        "grad_input = grad_xhat * rstd + grad_var * (x - mean) / N + grad_mean / N  # should be grad_var * 2 * ...",
      typescript:
        "dx[i] = dxhat[i] * r[k] + (dvar[k] * (x[i] - mu[k])) / N + dmu[k] / N; // should be dvar[k] * 2 * ...",
    },
    effects: () => [{ k: 0.5 }],
  },
  {
    id: "factor-half-missing",
    family: "counts",
    tensor: "dx",
    sentence:
      "The 1/2 is missing in d(v + eps)^(-1/2) / dv = -1/2 (v + eps)^(-3/2): the variance path has twice its size.",
    written: "dx = gamma * r * (dout - gbar - 2 * xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dvar = np.sum(dxhat * (x - mu) * -(var + eps) ** -1.5, axis=0)  # should be -0.5 * (var + eps) ** -1.5",
      pytorch: "grad_var = -(grad_xhat * (x - mean)).sum(0) * rstd**3  # should be -0.5 * ...",
      typescript: "dvar[k] -= dxhat[i] * (x[i] - mu[k]) * r[k] ** 3; // should be 0.5 * dxhat[i] * ...",
    },
    effects: () => [{ k: 2 }],
  },
  {
    id: "divided-by-n-again",
    family: "counts",
    tensor: "dx",
    applies: always,
    sentence: "The whole dx is divided by N once more: the mean of the loss is already in dout.",
    written: "dx = gamma * r / N * (dout - gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * r / N * (dout - dbeta / N - xhat * dgamma / N)  # 1/N outside goes with N * dout inside",
      pytorch: "grad_input = weight * rstd / N * (g - g.mean(0) - xhat * (g * xhat).mean(0))  # drop the / N",
      typescript: "dx[i] = ((gamma[k] * r[k]) / N) * (dout[i] - gbar[k] - xhat[i] * c[k]); // drop the / N",
    },
    effects: ({ N }) => [whole(1 / N)],
  },
  {
    id: "batch-count",
    family: "counts",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && problem.layout.inner > 1,
    sentence:
      "The sums run over N, H and W but are divided by the batch size N alone: every position of a channel counts as a row.",
    written: "dx = gamma * r * (dout - sum(dout) / N - xhat * sum(dout * xhat) / N)",
    correct: "dx = gamma * r * (dout - sum(dout) / (N*H*W) - xhat * sum(dout * xhat) / (N*H*W))",
    code: {
      numpy: "m = x.shape[0]  # should be x.shape[0] * x.shape[2] * x.shape[3]",
      pytorch: "m = x.size(0)  # should be x.numel() / x.size(1)",
      typescript: "const m = shape[0]; // should be shape[0] * shape[2] * shape[3]",
    },
    effects: ({ inner }) => [{ b: inner, k: inner }],
  },
];
