import { add, dd, divide, squareRoot, subtract, Sum, twoDiff, type DD } from "../arithmetic/dd";
import { degreesOf } from "../conventions";
import { isCentred } from "../normalization-layer";
import type { Problem } from "../problem";

/**
 * What normalising one set needs, in units of `unit`: mean and d in unit, v in unit^2, r in 1/unit.
 *
 * The mean is m + delta. Rounding it to m alone would cost u * |mean| / sigma in every xhat, the largest error of all
 * known implementations on data with an offset; so the rounding is kept.
 */
export interface SetStatistics {
  /** A power of two, 1 for ordinary data. It keeps squares of 1e-150 and 1e150 inside the range of doubles. */
  readonly unit: number;
  readonly m: number; // the mean, rounded
  readonly delta: DD; // mean - m
  readonly v: DD; // variance: divided by M, or by M - 1 when it is unbiased
  readonly s: DD; // sqrt(v + eps), or sqrt(v) + eps
  readonly r: DD; // 1 / s
  readonly M: number; // how many rows make mean and variance
  readonly centred: boolean; // whether a mean is taken: RMS norm has none, and no mean path
  /** What c is: sum(dout xhat) times this. 1/M; unbiased 1/(M - 1); eps outside, times s / sqrt(v), and 0 where v is 0. */
  readonly perC: DD;
}

/** What of a problem says how a set is normalised. */
export type Normalisation = Pick<Problem, "norm" | "eps" | "variance" | "epsPlacement">;

/** Ordinary columns have their largest magnitude between these and need no unit. */
const LARGE = 2 ** 250;
const SMALL = 2 ** -250;
/** Times anything the double-double operations may meet, still a double. */
const HUGE = 2 ** 800;

/** A power of two near a positive finite magnitude, within 2^-1000 ... 2^1000. */
export function powerOfTwo(magnitude: number): number {
  const exponent = Math.floor(Math.log2(magnitude));
  return 2 ** Math.max(-1000, Math.min(1000, exponent));
}

/**
 * The unit of values: 1 unless their squares could leave the range of doubles. `epsLength` is measured in it too, and
 * must stay a double.
 */
export function unitOf(largest: number, constant: boolean, epsLength: number): number {
  if (largest === 0 || constant || !Number.isFinite(largest)) return 1;
  if (largest > LARGE) return powerOfTwo(largest);
  return largest < SMALL ? Math.max(powerOfTwo(largest), 2 ** -1000 * powerOfTwo(epsLength || 1)) : 1;
}

/** What eps is as a length, beside sqrt(v). */
export function epsLengthOf({ eps, epsPlacement }: Normalisation): number {
  return epsPlacement === "outside" ? eps : Math.sqrt(eps);
}

/** Mean and variance of the rows x (M) that make them, in double-double. NaN everywhere when a value is not finite. */
export function batchStatistics(x: Float64Array, how: Normalisation): SetStatistics {
  const M = x.length;
  const centred = isCentred(how);
  let largest = 0;
  let constant = centred; // a set whose variance is 0
  for (let i = 0; i < M; i++) {
    if (!Number.isFinite(x[i])) return undefinedStatistics();
    largest = Math.max(largest, Math.abs(x[i]));
    constant &&= x[i] === x[0];
  }
  const unit = unitOf(largest, constant, epsLengthOf(how));
  const inverse = 1 / unit;

  const { m, delta } = centred ? meanOf(x, inverse) : { m: 0, delta: dd(0) };
  const squares = new Sum();
  for (let i = 0; i < M; i++) {
    const d = subtract(twoDiff(x[i] * inverse, m), delta);
    squares.addProduct(d.hi, d.hi, 2 * d.lo); // d^2 without lo^2
  }
  const degrees = degreesOf(how.variance, M);
  const v = divide(squares.value(), dd(degrees));
  const roots = root(v, unit, how);
  const stretch = how.epsPlacement === "inside" ? dd(1) : v.hi === 0 ? dd(0) : divide(roots.s, squareRoot(v));
  return { unit, m, delta, v, ...roots, M, centred, perC: divide(stretch, dd(degrees)) };
}

/** The mean as m + delta, in units whose inverse is given. */
function meanOf(x: Float64Array, inverse: number): Pick<SetStatistics, "m" | "delta"> {
  const M = x.length;
  // The column is shifted by its first element, so that an offset does not eat the digits of the sum.
  const shift = x[0] * inverse;
  const shifted = new Sum();
  for (let i = 0; i < M; i++) {
    const d = twoDiff(x[i] * inverse, shift);
    shifted.add(d.hi);
    shifted.add(d.lo);
  }
  const m = shift + shifted.value().hi / M;

  const rest = new Sum();
  for (let i = 0; i < M; i++) {
    const d = twoDiff(x[i] * inverse, m);
    rest.add(d.hi);
    rest.add(d.lo);
  }
  return { m, delta: divide(rest.value(), dd(M)) };
}

/** x - mu of a row, in units of its set. */
export function centre(x: number, { unit, m, delta }: SetStatistics): DD {
  return subtract(twoDiff(x / unit, m), delta);
}

/** Statistics that are given, not computed: evaluation mode. */
export function givenStatistics(mean: number, variance: number, how: Normalisation): SetStatistics {
  if (!Number.isFinite(mean) || !(variance >= 0)) return undefinedStatistics();
  const unit = variance === 0 ? 1 : unitOf(Math.sqrt(variance), false, epsLengthOf(how));
  const v = dd(variance / unit / unit);
  return { unit, m: mean / unit, delta: dd(0), v, ...root(v, unit, how), M: Infinity, centred: true, perC: dd(0) };
}

/** s = sqrt(v + eps) or sqrt(v) + eps, and r = 1 / s, in the set's unit; v is in it already. */
function root(v: DD, unit: number, { eps, epsPlacement }: Normalisation): { s: DD; r: DD } {
  if (epsPlacement === "outside") {
    const s = add(squareRoot(v), dd(eps / unit));
    return { s, r: divide(dd(1), s) };
  }
  const scaled = eps / unit / unit;
  const s = scaled < HUGE ? squareRoot(add(v, dd(scaled))) : rootOf(eps, unit); // beside a huge eps v is nothing
  return { s, r: divide(dd(1), s) };
}

function rootOf(eps: number, unit: number): DD {
  const s = squareRoot(dd(eps));
  return dd(s.hi / unit, s.lo / unit);
}

function undefinedStatistics(): SetStatistics {
  const nan = dd(NaN, 0);
  return { unit: 1, m: NaN, delta: nan, v: nan, s: nan, r: nan, M: NaN, centred: true, perC: nan };
}
