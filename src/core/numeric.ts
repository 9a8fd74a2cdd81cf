/**
 * Numeric derivatives of L = sum(dout out) for one column, by differences of a forward that is called as a black box.
 *
 * The columns of batch norm are independent, so a column is probed alone. Three exact symmetries of the forward are used
 * to put it where doubles are dense, and nothing else is known of it: it does not change under x + const (the column is
 * shifted by its first element; in evaluation, by the running mean), nor when x is scaled by a power of two and eps by
 * its square; and beta only moves out (it is left out where ReLU does not need it). docs/gradcheck.md derives step and
 * uncertainty.
 */
import { gatherUpstream, columnStatistics, type BatchnormCache } from "./upstream";
import { gatherColumn } from "./column";
import type { DD } from "./dd";
import type { Problem } from "./problem";
import { powerOfTwo, unitOf } from "./statistics";

/** Unit round-off of float64. */
export const U = 2 ** -53;

/** One column made ready for probing: x = shift + unit * (x + xLow), and L in units of upstreamUnit. */
export interface ColumnProbe {
  readonly column: number;
  readonly x: Float64Array; // (N) shifted and scaled
  readonly xLow: Float64Array; // (N) what the shift rounded away; precise mode adds it
  readonly dout: Float64Array; // (N) scaled; not masked: ReLU belongs to the forward
  readonly gamma: number;
  readonly beta: number;
  readonly eps: number; // in units of unit^2
  /** Evaluation mode: the running variance, in units of unit^2 (the running mean is 0 after the shift). */
  readonly runningVar: number | undefined;
  readonly relu: boolean;
  readonly unit: number;
  readonly upstreamUnit: number;
  readonly s: number; // sqrt(v + eps), the length scale, in units of unit
  /** False when a value of the column is not finite: then nothing can be compared. */
  readonly finite: boolean;
  /** Largest magnitudes that the terms of the gradients reach; the scale of relative errors. In scaled units. */
  readonly scale: Readonly<Record<Wanted, number>>;
  /** Rounding noise of a difference of two losses, in scaled units. */
  readonly noise: Readonly<Record<Wanted, number>>;
}

/** What L is differentiated by: one value of the column, or one of its parameters. */
export type Wanted = "dx" | "dgamma" | "dbeta";

export interface NumericDerivative {
  readonly value: number;
  /** Bound on |value - derivative|: truncation and round-off. Infinite at a kink of ReLU. */
  readonly uncertainty: number;
  readonly step: number; // in units of sqrt(v + eps) for dx, absolute for dgamma and dbeta
}

/** Prepares column k. `cache` is the forward's; it gives the scales and where ReLU is shut, no derivative. */
export function createProbe(problem: Problem, cache: BatchnormCache, k: number): ColumnProbe {
  const { layout, mode } = problem;
  const N = layout.rows;
  const raw = gatherColumn(layout, problem.x, k, new Float64Array(N));
  const dout = gatherColumn(layout, problem.dout, k, new Float64Array(N));
  const gamma = problem.gamma[k];
  const beta = problem.beta[k];
  const statistics = columnStatistics(problem, k, raw);
  // The statistics' own unit keeps squares in range; this one brings s to [1, 2) as well.
  const power = Number.isFinite(statistics.s.hi) && statistics.s.hi > 0 ? powerOfTwo(statistics.s.hi) : 1;
  const unit = power * statistics.unit;
  const s = statistics.s.hi / power;
  const upstreamUnit = unitOf(largest(dout), false, 0);
  const shift = mode === "eval" ? (problem.running?.mean[k] ?? 0) : raw[0];
  const x = new Float64Array(N);
  const xLow = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const hi = raw[i] / unit - shift / unit;
    const part = hi - raw[i] / unit;
    x[i] = hi;
    xLow[i] = raw[i] / unit - (hi - part) + (-shift / unit - part);
    dout[i] /= upstreamUnit;
  }
  const finite = [x, dout].every((values) => values.every(Number.isFinite)) && [gamma, beta, s].every(Number.isFinite);
  const scaled = (value: number): number => value / unit / unit;
  const { scale, noise } = scales(problem, cache, k, upstreamUnit, statistics, raw, s);
  return {
    column: k,
    x,
    xLow,
    dout,
    gamma,
    beta,
    eps: scaled(problem.eps),
    runningVar: mode === "eval" ? scaled(problem.running?.variance[k] ?? 1) : undefined,
    relu: problem.activation === "relu",
    unit,
    upstreamUnit,
    s,
    finite,
    scale,
    noise,
  };
}

function largest(values: Float64Array): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) result = Math.max(result, Math.abs(values[i]));
  return result;
}

/** Magnitudes of what adds up to the gradients and to L: see docs/gradcheck.md, "Scales". */
function scales(
  problem: Problem,
  cache: BatchnormCache,
  k: number,
  upstreamUnit: number,
  { unit, m, delta, r }: { unit: number; m: number; delta: DD; r: DD },
  raw: Float64Array,
  s: number,
): { scale: Record<Wanted, number>; noise: Record<Wanted, number> } {
  const N = raw.length;
  const gamma = Math.abs(problem.gamma[k]);
  const beta = Math.abs(problem.beta[k]);
  const g = gatherUpstream(problem.dout, cache, k, new Float64Array(N));
  let [sum, sumXhat, sumAbs, sumAbsXhat, maxG, maxXhat] = [0, 0, 0, 0, 0, 0];
  let [squares, squaresBeta] = [0, 0];
  const betaShare = problem.activation === "relu" ? beta : 0;
  for (let i = 0; i < N; i++) {
    const gi = g[i] / upstreamUnit;
    const xhat = (raw[i] / unit - m - delta.hi) * r.hi;
    sum += gi;
    sumXhat += gi * xhat;
    sumAbs += Math.abs(gi);
    sumAbsXhat += Math.abs(gi * xhat);
    maxG = Math.max(maxG, Math.abs(gi));
    maxXhat = Math.max(maxXhat, Math.abs(xhat));
    squares += (gi * (gamma * Math.abs(xhat) + betaShare)) ** 2;
    squaresBeta += (gi * (gamma * Math.abs(xhat) + beta)) ** 2;
  }
  const training = problem.mode === "train" ? 1 : 0;
  const gbar = (training * Math.abs(sum)) / N;
  const c = (training * Math.abs(sumXhat)) / N;
  return {
    scale: { dx: (gamma * (maxG + gbar + maxXhat * c)) / s, dgamma: sumAbsXhat, dbeta: sumAbs },
    // Cells round independently; the roundings of mean and r act on all rows at once, but only where x moves.
    noise: {
      dx: 4 * U * (2 * Math.sqrt(squares) + N * gamma * (gbar + c)),
      dgamma: 8 * U * Math.sqrt(squares),
      dbeta: 8 * U * Math.sqrt(squaresBeta),
    },
  };
}

/** The black box: out (N) of one column. Two passes, compensated sums; it knows nothing of derivatives. */
export function columnForward(
  probe: ColumnProbe,
  x: Float64Array,
  gamma: number,
  beta: number,
  out: Float64Array,
): void {
  const N = x.length;
  let m = 0;
  let delta = 0;
  let v = probe.runningVar ?? 0;
  if (probe.runningVar === undefined) {
    m = compensatedSum(x) / N;
    let sum = 0;
    let square = 0;
    let squareLow = 0;
    for (let i = 0; i < N; i++) {
      const d = x[i] - m;
      const term = d * d;
      const next = square + term;
      squareLow += Math.abs(square) >= term ? square - next + term : term - next + square;
      square = next;
      sum += d;
    }
    delta = sum / N;
    v = (square + squareLow) / N - delta * delta;
  }
  const r = 1 / Math.sqrt(v + probe.eps);
  for (let i = 0; i < N; i++) {
    const y = gamma * ((x[i] - m - delta) * r) + beta;
    out[i] = probe.relu && y <= 0 ? 0 : y;
  }
}

/** Neumaier's sum. */
function compensatedSum(x: Float64Array): number {
  let sum = 0;
  let low = 0;
  for (let i = 0; i < x.length; i++) {
    const next = sum + x[i];
    low += Math.abs(sum) >= Math.abs(x[i]) ? sum - next + x[i] : x[i] - next + sum;
    sum = next;
  }
  return sum + low;
}

/** Scratch for differences over one column. */
export interface Scratch {
  readonly plus: Float64Array; // (N)
  readonly minus: Float64Array; // (N)
}
export function createScratch(N: number): Scratch {
  return { plus: new Float64Array(N), minus: new Float64Array(N) };
}

/** Relative step of the check: h = STEP * sqrt(N) * s, rounded down to a power of two. */
export const STEP = 2 ** -11;
/** Steps tried at a kink: the first, and ones 16, 256 and 4096 times smaller. */
const SMALLER = 2 ** -4;
const RETRIES = 3;

/** The check's step for x in units of `unit`: sqrt(N) s is how far the forward stays analytic (docs/gradcheck.md). */
export function stepOf(probe: ColumnProbe, wanted: Wanted): number {
  if (wanted === "dx") return powerOfTwo(STEP * Math.sqrt(probe.x.length) * probe.s);
  return powerOfTwo(STEP * (Math.max(Math.abs(probe.gamma), Math.abs(probe.beta)) || 1));
}

/**
 * dL/dx at row l, dL/dgamma or dL/dbeta, in scaled units, by central differences of order 4 (two steps and Richardson's
 * extrapolation). A perturbation that carries an output of ReLU over its kink is tried again with smaller steps.
 */
export function differentiate(
  probe: ColumnProbe,
  wanted: Wanted,
  row: number,
  scratch: Scratch,
  step?: number,
): NumericDerivative {
  let h = step ?? stepOf(probe, wanted);
  for (let attempt = 0; ; attempt++) {
    const narrow = centralDifference(probe, wanted, row, h, scratch);
    const wide = centralDifference(probe, wanted, row, 2 * h, scratch);
    const kink = narrow.kink || wide.kink;
    if (kink && attempt < RETRIES && step === undefined) {
      h *= SMALLER;
      continue;
    }
    const derivative = extrapolate(probe, wanted, h, narrow.value, wide.value);
    return kink ? { ...derivative, uncertainty: Infinity } : derivative;
  }
}

/** Richardson's extrapolation of the differences with steps h and 2h, and what it can be unsure of. */
export function extrapolate(
  probe: ColumnProbe,
  wanted: Wanted,
  h: number,
  narrow: number,
  wide: number,
): NumericDerivative {
  const value = (4 * narrow - wide) / 3;
  const tau = h / (Math.sqrt(probe.x.length) * probe.s); // step over radius of convergence
  const truncation =
    wanted === "dx" ? Math.max(2 * tau * tau * Math.abs(wide - narrow), 4 * tau ** 4 * probe.scale.dx) : 0;
  const roundoff = (1.5 * probe.noise[wanted] + underflow(probe)) / h + 4 * U * (Math.abs(value) + probe.scale[wanted]);
  return { value, uncertainty: truncation + roundoff, step: wanted === "dx" ? h / probe.s : h };
}

/** What a difference of losses can lose among the subnormal numbers, whose spacing is absolute. */
export function underflow(probe: ColumnProbe): number {
  return probe.x.length * 2 ** -1070;
}

/** beta only moves out, so that it is 0 where neither ReLU nor the derivative by beta needs it: it would cost digits. */
export function betaFor(probe: ColumnProbe, wanted: Wanted): number {
  return probe.relu || wanted === "dbeta" ? probe.beta : 0;
}

/** (L(+h) - L(-h)) / 2h, the outputs subtracted one by one so that what both sides share drops out exactly. */
function centralDifference(
  probe: ColumnProbe,
  wanted: Wanted,
  row: number,
  h: number,
  { plus, minus }: Scratch,
): { value: number; kink: boolean } {
  const { x, dout, gamma } = probe;
  const beta = betaFor(probe, wanted);
  let width: number; // the step as it came out after rounding
  if (wanted === "dx") {
    const base = x[row];
    x[row] = base + h;
    columnForward(probe, x, gamma, beta, plus);
    width = x[row];
    x[row] = base - h;
    columnForward(probe, x, gamma, beta, minus);
    width -= x[row];
    x[row] = base;
  } else if (wanted === "dgamma") {
    columnForward(probe, x, gamma + h, beta, plus);
    columnForward(probe, x, gamma - h, beta, minus);
    width = gamma + h - (gamma - h);
  } else {
    columnForward(probe, x, gamma, beta + h, plus);
    columnForward(probe, x, gamma, beta - h, minus);
    width = beta + h - (beta - h);
  }
  let difference = 0;
  let kink = false;
  for (let i = 0; i < x.length; i++) {
    difference += dout[i] * (plus[i] - minus[i]);
    if (probe.relu && plus[i] > 0 !== minus[i] > 0 && dout[i] !== 0) kink = true;
  }
  return { value: difference / width, kink };
}

/** From the probe's scaled units to those of the problem. */
export function toProblemUnits(probe: ColumnProbe, wanted: Wanted, value: number): number {
  return wanted === "dx" ? (value * probe.upstreamUnit) / probe.unit : value * probe.upstreamUnit;
}
