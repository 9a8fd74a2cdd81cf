import type { Values } from "../../tensor";
import { createColumnReader, rootOf } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { each } from "../formula/term-effect";
import type { GivenPrecision, PrintedInputs } from "./given-precision";
import { halfUnit, type Digits } from "../../printed-digits";
import { printedBend, type PrintedBend } from "./printed-bend";

/**
 * How far half a unit of the last printed digit of x, dout, gamma and beta moves the exact gradients, to first order
 * (docs/gradcheck.md derives it). h is half a unit, e = g - gbar - xhat c, and l runs over the rows of the column; t is
 * the stretch of an eps outside of the root, 1 elsewhere, and n what the variance is divided by:
 *
 *   ddx_i / dx_l     = -gamma r^2 (c [i = l] - c/N + t (xhat_l (e_i - t c xhat_i) + xhat_i e_l) / n)
 *   ddx_i / dg_l     = gamma r ([i = l] - 1/N - t xhat_i xhat_l / n)
 *   ddx_i / dgamma   = r e_i
 *   ddgamma / dx_l   = r e_l,    ddgamma / dg_l = xhat_l,    ddbeta / dg_l = 1
 *
 * A row that a mask keeps out of the statistics moves and is moved by r e_i alone. Magnitudes are added, so that no choice of the lost digits goes beyond; higher orders are kept out by a factor.
 */
export interface InputRounding {
  /** Of a cell of dx with this g and xhat, in this row; of a batch that is not split. */
  readonly dx: (k: number, g: number, xhat: number, row: number) => number;
  readonly dgamma: Float64Array; // (D)
  readonly dbeta: Float64Array; // (D)
  /** Root mean square of dx's over the rows of a column. */
  readonly typical: (k: number) => number;
  /** How far out moves: a ReLU within it may open or close. */
  readonly out: (k: number, xhat: number) => number;
}

const known = new WeakMap<Statistics, { readonly inputs: PrintedInputs; readonly rounding: InputRounding }>();

/** undefined when no input was printed. */
export function inputRounding(s: Statistics, { inputs }: GivenPrecision): InputRounding | undefined {
  if (!inputs || !(inputs.x ?? inputs.dout ?? inputs.gamma ?? inputs.beta ?? inputs.runningVar ?? inputs.rstd))
    return undefined;
  const before = known.get(s);
  if (before?.inputs === inputs) return before.rounding;
  const rounding = s.parts.length > 0 ? overParts(s, inputs) : measure(s, inputs);
  known.set(s, { inputs, rounding });
  return rounding;
}

/** dgamma and dbeta are sums over the parts; dx is asked of each part. */
function overParts(s: Statistics, inputs: PrintedInputs): InputRounding {
  const parts = s.parts.map((part) => measure(part.s, inputs));
  const sum = (of: (rounding: InputRounding) => Float64Array): Float64Array =>
    each(s.D, (k) => parts.reduce((total, rounding) => total + of(rounding)[k], 0));
  const largestOf = (of: (rounding: InputRounding) => number): number => Math.max(...parts.map(of));
  return {
    dx: () => {
      throw new Error("expected the statistics of one part, got those of a split batch");
    },
    dgamma: sum(({ dgamma }) => dgamma),
    dbeta: sum(({ dbeta }) => dbeta),
    typical: (k) => largestOf(({ typical }) => typical(k)),
    out: (k, xhat) => largestOf(({ out }) => out(k, xhat)),
  };
}

/** Sums over the rows of a column, divided by what the variance is divided by, and half units. */
interface Sums {
  readonly hx: number; // largest half unit of x
  readonly hg: number; // of dout
  readonly insideXhat: number; // of |xhat|, over the rows that make the statistics
  readonly meanXhat: number; // of |xhat|
  readonly meanE: number; // of |e|
  readonly hgamma: number;
  readonly hbeta: number;
  readonly hmean: number; // of the running mean and variance, in evaluation
  readonly hvariance: number;
  readonly hrstd: number; // relative
  readonly bend: PrintedBend;
  readonly beyond: number; // 1 / (1 - 4 r hx): higher orders
}

function measure(s: Statistics, inputs: PrintedInputs): InputRounding {
  const { N, D, degrees, rows, gamma, r, c, gbar, stretch } = s;
  const { mask } = s.problem;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const columns: Sums[] = [];
  const dgamma = new Float64Array(D);
  const dbeta = new Float64Array(D);
  const typical = new Float64Array(D);
  const e = (k: number, g: number, xhat: number, row: number): number =>
    s.training && mask?.[row] !== 0 ? g - gbar[k] - xhat * c[k] : g;
  for (let k = 0; k < D; k++) {
    const { x, dout, g, xhat } = read(k);
    let meanXhat = 0;
    let insideXhat = 0;
    let meanE = 0;
    for (let i = 0; i < rows; i++) {
      meanXhat += Math.abs(xhat[i]) / degrees;
      if (mask?.[i] !== 0) insideXhat += Math.abs(xhat[i]) / degrees;
      meanE += Math.abs(e(k, g[i], xhat[i], i)) / degrees;
    }
    const hx = lostOfX(s, k, inputs, x);
    const loose = 4 * r[k] * Math.max(1, stretch[k]) * hx;
    const plain: Omit<Sums, "bend"> = {
      hx,
      hg: largest(inputs.dout, dout),
      insideXhat,
      meanXhat,
      meanE,
      hgamma: inputs.gamma ? halfUnit(inputs.gamma, gamma[k]) : 0,
      hbeta: inputs.beta ? halfUnit(inputs.beta, s.beta[k]) : 0,
      hmean: inputs.runningMean ? halfUnit(inputs.runningMean, s.mu[k]) : 0,
      hvariance: inputs.runningVar ? halfUnit(inputs.runningVar, s.v[k]) : 0,
      hrstd: inputs.rstd ? halfUnit(inputs.rstd, r[k]) / r[k] : 0,
      beyond: loose < 1 ? 1 / (1 - loose) : Infinity,
    };
    const bend = printedBend(s, k, { x, dout, xhat }, (at) => ofOut(s, k, plain, at));
    const sums: Sums = { ...plain, bend };
    columns.push(sums);
    if (s.training) dgamma[k] = degrees * (r[k] * hx * meanE + meanXhat * sums.hg) * sums.beyond;
    else {
      // xhat of the running statistics, by its distance from the batch's.
      const size = ((meanXhat * degrees) / N) * rootOf(s.problem, s.batchV[k]) * r[k] + Math.abs(s.sumXhat[k]) / N;
      dgamma[k] = r[k] * (hx + sums.hmean) * s.sumsBeta[k] + N * size * sums.hg;
      dgamma[k] += (s.sums[k] * r[k] ** 2 * sums.hvariance) / 2;
    }
    dgamma[k] += bend.products * sums.beyond;
    dbeta[k] = rows * sums.hg + bend.sum * sums.beyond;
    let squares = 0;
    for (let i = 0; i < rows; i++) squares += ofDx(s, k, sums, e(k, g[i], xhat[i], i), xhat[i], i) ** 2;
    typical[k] = Math.sqrt(squares / rows);
  }
  return {
    dx: (k, g, xhat, row) => ofDx(s, k, columns[k], e(k, g, xhat, row), xhat, row),
    dgamma,
    dbeta,
    typical: (k) => typical[k],
    out: (k, xhat) => ofOut(s, k, columns[k], xhat),
  };
}

function ofOut({ gamma, r, stretch }: Statistics, k: number, sums: Omit<Sums, "bend">, xhat: number): number {
  const { hx, hgamma, hbeta, insideXhat } = sums;
  const moved = 2 + Math.abs(xhat) * insideXhat * stretch[k];
  return Math.abs(gamma[k]) * r[k] * hx * moved + Math.abs(xhat) * hgamma + hbeta;
}

function ofDx(s: Statistics, k: number, sums: Sums, e: number, xhat: number, row: number): number {
  const { hx, hg, hgamma, hvariance, hrstd, insideXhat, meanXhat, meanE, bend, beyond } = sums;
  const r = s.r[k];
  const scale = Math.abs(s.gamma[k]) * r;
  const byRoot = scale * Math.abs(e) * hrstd;
  if (!s.training)
    return scale * (hg + bend.of(row) + (Math.abs(e) * r ** 2 * hvariance) / 2) + r * Math.abs(e) * hgamma + byRoot;
  const t = s.stretch[k];
  const inside = s.problem.mask?.[row] === 0 ? 0 : 1;
  const paths = inside * (2 * Math.abs(s.c[k]) + t * Math.abs(xhat) * meanE);
  const byX = scale * r * (paths + t * insideXhat * Math.abs(e - inside * t * s.c[k] * xhat)) * hx;
  const byG = scale * (1 + inside * (s.rows / s.N + t * Math.abs(xhat) * meanXhat)) * hg;
  const ofMeans = bend.sum / s.N + (t * Math.abs(xhat) * bend.products) / s.degrees;
  const byBend = scale * (bend.of(row) + inside * ofMeans);
  return (byX + byG + byBend + byRoot + r * Math.abs(e) * hgamma) * beyond;
}

/** Half a unit of the last digit of x, which is that of xhat over r where xhat was given in its place. */
function lostOfX({ problem: { kept } }: Statistics, k: number, inputs: PrintedInputs, x: Float64Array): number {
  if (kept?.what !== "xhat") return largest(inputs.x, x);
  const r = kept.r[k];
  return (
    largest(
      inputs.x,
      x.map((value) => value * r),
    ) / r
  );
}

function largest(digits: Digits | undefined, values: Values): number {
  if (!digits) return 0;
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return halfUnit(digits, most);
}
