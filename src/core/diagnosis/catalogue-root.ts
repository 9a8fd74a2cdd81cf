import { each, whole, type Columns, type Effect } from "./effect";
import { always, inTraining, type Mistake } from "./mistake";
import type { Statistics } from "./statistics";

const ROOT = "r = 1 / sqrt(v + eps)";
const RIGHT = "dx = gamma * r * (dout - gbar - xhat * c),  r = 1 / sqrt(v + eps)";
const DVAR = "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-3/2)";

/** rho = r_used / r from the square of its inverse, v + eps as it was used. */
function ratio(s: Statistics, used: (v: number, eps: number) => number): Float64Array {
  return each(s.D, (k) => 1 / (s.r[k] * Math.sqrt(used(s.v[k], s.eps))));
}

function power(values: Columns, exponent: number): Columns {
  return typeof values === "number" ? values ** exponent : values.map((value) => value ** exponent);
}

/** Another root in the whole backward: xhat made anew with it, or taken from the forward's cache. */
function otherRoot(rho: Columns): Effect[] {
  return [{ a: rho, b: rho, k: power(rho, 3) }, whole(rho)];
}

const scaledDgamma = (s: Statistics, rho: Float64Array): Float64Array => each(s.D, (k) => s.dgamma[k] * rho[k]);
const unbiased =
  ({ N }: Statistics) =>
  (v: number, eps: number): number =>
    (v * N) / (N - 1) + eps;

/** r = 1 / sqrt(v + eps): its power, its eps, and the variance in it. */
export const rootMistakes: readonly Mistake[] = [
  {
    id: "dv-power-half",
    family: "root",
    tensor: "dx",
    sentence:
      "The power in dv is -1/2 where -3/2 belongs: differentiating (v + eps)^(-1/2) takes one more off the exponent.",
    written: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-1/2)",
    correct: DVAR,
    code: {
      numpy: "dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 * (var + eps) ** -0.5  # should be ** -1.5",
      pytorch: "grad_var = (grad_xhat * (x - mean)).sum(0) * -0.5 * rstd  # should be rstd**3",
      typescript: "dvar[k] = sum[k] * -0.5 * r[k]; // should be r[k] ** 3",
    },
    effects: ({ r }) => [{ k: r.map((value) => value ** -2) }],
  },
  {
    id: "dv-power-one",
    family: "root",
    tensor: "dx",
    sentence: "The power in dv is -1 where -3/2 belongs: one factor 1/sqrt(v + eps) is lost.",
    written: "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-1)",
    correct: DVAR,
    code: {
      numpy: "dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 / (var + eps)  # should be * (var + eps) ** -1.5",
      pytorch: "grad_var = (grad_xhat * (x - mean)).sum(0) * -0.5 * rstd**2  # should be rstd**3",
      typescript: "dvar[k] = sum[k] * -0.5 * r[k] ** 2; // should be r[k] ** 3",
    },
    effects: ({ r }) => [{ k: r.map((value) => 1 / value) }],
  },
  {
    id: "variance-for-sigma",
    family: "root",
    tensor: "dx",
    applies: always,
    sentence: "dx is divided by the variance v + eps; it must be divided by the standard deviation sqrt(v + eps).",
    written: "dx = gamma / (v + eps) * (dout - gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma / (var + eps) * (dout - gbar - xhat * c)  # should be np.sqrt(var + eps)",
      pytorch: "rstd = 1 / (var + eps)  # should be torch.rsqrt(var + eps)",
      typescript: "const r = 1 / (v[k] + eps); // should be 1 / Math.sqrt(v[k] + eps)",
    },
    effects: ({ r }) => [whole(r), { a: r, b: r, k: power(r, 3) }],
    dgamma: (s) => [scaledDgamma(s, s.r)],
  },
  {
    id: "inverse-sigma-missing",
    family: "root",
    tensor: "dx",
    applies: always,
    sentence: "dx is not divided by sqrt(v + eps): the factor r in front is missing.",
    written: "dx = gamma * (dout - gbar - xhat * c)",
    correct: RIGHT,
    code: {
      numpy: "dx = gamma * (dout - gbar - xhat * c)  # should be gamma / np.sqrt(var + eps) * (...)",
      pytorch: "grad_input = weight * (g - g.mean(0) - xhat * (g * xhat).mean(0))  # * rstd is missing",
      typescript: "dx[i] = gamma[k] * (dout[i] - gbar[k] - xhat[i] * c[k]); // * r[k] is missing",
    },
    effects: ({ r }) => [whole(r.map((value) => 1 / value)), otherRoot(r.map((value) => 1 / value))[0]],
  },
  {
    id: "eps-omitted",
    family: "root",
    tensor: "dx",
    applies: (problem) => problem.eps > 0,
    sentence: "eps is left out of the backward pass: the root there is sqrt(v), the forward's is sqrt(v + eps).",
    written: "r = 1 / sqrt(v)",
    correct: ROOT,
    code: {
      numpy: "dvar = np.sum(dxhat * (x - mu) * -0.5 * var ** -1.5, axis=0)  # should be (var + eps) ** -1.5",
      pytorch: "rstd = var.rsqrt()  # should be (var + eps).rsqrt()",
      typescript: "const r = 1 / Math.sqrt(v[k]); // should be Math.sqrt(v[k] + eps)",
    },
    effects: (s) => {
      const rho = ratio(s, (v) => v);
      // The last three: only in dv, as (v)^(-3/2), as 1/sqrt(v) of the staged derivation, and as its 1/v.
      return [...otherRoot(rho), { k: power(rho, 3) }, { k: rho }, { k: power(rho, 2) }];
    },
    dgamma: (s) => [
      scaledDgamma(
        s,
        ratio(s, (v) => v),
      ),
    ],
  },
  {
    id: "eps-outside-root",
    family: "root",
    tensor: "dx",
    applies: (problem) => problem.eps > 0,
    sentence: "eps is added outside the root: sqrt(v) + eps is another number than sqrt(v + eps).",
    written: "r = 1 / (sqrt(v) + eps)",
    correct: ROOT,
    code: {
      numpy: "r = 1.0 / (np.sqrt(var) + eps)  # should be np.sqrt(var + eps)",
      pytorch: "rstd = 1 / (x.std(0, unbiased=False) + eps)  # should be 1 / torch.sqrt(var + eps)",
      typescript: "const r = 1 / (Math.sqrt(v[k]) + eps); // should be Math.sqrt(v[k] + eps)",
    },
    effects: (s) => otherRoot(ratio(s, (v, eps) => (Math.sqrt(v) + eps) ** 2)),
    dgamma: (s) => [
      scaledDgamma(
        s,
        ratio(s, (v, eps) => (Math.sqrt(v) + eps) ** 2),
      ),
    ],
  },
  {
    id: "eps-max",
    family: "root",
    tensor: "dx",
    applies: (problem) => problem.eps > 0,
    sentence: "eps is a lower bound of the variance, max(v, eps); the forward adds it, v + eps.",
    written: "r = 1 / sqrt(max(v, eps))",
    correct: ROOT,
    code: {
      numpy: "r = 1.0 / np.sqrt(np.maximum(var, eps))  # should be np.sqrt(var + eps)",
      pytorch: "rstd = var.clamp(min=eps).rsqrt()  # should be (var + eps).rsqrt()",
      typescript: "const r = 1 / Math.sqrt(Math.max(v[k], eps)); // should be Math.sqrt(v[k] + eps)",
    },
    effects: (s) => otherRoot(ratio(s, Math.max)),
    dgamma: (s) => [scaledDgamma(s, ratio(s, Math.max))],
  },
  {
    id: "unbiased-in-backward",
    family: "root",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && problem.layout.rows > 1,
    sentence:
      "The backward pass takes the unbiased variance (divided by N - 1); the forward normalises with the biased one (N).",
    written: "r = 1 / sqrt(v * N / (N-1) + eps)",
    correct: ROOT,
    code: {
      numpy: "var = x.var(axis=0, ddof=1)  # should be ddof=0, as in the forward pass",
      pytorch: "var = x.var(0)  # unbiased by default; should be x.var(0, unbiased=False)",
      typescript: "const v = squares / (N - 1); // should be squares / N",
    },
    effects: (s) => otherRoot(ratio(s, unbiased(s))),
  },
  {
    id: "unbiased-forward",
    family: "root",
    tensor: "dx",
    applies: (problem) => inTraining(problem) && problem.layout.rows > 1,
    sentence:
      "The forward pass normalises with the unbiased variance (N - 1) and the backward pass differentiates the biased one (N); batch normalization takes N in both.",
    written: "v = sum((x - mu)^2) / (N-1) in the forward pass, 2 (x - mu) / N in the backward pass",
    correct: "v = sum((x - mu)^2) / N in the forward pass, 2 (x - mu) / N in the backward pass",
    code: {
      numpy: "var = x.var(axis=0, ddof=1); xhat = (x - mu) / np.sqrt(var + eps)  # forward: should be ddof=0",
      pytorch: "xhat = (x - x.mean(0)) / torch.sqrt(x.var(0) + eps)  # forward: should be x.var(0, unbiased=False)",
      typescript: "const v = squares / (N - 1); // forward: should be squares / N",
    },
    effects: (s) => {
      const { N } = s;
      const rho = ratio(s, unbiased(s));
      // As unbiased-in-backward; consistent with the unbiased forward, so wrong only as batch norm; and seen from that forward.
      return [
        { a: rho, b: rho, k: power(rho, 3) },
        { a: rho, b: rho, k: rho.map((value) => (value ** 3 * N) / (N - 1)) },
        { k: (N - 1) / N },
      ];
    },
    dgamma: (s) => [scaledDgamma(s, ratio(s, unbiased(s)))],
  },
  {
    id: "eps-different",
    family: "root",
    tensor: "dx",
    applies: always,
    sentence: "The backward pass uses another eps than the forward pass.",
    written: "r = 1 / sqrt(v + eps2)",
    correct: ROOT,
    code: {
      numpy: "r = 1.0 / np.sqrt(var + 1e-8)  # should be the eps of the forward pass",
      pytorch: "rstd = (var + 1e-8).rsqrt()  # should be ctx.eps, as in the forward pass",
      typescript: "const r = 1 / Math.sqrt(v[k] + 1e-8); // should be the eps of the forward pass",
    },
    free: {
      name: "eps",
      range: (s) => {
        const positive = Array.from(s.v).filter((v) => v > 0);
        const largest = positive.reduce((most, v) => Math.max(most, v), Math.max(s.eps, 1e-12));
        const smallest = positive.reduce((least, v) => Math.min(least, v), largest);
        return [Math.min(smallest * 1e-6, s.eps > 0 ? s.eps * 1e-6 : smallest), Math.max(largest * 100, s.eps * 100)];
      },
      effects: (s, value) => otherRoot(ratio(s, (v) => v + value)),
      dgamma: (s, value) =>
        scaledDgamma(
          s,
          ratio(s, (v) => v + value),
        ),
    },
  },
];
