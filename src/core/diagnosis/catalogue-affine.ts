import { createColumnReader } from "./columns";
import { each } from "./effect";
import { always, type Mistake } from "./mistake";
import type { Statistics } from "./statistics";

const DGAMMA = "dgamma = sum(dout * xhat)";
const DBETA = "dbeta = sum(dout)";

/** dgamma = sum over the rows of dout * xhat. */
export const dgammaMistakes: readonly Mistake[] = [
  {
    id: "dgamma-uses-x",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is built from x; gamma multiplies xhat, the normalised x.",
    written: "dgamma = sum(dout * x)",
    correct: DGAMMA,
    code: {
      numpy: "dgamma = np.sum(dout * x, axis=0)  # should be dout * xhat",
      pytorch: "grad_weight = (grad_output * x).sum(0)  # should be grad_output * xhat",
      typescript: "dgamma[k] += dout[i] * x[i]; // should be dout[i] * xhat[i]",
    },
    dgamma: ({ D, dgamma, dbeta, r, mu }) => [each(D, (k) => dgamma[k] / r[k] + mu[k] * dbeta[k])],
  },
  {
    id: "dgamma-centred-not-scaled",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is built from x - mu, which is not divided by sqrt(v + eps) yet.",
    written: "dgamma = sum(dout * (x - mu))",
    correct: DGAMMA,
    code: {
      numpy: "dgamma = np.sum(dout * (x - mu), axis=0)  # should be dout * (x - mu) * r",
      pytorch: "grad_weight = (grad_output * (x - mean)).sum(0)  # * rstd is missing",
      typescript: "dgamma[k] += dout[i] * (x[i] - mu[k]); // * r[k] is missing",
    },
    dgamma: ({ D, dgamma, r }) => [each(D, (k) => dgamma[k] / r[k])],
  },
  {
    id: "dgamma-times-root",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is multiplied by sqrt(v + eps) where it must be divided by it.",
    written: "dgamma = sum(dout * (x - mu)) * sqrt(v + eps)",
    correct: "dgamma = sum(dout * (x - mu)) / sqrt(v + eps)",
    code: {
      numpy: "dgamma = np.sum(dout * (x - mu) * np.sqrt(var + eps), axis=0)  # should be / np.sqrt(var + eps)",
      pytorch: "grad_weight = (grad_output * (x - mean)).sum(0) * (var + eps).sqrt()  # should be / ...",
      typescript: "dgamma[k] += dout[i] * (x[i] - mu[k]) * Math.sqrt(v[k] + eps); // should be / Math.sqrt(...)",
    },
    dgamma: ({ D, dgamma, r }) => [each(D, (k) => dgamma[k] / r[k] ** 2)],
  },
  {
    id: "dgamma-uses-dxhat",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is built from dxhat = gamma * dout; gamma's own gradient takes dout as it comes.",
    written: "dgamma = sum(gamma * dout * xhat)",
    correct: DGAMMA,
    code: {
      numpy: "dgamma = np.sum(dxhat * xhat, axis=0)  # should be dout * xhat",
      pytorch: "grad_weight = (grad_xhat * xhat).sum(0)  # should be grad_output * xhat",
      typescript: "dgamma[k] += dxhat[i] * xhat[i]; // should be dout[i] * xhat[i]",
    },
    dgamma: ({ D, dgamma, gamma }) => [each(D, (k) => dgamma[k] * gamma[k])],
  },
  {
    id: "dgamma-uses-out",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is built from out = gamma * xhat + beta; gamma multiplies xhat.",
    written: "dgamma = sum(dout * out)",
    correct: DGAMMA,
    code: {
      numpy: "dgamma = np.sum(dout * out, axis=0)  # should be dout * xhat",
      pytorch: "grad_weight = (grad_output * out).sum(0)  # should be grad_output * xhat",
      typescript: "dgamma[k] += dout[i] * out[i]; // should be dout[i] * xhat[i]",
    },
    dgamma: ({ D, dgamma, dbeta, gamma, beta }) => [each(D, (k) => gamma[k] * dgamma[k] + beta[k] * dbeta[k])],
  },
  {
    id: "dgamma-mean",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is a mean over the rows; one gamma acts on every row, so their contributions add up.",
    written: "dgamma = mean(dout * xhat)",
    correct: DGAMMA,
    code: {
      numpy: "dgamma = np.mean(dout * xhat, axis=0)  # should be np.sum",
      pytorch: "grad_weight = (grad_output * xhat).mean(0)  # should be .sum(0)",
      typescript: "dgamma[k] += (dout[i] * xhat[i]) / N; // drop the / N",
    },
    dgamma: ({ D, N, dgamma }) => [each(D, (k) => dgamma[k] / N)],
  },
  {
    id: "dgamma-dout-ignored",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma is the sum of xhat alone, which is always 0: dout is not multiplied.",
    written: "dgamma = sum(xhat)",
    correct: DGAMMA,
    code: {
      numpy: "dgamma = np.sum(xhat, axis=0)  # should be dout * xhat",
      pytorch: "grad_weight = xhat.sum(0)  # should be (grad_output * xhat).sum(0)",
      typescript: "dgamma[k] += xhat[i]; // should be dout[i] * xhat[i]",
    },
    dgamma: ({ sumXhat }) => [sumXhat],
  },
  {
    id: "dgamma-dbeta-swapped",
    family: "dgamma",
    tensor: "dgamma",
    applies: always,
    sentence: "dgamma and dbeta are swapped.",
    written: "dgamma = sum(dout),  dbeta = sum(dout * xhat)",
    correct: "dgamma = sum(dout * xhat),  dbeta = sum(dout)",
    code: {
      numpy: "return dx, dbeta, dgamma  # the caller expects dx, dgamma, dbeta",
      pytorch: "return grad_input, grad_bias, grad_weight  # forward takes (x, weight, bias)",
      typescript: "return { dx, dgamma: dbeta, dbeta: dgamma }; // swapped",
    },
    dgamma: ({ dbeta }) => [dbeta],
    dbeta: ({ dgamma }) => [dgamma],
  },
];

/** dbeta = sum over the rows of dout. */
export const dbetaMistakes: readonly Mistake[] = [
  {
    id: "dbeta-mean",
    family: "dbeta",
    tensor: "dbeta",
    applies: always,
    sentence: "dbeta is a mean over the rows; one beta acts on every row, so their contributions add up.",
    written: "dbeta = mean(dout)",
    correct: DBETA,
    code: {
      numpy: "dbeta = np.mean(dout, axis=0)  # should be np.sum",
      pytorch: "grad_bias = grad_output.mean(0)  # should be .sum(0)",
      typescript: "dbeta[k] += dout[i] / N; // drop the / N",
    },
    dbeta: ({ D, N, dbeta }) => [each(D, (k) => dbeta[k] / N)],
  },
  {
    id: "dbeta-scaled-by-gamma",
    family: "dbeta",
    tensor: "dbeta",
    applies: always,
    sentence: "dbeta is built from gamma * dout; beta is added after gamma, so dout reaches it unscaled.",
    written: "dbeta = sum(gamma * dout)",
    correct: DBETA,
    code: {
      numpy: "dbeta = np.sum(dxhat, axis=0)  # should be np.sum(dout, axis=0)",
      pytorch: "grad_bias = grad_xhat.sum(0)  # should be grad_output.sum(0)",
      typescript: "dbeta[k] += dxhat[i]; // should be dout[i]",
    },
    dbeta: ({ D, dbeta, gamma }) => [each(D, (k) => gamma[k] * dbeta[k])],
  },
  {
    id: "dbeta-all-axes",
    family: "dbeta",
    tensor: "dbeta",
    applies: (problem) => problem.layout.channels > 1,
    sentence: "dbeta is one sum over all axes; every column has a beta, and a sum, of its own.",
    written: "dbeta = sum of dout over rows and columns",
    correct: "dbeta_k = sum of dout over the rows of column k",
    code: {
      numpy: "dbeta = np.sum(dout)  # axis=0 is missing",
      pytorch: "grad_bias = grad_output.sum()  # should be .sum(0)",
      typescript: "dbeta += dout[i]; // should be dbeta[k] += dout[i]",
    },
    dbeta: ({ D, dbeta }) => {
      const total = dbeta.reduce((sum, value) => sum + value, 0);
      return [new Float64Array(D).fill(total)];
    },
  },
  {
    id: "dbeta-batch-count",
    family: "dbeta",
    tensor: "dbeta",
    applies: (problem) => problem.layout.inner > 1,
    sentence:
      "dbeta is summed over the batch alone: the positions H and W of a channel share its beta and must be summed too.",
    written: "dbeta = sum of dout over N, then a mean over (or one of) H and W",
    correct: "dbeta = sum of dout over N, H and W",
    code: {
      numpy: "dbeta = dout.sum(axis=0).mean(axis=(1, 2))  # should be dout.sum(axis=(0, 2, 3))",
      pytorch: "grad_bias = grad_output.sum(0).mean((1, 2))  # should be grad_output.sum((0, 2, 3))",
      typescript: "dbeta[k] += dout[i] / (H * W); // drop the / (H * W)",
    },
    dbeta: batchOnly,
  },
  {
    id: "dbeta-unmasked",
    family: "dbeta",
    tensor: "dbeta",
    applies: (problem) => problem.activation === "relu",
    sentence: "dbeta sums the whole dout: where the ReLU is closed (out <= 0) dout does not reach beta.",
    written: "dbeta = sum(dout)",
    correct: "dbeta = sum(dout * (out > 0))",
    code: {
      numpy: "dbeta = np.sum(dout, axis=0)  # should be dout * (out > 0)",
      pytorch: "grad_bias = grad_output.sum(0)  # should be (grad_output * (out > 0)).sum(0)",
      typescript: "dbeta[k] += dout[i]; // should be out[i] > 0 ? dout[i] : 0",
    },
    dbeta: ({ doutSum }) => [doutSum],
  },
];

/** Over the batch alone, and then: a mean over the positions, the first of them, the last of them. */
function batchOnly({ problem, mask, centres, D, N, inner, dbeta }: Statistics): Float64Array[] {
  const read = createColumnReader(problem, mask, centres);
  const first = new Float64Array(D);
  const last = new Float64Array(D);
  for (let k = 0; k < D; k++) {
    const { g } = read(k);
    for (let i = 0; i < N; i += inner) {
      first[k] += g[i];
      last[k] += g[i + inner - 1];
    }
  }
  return [each(D, (k) => dbeta[k] / inner), first, last];
}
