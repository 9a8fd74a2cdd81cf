import type { Problem } from "../../problem";
import { createColumnReader, type Centres, type Column, type Mask } from "./column-reader";

/**
 * Everything that a mistake's effect on dx, dgamma and dbeta is computed from: a few numbers for each column. Symbols
 * are those of docs/article.md; (D) each. `mu`, `v`, `r` are what x is normalised with (running ones in evaluation);
 * `gbar`, `c`, `slope` belong to g and the batch's xhat.
 */
export interface Statistics {
  readonly problem: Problem;
  readonly mask: Mask;
  readonly N: number;
  readonly D: number;
  readonly inner: number;
  readonly training: boolean;
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly eps: number;
  readonly mu: Float64Array;
  readonly v: Float64Array;
  readonly r: Float64Array;
  readonly batchMu: Float64Array;
  readonly batchV: Float64Array;
  readonly centres: Centres;
  readonly gbar: Float64Array; // mean(g)
  readonly c: Float64Array; // mean(g * xhat)
  readonly slope: Float64Array; // sum(g * xhat) / sum(xhat^2): g = gbar + slope * xhat + rest
  readonly xhatSquares: Float64Array; // sum(xhat^2)
  readonly restSquares: Float64Array; // sum(rest^2); 0 when two rows leave no room for a rest
  readonly sumXhat: Float64Array; // sum of xhat as the forward uses it: 0 in training
  readonly dgamma: Float64Array;
  readonly dbeta: Float64Array;
  readonly doutSum: Float64Array; // sum(dout), unmasked
  readonly size: Float64Array; // root mean square over the rows of |gamma r| (|g| + mean|g| + |xhat| mean|g xhat|)
  readonly sums: Float64Array; // sum|g * xhat|, the size of dgamma's terms
  readonly sumsBeta: Float64Array; // sum|g|, the size of dbeta's terms
  readonly offset: Float64Array; // |mu| r: rounding the mean costs xhat so many units of roundoff; 0 in evaluation
}

/** One pass over the tensor. */
export function createStatistics(problem: Problem, mask: Mask = "correct"): Statistics {
  const { rows: N, channels: D, inner } = problem.layout;
  const { gamma, beta, eps, running } = problem;
  const training = problem.mode === "train" || !running;
  const array = (): Float64Array => new Float64Array(D);
  const batchV = array();
  const s = {
    problem,
    mask,
    N,
    D,
    inner,
    training,
    gamma,
    beta,
    eps,
    centres: { means: array(), rests: array(), variances: batchV },
    batchV,
    mu: array(),
    v: array(),
    r: array(),
    batchMu: array(),
    gbar: array(),
    c: array(),
    slope: array(),
    xhatSquares: array(),
    restSquares: array(),
    sumXhat: array(),
    dgamma: array(),
    dbeta: array(),
    doutSum: array(),
    size: array(),
    sums: array(),
    sumsBeta: array(),
    offset: array(),
  };
  const read = createColumnReader(problem, mask);
  for (let k = 0; k < D; k++) {
    const column = read(k);
    s.centres.means[k] = column.mean;
    s.centres.rests[k] = column.rest;
    s.batchMu[k] = column.mean + column.rest;
    s.batchV[k] = column.variance;
    s.mu[k] = training ? s.batchMu[k] : running.mean[k];
    s.v[k] = training ? column.variance : running.variance[k];
    const r = (s.r[k] = 1 / Math.sqrt(s.v[k] + eps));
    s.offset[k] = training && Number.isFinite(r) ? Math.abs(s.mu[k]) * r : 0;
    measure(s, k, column);
  }
  return s;
}

function measure(s: Statistics, k: number, { dout, g, xhat }: Column): void {
  const { N } = s;
  let sum = 0;
  let sumDout = 0;
  let products = 0;
  let squares = 0;
  let absolute = 0;
  let absoluteProducts = 0;
  for (let i = 0; i < N; i++) {
    sum += g[i];
    sumDout += dout[i];
    products += g[i] * xhat[i];
    squares += xhat[i] * xhat[i];
    absolute += Math.abs(g[i]);
    absoluteProducts += Math.abs(g[i] * xhat[i]);
  }
  const gbar = (s.gbar[k] = sum / N);
  s.c[k] = products / N;
  s.xhatSquares[k] = squares;
  const slope = (s.slope[k] = squares > 0 ? products / squares : 0);
  let rest = 0;
  let size = 0;
  let largest = 0;
  const scale = Math.abs(s.gamma[k] * s.r[k]);
  for (let i = 0; i < N; i++) {
    const beside = g[i] - gbar - slope * xhat[i];
    rest += beside * beside;
    largest += g[i] * g[i];
    const terms = Math.abs(g[i]) + absolute / N + (Math.abs(xhat[i]) * absoluteProducts) / N;
    size += terms * terms;
  }
  // Rounding alone leaves about 1e-32 of the squares of g.
  s.restSquares[k] = rest > 1e-28 * largest ? rest : 0;
  s.size[k] = scale * Math.sqrt(size / N);
  s.sums[k] = absoluteProducts;
  s.sumsBeta[k] = absolute;
  s.dbeta[k] = sum;
  s.doutSum[k] = sumDout;
  if (s.training) s.dgamma[k] = products;
  else {
    // xhat of the running statistics is a straight line in xhat of the batch's.
    const batchScale = Math.sqrt(s.batchV[k] + s.eps);
    const shift = (s.batchMu[k] - s.mu[k]) * s.r[k];
    s.dgamma[k] = products * batchScale * s.r[k] + shift * sum;
    s.sumXhat[k] = N * shift;
    s.sums[k] = absoluteProducts * batchScale * s.r[k] + Math.abs(shift) * absolute;
  }
}
