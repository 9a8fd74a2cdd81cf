import type { Mistake } from "./mistake";

const RIGHT = "dx = gamma * r * (dout - gbar - xhat * c)";

/** mu and v depend on x too: two of the three terms of dx come through them. */
export const pathMistakes: readonly Mistake[] = [
  {
    id: "mean-path-omitted",
    family: "paths",
    tensor: "dx",
    sentence: "The mean path is left out: x also acts through mu, which takes mean(dout) off every row.",
    written: "dx = gamma * r * (dout - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = dxhat * r + dvar * 2 * (x - mu) / N  # + dmu / N is missing",
      pytorch: "grad_input = weight * rstd * (g - xhat * (g * xhat).mean(0))  # - g.mean(0) is missing",
      typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - xhat[i] * c[k]); // - gbar[k] is missing",
    },
    effects: () => [{ b: 0 }],
  },
  {
    id: "variance-path-omitted",
    family: "paths",
    tensor: "dx",
    sentence:
      "The variance path is left out: x also acts through v, which takes xhat * mean(dout * xhat) off every row.",
    written: "dx = gamma * r * (dout - gbar)",
    correct: RIGHT,
    code: {
      numpy: "dx = dxhat * r + dmu / N  # + dvar * 2 * (x - mu) / N is missing",
      pytorch: "grad_input = weight * rstd * (g - g.mean(0))  # - xhat * (g * xhat).mean(0) is missing",
      typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k]); // - xhat[i] * c[k] is missing",
    },
    effects: () => [{ k: 0 }],
  },
  {
    id: "both-paths-omitted",
    family: "paths",
    tensor: "dx",
    sentence: "Mean and variance are treated as constants: this is the gradient of evaluation mode, used in training.",
    written: "dx = gamma * r * dout",
    correct: RIGHT,
    code: {
      numpy: "dx = dout * gamma / np.sqrt(var + eps)  # right only when mean and var are running statistics",
      pytorch: "mean, var = x.detach().mean(0), x.detach().var(0, unbiased=False)  # detach cuts both paths",
      typescript: "dx[i] = dout[i] * gamma[k] * r[k]; // right only when mu and v are running statistics",
    },
    effects: () => [{ b: 0, k: 0 }],
  },
  {
    id: "mean-path-sign",
    family: "paths",
    tensor: "dx",
    sentence: "The mean path has the wrong sign: xhat = (x - mu) * r falls when mu rises, so mean(dout) is subtracted.",
    written: "dx = gamma * r * (dout + gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dmu = np.sum(dxhat * r, axis=0)  # should be -r",
      pytorch: "grad_mean = (grad_xhat * rstd).sum(0)  # should be -rstd",
      typescript: "dmu[k] += dxhat[i] * r[k]; // should be -=",
    },
    effects: () => [{ b: -1 }],
  },
  {
    id: "variance-path-sign",
    family: "paths",
    tensor: "dx",
    sentence: "The variance path has the wrong sign: d(v + eps)^(-1/2) / dv is negative.",
    written: "dx = gamma * r * (dout - gbar + xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dvar = np.sum(dxhat * (x - mu) * 0.5 * (var + eps) ** -1.5, axis=0)  # should be -0.5",
      pytorch: "grad_var = (grad_xhat * (x - mean)).sum(0) * 0.5 * rstd**3  # should be -0.5",
      typescript: "dvar[k] += dxhat[i] * (x[i] - mu[k]) * 0.5 * r[k] ** 3; // should be -0.5",
    },
    effects: () => [{ k: -1 }],
  },
  {
    id: "dv-dmu-omitted",
    family: "paths",
    tensor: "dx",
    harmless: true,
    sentence:
      "d(v)/d(mu) = -2/N * sum(x - mu) is left out. It is exactly 0, so dx stays right: this is often reported as a bug and is none.",
    written: "dmu = -r * sum(dxhat)",
    correct: "dmu = -r * sum(dxhat) + dv * (-2/N) * sum(x - mu), and sum(x - mu) = 0",
    code: {
      numpy: "dmu = -r * dxhat.sum(0)  # + dvar * np.mean(-2 * (x - mu), 0), which is 0",
      pytorch: "grad_mean = -rstd * grad_xhat.sum(0)  # + grad_var * (-2 * (x - mean)).mean(0), which is 0",
      typescript: "dmu[k] = -r[k] * sumDxhat[k]; // + dvar[k] * mean(-2 * (x - mu)), which is 0",
    },
    effects: () => [{}],
  },
];
