/**
 * One set of a problem made ready for numeric derivatives, at a place where doubles are dense: a column, or one part of it
 * (src/core/sets.ts).
 *
 * Sets are independent, so a set is probed alone. Exact symmetries of the forward are used to move it there, and nothing
 * else is known of it: out does not change under x + const (the set is shifted by its first member; in evaluation, by the
 * running mean; in RMS norm not at all), nor when x is scaled by a power of two and eps with it; beta only moves out (it is
 * left out where the activation does not need it); and where gamma varies in the set and no activation stands behind it,
 * L = sum(dout gamma xhat) + const, so that gamma goes over to dout. docs/gradcheck.md derives step and uncertainty.
 */
import { isActivated, isCut, piecesOf, type Pieces } from "../activation/pieces";
import { smoothOf, type SmoothActivation } from "../activation/smooth";
import { eachInFront } from "../batchnorm/before-activation";
import { throughActivation, type BatchnormCache } from "../batchnorm/upstream";
import { largestMagnitude } from "../batchnorm/largest-magnitude";
import { gammaVaries, weigh } from "../batchnorm/affine";
import { gatherAffine } from "../batchnorm/affine-rows";
import { gatherColumn } from "../batchnorm/column";
import { degreesOf } from "../conventions";
import { isCentred } from "../normalization-layer";
import { affineIndexOf } from "../layout";
import type { Problem } from "../problem";
import { itemAt } from "../item-at";
import { maskOf, membersIn } from "../sets";
import { spreadOf, type Spread } from "../batchnorm/spread";
import { powerOfTwo, unitOf } from "../batchnorm/statistics";

/** Unit round-off of float64. */
export const U = 2 ** -53;

/** One set of N rows made ready for probing: x = shift + unit * (x + xLow), and L in units of upstreamUnit. */
export interface SetProbe {
  readonly column: number;
  readonly x: Float64Array; // (N) shifted and scaled
  readonly xLow: Float64Array; // (N) what the shift rounded away; precise mode adds it
  readonly dout: Float64Array; // (N) scaled; as given: the activation belongs to the forward
  readonly gamma: number; // 1 where it varies in the set
  readonly beta: number; // 0 likewise
  /** Of each row (N), where they vary and the forward needs them as they are: in front of an activation, or for its outs. */
  readonly own?: { readonly gamma: Float64Array; readonly beta: Float64Array };
  readonly centred: boolean; // whether a mean is taken off the set
  readonly mask: Uint8Array | undefined; // (N) 1 in the rows that make the statistics
  readonly members: number; // M, how many do
  readonly degrees: number; // what the sum of squares is divided by: M, or M - 1
  readonly eps: number; // in units of unit^2, or of unit when it stands outside of the root
  readonly isOutside: boolean;
  /** Evaluation mode: the running variance, in units of unit^2 (the running mean is 0 after the shift). */
  readonly runningVar: number | undefined;
  readonly activation: ProbedActivation | undefined; // undefined without one
  readonly unit: number;
  readonly upstreamUnit: number;
  readonly s: number; // what the set is divided by, its length scale, in units of unit
  /** How far a member can move before the forward ceases to be analytic, in units of unit (docs/gradcheck.md). */
  readonly reach: number;
  /** The same of a row whose x moves no statistic, and of a smooth activation alone: infinite without one. */
  readonly straight: number;
  /** False when a value of the set is not finite: then nothing can be compared. */
  readonly finite: boolean;
  /** Largest magnitudes that the terms of the gradients reach; the scale of relative errors. In scaled units. */
  readonly scale: Readonly<Record<Wanted, number>>;
  /** Rounding noise of a difference of two losses, in scaled units. */
  readonly noise: Readonly<Record<Wanted, number>>;
}

/** What stands behind the layer: made of straight pieces, with kinks between them, or smooth. */
export type ProbedActivation = Pieces | SmoothActivation;

export function isSmooth(activation: ProbedActivation): activation is SmoothActivation {
  return "value" in activation;
}

/** Whether two outs lie on both sides of a kink. */
export function crossesKink({ activation }: Pick<SetProbe, "activation">, one: number, other: number): boolean {
  if (!activation || isSmooth(activation)) return false;
  return one > 0 !== other > 0 || isCut(activation, one) !== isCut(activation, other);
}

/** What L is differentiated by: one value of the set, or one of its column's parameters. */
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

/** Of a constant set whose eps stands outside of the root: |x - mu| is analytic nowhere near it. */
const CONSTANT_REACH = 2 ** -40;

/**
 * Prepares a set of column k. `cache` is the forward's; it gives the scales and where ReLU is shut, no derivative. The
 * probe lives in `space` until another one is made there.
 */
export function createProbe(
  problem: Problem,
  cache: BatchnormCache,
  k: number,
  setIndex = 0,
  space: ProbeSpace = createProbeSpace(problem.layout.rows),
): SetProbe {
  const { layout, mode, eps, epsPlacement } = problem;
  const activation = probedActivation(problem);
  const set = itemAt(problem.sets, setIndex);
  const rows = <T extends Float64Array | Uint8Array>(values: T): T => values.subarray(set.from, set.to) as T;
  const raw = gatherColumn(layout, problem.x, k, space.raw);
  const wholeDout = gatherColumn(layout, problem.dout, k, space.dout);
  const upstream = activation ? upstreamSizes(activation, cache, k, wholeDout.slice()) : wholeDout;
  const [x, xLow, dout] = [rows(space.x), rows(space.xLow), rows(wholeDout)];
  const { weightUnit, own } = takeWeights(problem, k, upstream);
  const entry = affineIndexOf(layout, 0, k);
  const [gamma, beta] = gammaVaries(layout) ? [1, 0] : [problem.gamma[entry], problem.beta[entry]];
  const spread = spreadOf(problem, k, set, raw);
  // The spread's own unit keeps squares in range; this one brings s to [1, 2) as well.
  const power = Number.isFinite(spread.s) && spread.s > 0 ? powerOfTwo(spread.s) : 1;
  const unit = power * spread.unit;
  const upstreamUnit = unitOf(largestMagnitude(dout), false, 0);
  const finite = fill(rows(raw), { x, xLow, dout }, spread, power, upstreamUnit);
  if (upstream !== wholeDout) for (let i = set.from; i < set.to; i++) upstream[i] *= weightUnit / upstreamUnit;
  const [isOutside, training] = [epsPlacement === "outside", mode === "train"];
  const members = training ? membersIn(problem, k, set) : Infinity;
  const degrees = degreesOf(problem.variance, members);
  const s = spread.s / power;
  const root = Math.sqrt(spread.v) / power;
  const length = !isOutside || !training ? s : root || CONSTANT_REACH * s;
  const rooted = Math.sqrt(training ? members : x.length) * length;
  const straight = straightReach(activation, s, own?.gamma ?? Float64Array.of(gamma));
  const stretch = !isOutside ? 1 : root > 0 ? s / root : 0;
  const width = isOutside && training ? root / s : 1;
  const sizes = { gamma, beta, activation, s, members, mean: spread.mean / power, stretch, degrees, width, own, dout };
  return {
    column: k,
    x,
    xLow,
    dout,
    gamma,
    beta,
    ...(own && { own }),
    centred: isCentred(problem),
    mask: maskOf(problem, k)?.subarray(set.from, set.to),
    members,
    degrees,
    eps: isOutside ? eps / unit : eps / unit / unit,
    isOutside,
    runningVar: training ? undefined : (problem.running?.variance[k] ?? 1) / unit / unit,
    activation,
    unit,
    upstreamUnit: own ? upstreamUnit : upstreamUnit * weightUnit,
    s,
    reach: 1 / (1 / rooted + 1 / straight),
    straight,
    finite: finite && [gamma, beta, s].every(Number.isFinite) && isFiniteEverywhere(own),
    ...scales(x, rows(upstream), sizes),
  };
}

/**
 * Multiplies upstream (N) by a gamma that varies in the set, up to a unit. Without an activation that is what dout is from
 * then on; with one only the scales take it, and the forward has each row's own gamma and beta.
 */
function takeWeights(
  problem: Problem,
  k: number,
  upstream: Float64Array,
): Pick<SetProbe, "own"> & { weightUnit: number } {
  if (!gammaVaries(problem.layout)) return { weightUnit: 1 };
  const { units } = weigh(problem, k, upstream, undefined);
  const own = isActivated(problem) ? { own: ownOf(problem, k) } : {};
  return { ...own, weightUnit: units[0] * units[1] };
}

function ownOf({ layout, gamma, beta }: Problem, k: number): NonNullable<SetProbe["own"]> {
  const gather = (values: Float64Array): Float64Array => gatherAffine(layout, values, k, new Float64Array(layout.rows));
  return { gamma: gather(gamma), beta: gather(beta) };
}

function isFiniteEverywhere(own: SetProbe["own"]): boolean {
  return !own || [own.gamma, own.beta].every((values) => values.every(Number.isFinite));
}

/**
 * The probe of a set whose outs are looked at one by one: a gamma that varies stays in front of them, where L had it go over
 * to dout. Without an activation beta only moves out.
 */
export function probeOfOutputs(probe: SetProbe, { layout, gamma }: Problem): SetProbe {
  if (probe.own || !gammaVaries(layout)) return probe;
  const weights = gatherAffine(layout, gamma, probe.column, new Float64Array(layout.rows));
  return { ...probe, own: { gamma: weights, beta: new Float64Array(layout.rows) } };
}

/** Shifts and scales the rows of a set; false where one of them is not finite. */
function fill(
  raw: Float64Array,
  { x, xLow, dout }: Pick<SetProbe, "x" | "xLow" | "dout">,
  spread: Spread,
  power: number,
  upstreamUnit: number,
): boolean {
  // Powers of two whose inverses are doubles, which that of their product may not be.
  const [inverse, inversePower, inverseUpstream] = [1 / spread.unit, 1 / power, 1 / upstreamUnit];
  const origin = spread.origin * inversePower;
  let finite = true;
  for (let i = 0; i < x.length; i++) {
    const value = raw[i] * inverse * inversePower;
    const hi = value - origin;
    const part = hi - value;
    x[i] = hi;
    xLow[i] = value - (hi - part) + (-origin - part);
    dout[i] *= inverseUpstream;
    finite &&= Number.isFinite(hi) && Number.isFinite(dout[i]);
  }
  return finite;
}

function probedActivation(problem: Problem): ProbedActivation | undefined {
  return isActivated(problem) ? (smoothOf(problem) ?? piecesOf(problem)) : undefined;
}

/**
 * Magnitudes that dout (N) of column k has behind the activation. A smooth one bends: what y is rounded by moves its slope,
 * and that counts among the terms of a gradient.
 */
function upstreamSizes(
  activation: ProbedActivation,
  cache: BatchnormCache,
  k: number,
  dout: Float64Array,
): Float64Array {
  if (!isSmooth(activation)) return throughActivation(cache, k, dout);
  const { problem, columns } = cache;
  eachInFront(problem, columns[k], k, (i, y, beta) => {
    const terms = Math.abs(y.hi - beta) + Math.abs(beta);
    dout[i] = Math.abs(dout[i]) * (Math.abs(activation.slope(y.hi, y.lo)) + activation.bend(y.hi) * terms);
  });
  return dout;
}

/** How far x of a row can move before its y has moved as far as a smooth activation stays of one size. */
function straightReach(activation: ProbedActivation | undefined, s: number, gamma: Float64Array): number {
  return activation && isSmooth(activation) ? (activation.reach * s) / largestMagnitude(gamma) : Infinity;
}

/** What `scales` needs of a set, in scaled units. */
interface Sizes extends Pick<SetProbe, "gamma" | "beta" | "s" | "members" | "degrees" | "activation"> {
  readonly mean: number;
  readonly stretch: number; // what an eps outside of the root multiplies c by
  readonly width: number; // of the set in units of s, where that may be far larger
  readonly own: SetProbe["own"];
  readonly dout: Float64Array; // (N) as given
}

/**
 * Magnitudes of what adds up to the gradients and to L, of a set's x and dout in scaled units, dout through the
 * activation: see docs/gradcheck.md, "Scales".
 */
function scales(x: Float64Array, g: Float64Array, sizes: Sizes): Pick<SetProbe, "scale" | "noise"> {
  const { s, mean, members, degrees, stretch, width, own, dout } = sizes;
  const N = x.length;
  const r = 1 / s;
  const gamma = Math.abs(sizes.gamma);
  const beta = Math.abs(sizes.beta);
  const betaShare = sizes.activation ? beta : 0; // without an activation beta is left out
  const value = sizes.activation && isSmooth(sizes.activation) ? sizes.activation.value : undefined;
  let [sum, sumXhat, sumAbs, sumAbsXhat, maxG, maxXhat] = [0, 0, 0, 0, 0, 0];
  let [squares, squaresBeta] = [0, 0];
  for (let i = 0; i < N; i++) {
    const gi = g[i];
    const xhat = (x[i] - mean) * r;
    sum += gi;
    sumXhat += gi * xhat;
    sumAbs += Math.abs(gi);
    sumAbsXhat += Math.abs(gi * xhat);
    maxG = Math.max(maxG, Math.abs(gi));
    maxXhat = Math.max(maxXhat, Math.abs(xhat));
    const y = value ? value((own ? own.gamma[i] : sizes.gamma) * xhat + (own ? own.beta[i] : sizes.beta), 0) : 0;
    const shift = Math.abs(dout[i]) * (Math.abs(y) + (own ? Math.abs(own.beta[i]) : 0)); // a smooth activation rounds, too
    squares += (Math.abs(gi) * (gamma * Math.abs(xhat) + betaShare) + shift) ** 2;
    squaresBeta += (Math.abs(gi) * (gamma * Math.abs(xhat) + beta) + Math.abs(dout[i] * y)) ** 2;
  }
  const gbar = Math.abs(sum) / members;
  const c = Math.abs(sumXhat) / degrees;
  return {
    scale: { dx: (gamma * (maxG + gbar + maxXhat * stretch * c)) / s, dgamma: sumAbsXhat, dbeta: sumAbs },
    // Cells round independently; the roundings of mean and r act on all rows at once, but only where x moves.
    noise: {
      dx: 4 * U * (2 * Math.sqrt(squares) + N * gamma * (gbar * width + c)),
      dgamma: 8 * U * Math.sqrt(squares),
      dbeta: 8 * U * Math.sqrt(squaresBeta),
    },
  };
}

/** From the probe's scaled units to those of the problem. */
export function toProblemUnits(probe: SetProbe, wanted: Wanted, value: number): number {
  return wanted === "dx" ? (value * probe.upstreamUnit) / probe.unit : value * probe.upstreamUnit;
}

/** How far x of a row can move before the forward ceases to be analytic in it, in scaled units. */
export function reachOf(probe: SetProbe, row: number): number {
  const isMember = !probe.mask || probe.mask[row] === 1;
  if (isMember) return probe.reach;
  return Math.min(Math.sqrt(probe.x.length) * probe.s, probe.straight); // y is a straight line in it
}
