import { always, type Mistake } from "./mistake";

const RIGHT = "dx = gamma * r * (dout - gbar - xhat * c)";

/** gamma scales all three terms of dx, once. */
export const gammaMistakes: readonly Mistake[] = [
  {
    id: "gamma-omitted",
    family: "gamma",
    tensor: "dx",
    applies: always,
    sentence:
      "gamma is left out of dx: out = gamma * xhat + beta, so the upstream gradient must pass through gamma first.",
    written: "dx = r * (dout - gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dxhat = dout  # should be dout * gamma",
      pytorch: "grad_xhat = grad_output  # should be grad_output * weight",
      typescript: "const dxhat = dout[i]; // should be dout[i] * gamma[k]",
    },
    effects: () => [{ ga: -1, gb: -1, gk: -1 }],
  },
  {
    id: "gamma-twice",
    family: "gamma",
    tensor: "dx",
    applies: always,
    sentence: "gamma is applied twice: once to dout and once more to the finished dx.",
    written: "dx = gamma^2 * r * (dout - gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * r * (dxhat - dxhat.mean(0) - xhat * (dxhat * xhat).mean(0))  # dxhat holds gamma already",
      pytorch:
        "grad_input = weight * rstd * (grad_xhat - grad_xhat.mean(0) - xhat * (grad_xhat * xhat).mean(0))  # weight is in grad_xhat",
      typescript: "dx[i] = gamma[k] * r[k] * (dxhat[i] - mean - xhat[i] * slope); // dxhat holds gamma already",
    },
    effects: () => [{ ga: 1, gb: 1, gk: 1 }],
  },
  {
    id: "gamma-direct-only",
    family: "gamma",
    tensor: "dx",
    sentence:
      "gamma multiplies the direct term only; the mean path and the variance path are built from dout without gamma.",
    written: "dx = r * (gamma * dout - gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy:
        "dx = r * (gamma * dout - dout.mean(0) - xhat * (dout * xhat).mean(0))  # gamma belongs outside the bracket",
      pytorch:
        "grad_input = rstd * (weight * g - g.mean(0) - xhat * (g * xhat).mean(0))  # weight belongs outside the bracket",
      typescript:
        "dx[i] = r[k] * (gamma[k] * dout[i] - gbar[k] - xhat[i] * c[k]); // gamma belongs outside the bracket",
    },
    effects: () => [{ gb: -1, gk: -1 }],
  },
  {
    id: "gamma-missing-direct",
    family: "gamma",
    tensor: "dx",
    sentence:
      "gamma is missing on the direct term only: the mean and variance paths use dxhat, the direct term uses dout.",
    written: "dx = r * (dout - gamma * gbar - gamma * xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = dout * r + dvar * 2 * (x - mu) / N + dmu / N  # dout should be dxhat = dout * gamma",
      pytorch:
        "grad_input = grad_output * rstd + grad_var * 2 * (x - mean) / N + grad_mean / N  # should be grad_xhat * rstd",
      typescript:
        "dx[i] = dout[i] * r[k] + (dvar[k] * 2 * (x[i] - mu[k])) / N + dmu[k] / N; // should be dxhat[i] * r[k]",
    },
    effects: () => [{ ga: -1 }],
  },
  {
    id: "gamma-twice-variance",
    family: "gamma",
    tensor: "dx",
    sentence:
      "gamma is doubled in the variance path: dgamma was built from dxhat, which holds gamma, and multiplied by gamma again.",
    written: "dx = gamma * r * (dout - gbar - gamma * xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * r * (dout - dbeta / N - xhat * (dxhat * xhat).sum(0) / N)  # should be (dout * xhat).sum(0)",
      pytorch:
        "grad_input = weight * rstd * (g - g.mean(0) - xhat * (grad_xhat * xhat).mean(0))  # should be (g * xhat).mean(0)",
      typescript: "slope += dxhat[i] * xhat[i]; // should be dout[i] * xhat[i]: gamma is multiplied at the end",
    },
    effects: () => [{ gk: 1 }],
  },
];
