import { each } from "./effect";
import { always, type Mistake } from "./mistake";
import type { Statistics } from "./statistics";

const RIGHT = "dx = gamma * r * (dout - gbar - xhat * c)";

/** r c mu: what a mean that should have cancelled leaves behind. */
const leftover = ({ D, r, c, mu }: Statistics): Float64Array => each(D, (k) => r[k] * c[k] * mu[k]);

/** The right formula with the wrong tensor in it. */
export const operandMistakes: readonly Mistake[] = [
  {
    id: "dv-dmu-uses-x",
    family: "operands",
    tensor: "dx",
    sentence: "d(v)/d(mu) is built from x where x - mu belongs: the sum of x - mu is 0, the sum of x is N * mu.",
    written: "dmu = -r * sum(dxhat) + dv * (-2/N) * sum(x)",
    correct: "dmu = -r * sum(dxhat) + dv * (-2/N) * sum(x - mu), and sum(x - mu) = 0",
    code: {
      numpy: "dmu = -r * dxhat.sum(0) + dvar * np.mean(-2.0 * x, axis=0)  # should be -2.0 * (x - mu)",
      pytorch: "grad_mean = -(grad_xhat * rstd).sum(0) + grad_var * (-2 * x).mean(0)  # should be -2 * (x - mean)",
      typescript: "dmu[k] += (dvar[k] * -2 * x[i]) / N; // should be -2 * (x[i] - mu[k])",
    },
    effects: (s) => [{ ones: leftover(s).map((value) => -value) }],
  },
  {
    id: "dv-dx-uses-x",
    family: "operands",
    tensor: "dx",
    sentence: "d(v)/d(x) is taken as 2x / N; the variance is made of x - mu, so it is 2 (x - mu) / N.",
    written: "dx = dxhat * r + dv * 2 * x / N + dmu / N",
    correct: "dx = dxhat * r + dv * 2 * (x - mu) / N + dmu / N",
    code: {
      numpy: "dx = dxhat * r + dvar * 2.0 * x / N + dmu / N  # should be 2.0 * (x - mu)",
      pytorch: "grad_input = grad_xhat * rstd + grad_var * 2 * x / N + grad_mean / N  # should be 2 * (x - mean)",
      typescript: "dx[i] = dxhat[i] * r[k] + (dvar[k] * 2 * x[i]) / N + dmu[k] / N; // should be x[i] - mu[k]",
    },
    effects: (s) => [{ ones: leftover(s) }],
  },
  {
    id: "dv-sum-uses-x",
    family: "operands",
    tensor: "dx",
    sentence: "dv sums dxhat * x where dxhat * (x - mu) belongs.",
    written: "dv = sum(dxhat * x) * (-1/2) * (v + eps)^(-3/2)",
    correct: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-3/2)",
    code: {
      numpy: "dvar = np.sum(dxhat * x, axis=0) * -0.5 * (var + eps) ** -1.5  # should be dxhat * (x - mu)",
      pytorch: "grad_var = (grad_xhat * x).sum(0) * -0.5 * rstd**3  # should be grad_xhat * (x - mean)",
      typescript: "dvar[k] += dxhat[i] * x[i] * -0.5 * r[k] ** 3; // should be dxhat[i] * (x[i] - mu[k])",
    },
    effects: ({ D, c, mu, r, gbar }) => [{ slope: each(D, (k) => c[k] + mu[k] * r[k] * gbar[k]) }],
  },
  {
    id: "out-for-xhat",
    family: "operands",
    tensor: "dx",
    sentence: "The variance path uses out where xhat belongs: out = gamma * xhat + beta is scaled and shifted already.",
    written: "dx = gamma * r * (dout - gbar - out * mean(dout * out))",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * r * (dout - dout.mean(0) - out * (dout * out).mean(0))  # should be xhat, twice",
      pytorch: "ctx.save_for_backward(out, weight, rstd)  # should save xhat: backward needs it, not out",
      typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k] - out[i] * m[k]); // should be xhat[i] * c[k]",
    },
    effects: ({ D, gamma, beta, c, gbar }) => {
      const m = each(D, (k) => gamma[k] * c[k] + beta[k] * gbar[k]);
      const both = { slope: each(D, (k) => gamma[k] * m[k]), ones: each(D, (k) => beta[k] * m[k]) };
      const outside = { slope: each(D, (k) => gamma[k] * c[k]), ones: each(D, (k) => beta[k] * c[k]) };
      return [both, outside, { slope: m }]; // in both places; only in front of the mean; only inside it
    },
  },
  {
    id: "dout-ignored",
    family: "operands",
    tensor: "dx",
    applies: always,
    sentence: "dout is not multiplied: the backward pass starts from ones, and for them dx is exactly 0.",
    written: "dx = gamma * r * (1 - mean(1) - xhat * mean(xhat)) = 0",
    correct: RIGHT,
    code: {
      numpy: "dxhat = np.ones_like(x) * gamma  # should be dout * gamma",
      pytorch: "def backward(ctx, grad_output): grad_xhat = weight.expand_as(x)  # should be grad_output * weight",
      typescript: "const dxhat = gamma[k]; // should be dout[i] * gamma[k]",
    },
    // In evaluation ones give gamma * r in every row.
    effects: ({ training }) => (training ? [{ a: 0, b: 0, k: 0 }] : [{ a: 0, mean: -1, k: 0, paths: 1 }]),
    dbeta: ({ D, N }) => [new Float64Array(D).fill(N)],
  },
];
