import type { Problem } from "../../problem";
import { partsOf, type ProblemPart } from "../../batchnorm/parts";
import { createColumnReader, degreesOf, rootOf, type Centres, type Column, type Mask } from "./column-reader";
import { upstreamSize } from "./upstream-size";

/**
 * Everything that a mistake's effect on dx, dgamma and dbeta is computed from: a few numbers for each column. Symbols
 * are those of docs/article.md; (D) each. `mu`, `v`, `r` are what x is normalised with (running ones in evaluation);
 * `gbar`, `c`, `slope` belong to g and the batch's xhat. Conventions are in the numbers: r and c are the problem's own.
 *
 * Where parts of the batch are normalised apart, dx has statistics for each part, and dgamma and dbeta are sums over them.
 */
export interface Statistics {
  readonly problem: Problem;
  /** One for each part; empty where the batch is not split. What is not a sum is then of no single column: see `ofParts`. */
  readonly parts: readonly PartStatistics[];
  readonly mask: Mask;
  readonly N: number; // how many rows make the statistics: all, or those that a mask leaves
  readonly degrees: number; // what the variance is divided by: N, or N - 1
  readonly rows: number; // all of them
  readonly D: number;
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
  readonly stretch: Float64Array; // 1; with eps outside of the root (sqrt(v) + eps) / sqrt(v)
  readonly gbar: Float64Array; // sum(g) / N
  readonly c: Float64Array; // stretch * sum(g * xhat) / degrees: mean(g * xhat)
  /** Over the rows that make the statistics, g = level + slope * xhat + rest. Without a mask level is gbar. */
  readonly level: Float64Array;
  readonly slope: Float64Array; // sum(g * xhat) / sum(xhat^2)
  readonly xhatSquares: Float64Array; // sum(xhat^2)
  readonly restSquares: Float64Array; // sum(rest^2) over all rows; 0 when two rows leave no room for a rest
  readonly sumXhat: Float64Array; // sum of xhat as the forward uses it: 0 in training
  readonly dgamma: Float64Array;
  readonly dbeta: Float64Array;
  readonly doutSum: Float64Array; // sum(dout), unmasked
  readonly size: Float64Array; // root mean square over the rows of |gamma r| (|g| + sum|g| / N + |xhat| |c| of |g xhat|)
  readonly sums: Float64Array; // sum|g * xhat|, the size of dgamma's terms
  readonly sumsBeta: Float64Array; // sum|g|, the size of dbeta's terms
  readonly offset: Float64Array; // |mu| r: rounding the mean costs xhat so many units of roundoff; 0 in evaluation
}

interface PartStatistics {
  readonly part: ProblemPart;
  readonly s: Statistics;
}

/** The statistics of each part of the batch, or those of the whole where it is not split. */
export function partsIn(s: Statistics): readonly PartStatistics[] {
  return s.parts.length > 0 ? s.parts : [{ part: { problem: s.problem, start: 0 }, s }];
}

/** One pass over the tensor. */
export function createStatistics(problem: Problem, mask: Mask = "correct"): Statistics {
  const parts = partsOf(problem);
  if (parts.length === 1) return ofOneSet(problem, mask);
  return ofParts(
    problem,
    parts.map((part) => ({ part, s: ofOneSet(part.problem, mask) })),
  );
}

const SUMS = ["dgamma", "dbeta", "doutSum", "sumXhat", "sums", "sumsBeta", "xhatSquares", "restSquares"] as const;
const LARGEST = ["r", "size", "offset", "stretch"] as const;
const MEANS = ["mu", "v", "batchMu", "batchV", "gbar", "c", "level", "slope"] as const;

/** Sums over the parts, the largest of what says how far rounding reaches, and means of the rest. */
function ofParts(problem: Problem, parts: readonly PartStatistics[]): Statistics {
  const all = parts.map(({ s }) => s);
  const [first] = all;
  const count = all.length;
  const joined = (name: keyof Statistics, join: (values: number[]) => number): Float64Array =>
    Float64Array.from({ length: first.D }, (_, k) => join(all.map((s) => (s[name] as Float64Array)[k])));
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const over = (of: (s: Statistics) => number): number => sum(all.map(of));
  return {
    ...first,
    problem,
    parts,
    N: over(({ N }) => N),
    degrees: over(({ degrees }) => degrees),
    rows: over(({ rows }) => rows),
    ...Object.fromEntries(SUMS.map((name) => [name, joined(name, sum)])),
    ...Object.fromEntries(LARGEST.map((name) => [name, joined(name, (values) => Math.max(...values))])),
    ...Object.fromEntries(MEANS.map((name) => [name, joined(name, (values) => sum(values) / count)])),
  };
}

function ofOneSet(problem: Problem, mask: Mask): Statistics {
  const { channels: D, rows } = problem.layout;
  const { gamma, beta, eps, running } = problem;
  const training = problem.mode === "train" || !running;
  const array = (): Float64Array => new Float64Array(D);
  const batchV = array();
  const s = {
    problem,
    parts: [],
    mask,
    N: training ? problem.sets[0].members : rows,
    degrees: degreesOf(problem),
    rows,
    D,
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
    stretch: array().fill(1),
    gbar: array(),
    c: array(),
    level: array(),
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
    const root = rootOf(problem, s.v[k]);
    const r = (s.r[k] = 1 / root);
    const sigma = Math.sqrt(column.variance); // of the batch, whose paths these are
    if (problem.epsPlacement === "outside") s.stretch[k] = sigma > 0 ? (sigma + eps) / sigma : 0;
    s.offset[k] = training && Number.isFinite(r) ? Math.abs(s.mu[k]) * r : 0;
    measure(s, k, column);
  }
  return s;
}

function measure(s: Statistics, k: number, { dout, g, xhat }: Column): void {
  const { N, rows } = s;
  const { mask } = s.problem;
  let sum = 0;
  let sumDout = 0;
  let sumXhat = 0;
  let products = 0;
  let absolute = 0;
  let absoluteProducts = 0;
  const sizeOf = upstreamSize(s, k);
  const inside = { sum: 0, products: 0, squares: 0 }; // over the rows that make the statistics
  for (let i = 0; i < rows; i++) {
    sum += g[i];
    sumDout += dout[i];
    products += g[i] * xhat[i];
    const size = sizeOf({ g: g[i], dout: dout[i], xhat: xhat[i] });
    absolute += size;
    absoluteProducts += size * Math.abs(xhat[i]);
    if (mask?.[i] === 0) sumXhat += xhat[i];
    else {
      inside.sum += g[i];
      inside.products += g[i] * xhat[i];
      inside.squares += xhat[i] * xhat[i];
    }
  }
  s.gbar[k] = sum / N;
  s.c[k] = (products / s.degrees) * s.stretch[k];
  s.xhatSquares[k] = inside.squares;
  s.level[k] = inside.sum / N;
  s.slope[k] = inside.squares > 0 ? inside.products / inside.squares : 0;
  s.sums[k] = absoluteProducts;
  s.sumsBeta[k] = absolute;
  s.dbeta[k] = sum;
  s.doutSum[k] = sumDout;
  measureRows(s, k, g, xhat);
  if (s.training) {
    s.dgamma[k] = products;
    s.sumXhat[k] = sumXhat;
  } else {
    // xhat of the running statistics is a straight line in xhat of the batch's.
    const batchScale = rootOf(s.problem, s.batchV[k]);
    const shift = (s.batchMu[k] - s.mu[k]) * s.r[k];
    s.dgamma[k] = products * batchScale * s.r[k] + shift * sum;
    s.sumXhat[k] = N * shift;
    s.sums[k] = absoluteProducts * batchScale * s.r[k] + Math.abs(shift) * absolute;
  }
}

/** What the sums over a column leave in its rows: the rest of g, and the size of the cells. */
function measureRows(s: Statistics, k: number, g: Float64Array, xhat: Float64Array): void {
  const { rows, N, degrees, problem } = s;
  const scale = Math.abs(s.gamma[k] * s.r[k]);
  const mean = s.sumsBeta[k] / N;
  const slope = (s.sums[k] / degrees) * s.stretch[k];
  let rest = 0;
  let size = 0;
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    const isMember = problem.mask?.[i] !== 0;
    const beside = isMember ? g[i] - s.level[k] - s.slope[k] * xhat[i] : g[i];
    rest += beside * beside;
    largest += g[i] * g[i];
    const terms = Math.abs(g[i]) + (isMember ? mean + Math.abs(xhat[i]) * slope : 0);
    size += terms * terms;
  }
  // Rounding alone leaves about 1e-32 of the squares of g.
  s.restSquares[k] = rest > 1e-28 * largest ? rest : 0;
  s.size[k] = scale * Math.sqrt(size / rows);
}
