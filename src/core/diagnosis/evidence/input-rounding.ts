import type { Values } from "../../tensor";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import type { GivenPrecision, PrintedInputs } from "./given-precision";
import { halfUnit, type Digits } from "./printed-digits";

/**
 * How far half a unit of the last printed digit of x, dout, gamma and beta moves the exact gradients, to first order
 * (docs/gradcheck.md derives it). h is half a unit, e = g - gbar - xhat c, and l runs over the rows of the column:
 *
 *   ddx_i / dx_l     = -gamma r^2 (c [i = l] + (xhat_l (e_i - c xhat_i) + xhat_i e_l - c) / N)
 *   ddx_i / dg_l     = gamma r ([i = l] - 1/N - xhat_i xhat_l / N)
 *   ddx_i / dgamma   = r e_i
 *   ddgamma / dx_l   = r e_l,    ddgamma / dg_l = xhat_l,    ddbeta / dg_l = 1
 *
 * Magnitudes are added, so that no choice of the lost digits goes beyond; higher orders are kept out by a factor.
 */
export interface InputRounding {
  /** Of a cell of dx with this g and xhat. */
  readonly dx: (k: number, g: number, xhat: number) => number;
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
  if (!inputs || !(inputs.x ?? inputs.dout ?? inputs.gamma ?? inputs.beta ?? inputs.runningVar)) return undefined;
  const before = known.get(s);
  if (before?.inputs === inputs) return before.rounding;
  const rounding = measure(s, inputs);
  known.set(s, { inputs, rounding });
  return rounding;
}

/** Means over the rows of a column, and half units. */
interface Sums {
  readonly hx: number; // largest half unit of x
  readonly hg: number; // of dout
  readonly meanXhat: number; // mean(|xhat|)
  readonly meanE: number; // mean(|e|)
  readonly hgamma: number;
  readonly hbeta: number;
  readonly hmean: number; // of the running mean and variance, in evaluation
  readonly hvariance: number;
  readonly beyond: number; // 1 / (1 - 4 r hx): higher orders
}

function measure(s: Statistics, inputs: PrintedInputs): InputRounding {
  const { N, D, gamma, r, c, gbar } = s;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const columns: Sums[] = [];
  const dgamma = new Float64Array(D);
  const dbeta = new Float64Array(D);
  const typical = new Float64Array(D);
  const e = (k: number, g: number, xhat: number): number => (s.training ? g - gbar[k] - xhat * c[k] : g);
  for (let k = 0; k < D; k++) {
    const { x, dout, g, xhat } = read(k);
    let meanXhat = 0;
    let meanE = 0;
    for (let i = 0; i < N; i++) {
      meanXhat += Math.abs(xhat[i]) / N;
      meanE += Math.abs(e(k, g[i], xhat[i])) / N;
    }
    const hx = largest(inputs.x, x);
    const loose = 4 * r[k] * hx;
    const sums: Sums = {
      hx,
      hg: largest(inputs.dout, dout),
      meanXhat,
      meanE,
      hgamma: inputs.gamma ? halfUnit(inputs.gamma, gamma[k]) : 0,
      hbeta: inputs.beta ? halfUnit(inputs.beta, s.beta[k]) : 0,
      hmean: inputs.runningMean ? halfUnit(inputs.runningMean, s.mu[k]) : 0,
      hvariance: inputs.runningVar ? halfUnit(inputs.runningVar, s.v[k]) : 0,
      beyond: loose < 1 ? 1 / (1 - loose) : Infinity,
    };
    columns.push(sums);
    if (s.training) dgamma[k] = N * (r[k] * hx * meanE + meanXhat * sums.hg) * sums.beyond;
    else {
      // xhat of the running statistics, by its distance from the batch's.
      const size = meanXhat * Math.sqrt(s.batchV[k] + s.eps) * r[k] + Math.abs(s.sumXhat[k]) / N;
      dgamma[k] = r[k] * (hx + sums.hmean) * s.sumsBeta[k] + N * size * sums.hg;
      dgamma[k] += (s.sums[k] * r[k] ** 2 * sums.hvariance) / 2;
    }
    dbeta[k] = N * sums.hg;
    let squares = 0;
    for (let i = 0; i < N; i++) squares += ofDx(s, k, sums, e(k, g[i], xhat[i]), xhat[i]) ** 2;
    typical[k] = Math.sqrt(squares / N);
  }
  return {
    dx: (k, g, xhat) => ofDx(s, k, columns[k], e(k, g, xhat), xhat),
    dgamma,
    dbeta,
    typical: (k) => typical[k],
    out: (k, xhat) => {
      const { hx, hgamma, hbeta, meanXhat } = columns[k];
      return Math.abs(gamma[k]) * r[k] * hx * (2 + Math.abs(xhat) * meanXhat) + Math.abs(xhat) * hgamma + hbeta;
    },
  };
}

function ofDx(s: Statistics, k: number, sums: Sums, e: number, xhat: number): number {
  const { hx, hg, hgamma, hvariance, meanXhat, meanE, beyond } = sums;
  const r = s.r[k];
  const scale = Math.abs(s.gamma[k]) * r;
  if (!s.training) return scale * (hg + (Math.abs(e) * r ** 2 * hvariance) / 2) + r * Math.abs(e) * hgamma;
  const c = Math.abs(s.c[k]);
  const byX = scale * r * (2 * c + meanXhat * Math.abs(e - s.c[k] * xhat) + Math.abs(xhat) * meanE) * hx;
  const byG = scale * (2 + Math.abs(xhat) * meanXhat) * hg;
  return (byX + byG + r * Math.abs(e) * hgamma) * beyond;
}

function largest(digits: Digits | undefined, values: Values): number {
  if (!digits) return 0;
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return halfUnit(digits, most);
}
