/**
 * Numeric derivatives of L = sum(dout out) for one set, by differences of a forward that is called as a black box.
 * docs/gradcheck.md derives step and uncertainty.
 */
import { onPieces } from "../activation/pieces";
import { crossesKink, isSmooth, reachOf, U, type SetProbe, type Wanted } from "./probe";
import { largestMagnitude } from "../batchnorm/largest-magnitude";
import { powerOfTwo } from "../batchnorm/statistics";

export interface NumericDerivative {
  readonly value: number;
  /** Bound on |value - derivative|: truncation and round-off. Infinite at a kink of ReLU. */
  readonly uncertainty: number;
  readonly step: number; // in units of sqrt(v + eps) for dx, absolute for dgamma and dbeta
}

/** What the forward divides a set by and takes off it: its mean is m + delta, whose rounding is kept. */
interface ForwardMoments {
  readonly m: number;
  readonly delta: number;
  readonly v: number;
}

/** Mean and variance of one set as the forward makes them: two passes, compensated sums. */
export function columnMoments(probe: SetProbe, x: Float64Array): ForwardMoments {
  const N = x.length;
  const { mask } = probe;
  if (probe.runningVar !== undefined) return { m: 0, delta: 0, v: probe.runningVar };
  const m = probe.centred ? compensatedSum(x, mask) / probe.members : 0;
  let sum = 0;
  let square = 0;
  let squareLow = 0;
  for (let i = 0; i < N; i++) {
    if (mask?.[i] === 0) continue;
    const d = x[i] - m;
    const term = d * d;
    const next = square + term;
    squareLow += Math.abs(square) >= term ? square - next + term : term - next + square;
    square = next;
    sum += d;
  }
  const delta = probe.centred ? sum / probe.members : 0;
  return { m, delta, v: (square + squareLow - sum * delta) / probe.degrees };
}

/** The black box: out (N) of one set. It knows nothing of derivatives. */
export function columnForward(probe: SetProbe, x: Float64Array, gamma: number, beta: number, out: Float64Array): void {
  const N = x.length;
  const { activation, own } = probe;
  const smooth = activation && isSmooth(activation) ? activation.value : undefined;
  const pieces = activation && !isSmooth(activation) ? activation : undefined;
  const { m, delta, v } = columnMoments(probe, x);
  const r = 1 / (probe.isOutside ? Math.sqrt(v) + probe.eps : Math.sqrt(v + probe.eps));
  for (let i = 0; i < N; i++) {
    const xhat = (x[i] - m - delta) * r;
    const y = own ? own.gamma[i] * xhat + own.beta[i] : gamma * xhat + beta;
    out[i] = smooth ? smooth(y, 0) : pieces ? onPieces(pieces, y) : y;
  }
}

/** Neumaier's sum. */
function compensatedSum(x: Float64Array, mask: Uint8Array | undefined): number {
  let sum = 0;
  let low = 0;
  for (let i = 0; i < x.length; i++) {
    if (mask?.[i] === 0) continue;
    const next = sum + x[i];
    low += Math.abs(sum) >= Math.abs(x[i]) ? sum - next + x[i] : x[i] - next + sum;
    sum = next;
  }
  return sum + low;
}

/** Scratch for differences over one set. */
export interface Scratch {
  readonly plus: Float64Array; // (N)
  readonly minus: Float64Array; // (N)
}
export function createScratch(N: number): Scratch {
  return { plus: new Float64Array(N), minus: new Float64Array(N) };
}

/** Relative step of the check: h = STEP times the reach, rounded down to a power of two. */
export const STEP = 2 ** -11;
/** Steps tried at a kink: the first, and ones 16, 256 and 4096 times smaller. */
export const SMALLER = 2 ** -4;
export const RETRIES = 3;

/** The check's step in units of `unit`; for x at a row, by how far the forward stays analytic (docs/gradcheck.md). */
export function stepOf(probe: SetProbe, wanted: Wanted, row = 0): number {
  if (wanted === "dx") return powerOfTwo(STEP * reachOf(probe, row));
  return powerOfTwo(STEP * parameterReach(probe, wanted));
}

/** How far gamma or beta may move: out is a straight line in both, up to a kink; behind a smooth activation it bends. */
export function parameterReach({ activation, gamma, beta, x, s }: SetProbe, wanted: Wanted): number {
  const size = Math.max(Math.abs(gamma), Math.abs(beta)) || 1;
  if (!activation || !isSmooth(activation)) return size;
  return wanted === "dbeta" ? activation.reach : (activation.reach * s) / (largestMagnitude(x) || s);
}

/**
 * dL/dx at row l, dL/dgamma or dL/dbeta, in scaled units, by central differences of order 4 (two steps and Richardson's
 * extrapolation). A perturbation that carries an output of ReLU over its kink is tried again with smaller steps.
 */
export function differentiate(
  probe: SetProbe,
  wanted: Wanted,
  row: number,
  scratch: Scratch,
  step?: number,
): NumericDerivative {
  let h = step ?? stepOf(probe, wanted, row);
  for (let attempt = 0; ; attempt++) {
    const narrow = centralDifference(probe, wanted, row, h, scratch);
    const wide = centralDifference(probe, wanted, row, 2 * h, scratch);
    const kink = narrow.kink || wide.kink;
    if (kink && attempt < RETRIES && step === undefined) {
      h *= SMALLER;
      continue;
    }
    const reach = wanted === "dx" ? reachOf(probe, row) : parameterReach(probe, wanted);
    const derivative = extrapolate(probe, wanted, h, narrow.value, wide.value, reach);
    return kink ? { ...derivative, uncertainty: Infinity } : derivative;
  }
}

/** How large the terms of a derivative get, and the rounding noise of a difference of two of what is differentiated. */
export interface Sizes {
  readonly scale: number;
  readonly noise: number;
}

/** Richardson's extrapolation of the differences with steps h and 2h, and what it can be unsure of. */
export function extrapolate(
  probe: SetProbe,
  wanted: Wanted,
  h: number,
  narrow: number,
  wide: number,
  reach = probe.reach,
  { scale, noise }: Sizes = { scale: probe.scale[wanted], noise: probe.noise[wanted] },
): NumericDerivative {
  const value = (4 * narrow - wide) / 3;
  const tau = h / reach; // step over radius of convergence
  const bends = wanted === "dx" || (probe.activation !== undefined && isSmooth(probe.activation));
  const truncation = bends ? Math.max(2 * tau * tau * Math.abs(wide - narrow), 4 * tau ** 4 * scale) : 0;
  const roundoff = (1.5 * noise + underflow(probe)) / h + 4 * U * (Math.abs(value) + scale);
  return { value, uncertainty: truncation + roundoff, step: wanted === "dx" ? h / probe.s : h };
}

/** What a difference of losses can lose among the subnormal numbers, whose spacing is absolute. */
export function underflow(probe: SetProbe): number {
  return probe.x.length * 2 ** -1070;
}

/** beta only moves out, so that it is 0 where neither an activation nor the derivative by beta needs it: it would cost digits. */
export function betaFor(probe: SetProbe, wanted: Wanted): number {
  return probe.activation || wanted === "dbeta" ? probe.beta : 0;
}

/** The outputs on both sides of a step, into `plus` and `minus`; returns the width between them as it came out after rounding. */
export function bothSides(probe: SetProbe, wanted: Wanted, row: number, h: number, { plus, minus }: Scratch): number {
  const { x, gamma } = probe;
  const beta = betaFor(probe, wanted);
  if (wanted === "dgamma") {
    columnForward(probe, x, gamma + h, beta, plus);
    columnForward(probe, x, gamma - h, beta, minus);
    return gamma + h - (gamma - h);
  }
  if (wanted === "dbeta") {
    columnForward(probe, x, gamma, beta + h, plus);
    columnForward(probe, x, gamma, beta - h, minus);
    return beta + h - (beta - h);
  }
  const base = x[row];
  x[row] = base + h;
  const upper = x[row];
  columnForward(probe, x, gamma, beta, plus);
  x[row] = base - h;
  const width = upper - x[row];
  columnForward(probe, x, gamma, beta, minus);
  x[row] = base;
  return width;
}

/** (L(+h) - L(-h)) / 2h, the outputs subtracted one by one so that what both sides share drops out exactly. */
function centralDifference(
  probe: SetProbe,
  wanted: Wanted,
  row: number,
  h: number,
  scratch: Scratch,
): { value: number; kink: boolean } {
  const { dout } = probe;
  const { plus, minus } = scratch;
  const width = bothSides(probe, wanted, row, h, scratch);
  let difference = 0;
  let kink = false;
  for (let i = 0; i < dout.length; i++) {
    difference += dout[i] * (plus[i] - minus[i]);
    if (dout[i] !== 0 && crossesKink(probe, plus[i], minus[i])) kink = true;
  }
  return { value: difference / width, kink };
}
