/**
 * One column of a problem made ready for numeric derivatives, at a place where doubles are dense.
 *
 * The columns of batch norm are independent, so a column is probed alone. Three exact symmetries of the forward are used
 * to move it there, and nothing else is known of it: out does not change under x + const (the column is shifted by its
 * first element; in evaluation, by the running mean), nor when x is scaled by a power of two and eps by its square; and
 * beta only moves out (it is left out where ReLU does not need it). docs/gradcheck.md derives step and uncertainty.
 */
import { maskUpstream, type BatchnormCache } from "../batchnorm/upstream";
import { gatherColumn } from "../batchnorm/column";
import type { Problem } from "../problem";
import { spreadOf } from "../batchnorm/spread";
import { powerOfTwo, unitOf } from "../batchnorm/statistics";

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

/** Where a probe keeps its columns (N): making arrays costs as much as filling them. */
export interface ProbeSpace {
  readonly raw: Float64Array;
  readonly x: Float64Array;
  readonly xLow: Float64Array;
  readonly dout: Float64Array;
}

export function createProbeSpace(N: number): ProbeSpace {
  const column = (): Float64Array => new Float64Array(N);
  return { raw: column(), x: column(), xLow: column(), dout: column() };
}

/**
 * Prepares column k. `cache` is the forward's; it gives the scales and where ReLU is shut, no derivative. The probe
 * lives in `space` until another one is made there.
 */
export function createProbe(
  problem: Problem,
  cache: BatchnormCache,
  k: number,
  space: ProbeSpace = createProbeSpace(problem.layout.rows),
): ColumnProbe {
  const { layout, mode } = problem;
  const { x, xLow } = space;
  const N = layout.rows;
  const raw = gatherColumn(layout, problem.x, k, space.raw);
  const dout = gatherColumn(layout, problem.dout, k, space.dout);
  const gamma = problem.gamma[k];
  const beta = problem.beta[k];
  const spread = spreadOf(problem, k, raw);
  // The spread's own unit keeps squares in range; this one brings s to [1, 2) as well.
  const power = Number.isFinite(spread.s) && spread.s > 0 ? powerOfTwo(spread.s) : 1;
  const unit = power * spread.unit;
  const s = spread.s / power;
  const upstreamUnit = unitOf(largest(dout), false, 0);
  // Powers of two whose inverses are doubles, which that of their product may not be.
  const [inverse, inversePower, inverseUpstream] = [1 / spread.unit, 1 / power, 1 / upstreamUnit];
  const origin = spread.origin * inversePower;
  let finite = [gamma, beta, s].every(Number.isFinite);
  for (let i = 0; i < N; i++) {
    const value = raw[i] * inverse * inversePower;
    const hi = value - origin;
    const part = hi - value;
    x[i] = hi;
    xLow[i] = value - (hi - part) + (-origin - part);
    dout[i] *= inverseUpstream;
    finite &&= Number.isFinite(hi) && Number.isFinite(dout[i]);
  }
  const scaled = (value: number): number => value / unit / unit;
  const { scale, noise } = scales(problem, cache, k, x, dout, spread.mean / power, s);
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

/** Magnitudes of what adds up to the gradients and to L, of a column x and dout in scaled units: see docs/gradcheck.md, "Scales". */
function scales(
  problem: Problem,
  cache: BatchnormCache,
  k: number,
  x: Float64Array,
  dout: Float64Array,
  mean: number,
  s: number,
): { scale: Record<Wanted, number>; noise: Record<Wanted, number> } {
  const N = x.length;
  const r = 1 / s;
  const gamma = Math.abs(problem.gamma[k]);
  const beta = Math.abs(problem.beta[k]);
  const g = problem.activation === "relu" ? maskUpstream(cache, k, dout.slice()) : dout;
  let [sum, sumXhat, sumAbs, sumAbsXhat, maxG, maxXhat] = [0, 0, 0, 0, 0, 0];
  let [squares, squaresBeta] = [0, 0];
  const betaShare = problem.activation === "relu" ? beta : 0;
  for (let i = 0; i < N; i++) {
    const gi = g[i];
    const xhat = (x[i] - mean) * r;
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

/** From the probe's scaled units to those of the problem. */
export function toProblemUnits(probe: ColumnProbe, wanted: Wanted, value: number): number {
  return wanted === "dx" ? (value * probe.upstreamUnit) / probe.unit : value * probe.upstreamUnit;
}
