import { add, dd, divide, squareRoot, subtract, Sum, twoDiff, type DD } from "../arithmetic/dd";

/**
 * What normalising one column needs, in units of `unit`: mean and d in unit, v in unit^2, r in 1/unit.
 *
 * The mean is m + delta. Rounding it to m alone would cost u * |mean| / sigma in every xhat, the largest error of all
 * known implementations on data with an offset; so the rounding is kept.
 */
export interface ColumnStatistics {
  /** A power of two, 1 for ordinary data. It keeps squares of 1e-150 and 1e150 inside the range of doubles. */
  readonly unit: number;
  readonly m: number; // the mean, rounded
  readonly delta: DD; // mean - m
  readonly v: DD; // variance, biased (divided by N)
  readonly s: DD; // sqrt(v + eps), eps INSIDE the root
  readonly r: DD; // 1 / s
}

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

/** The unit of a column: 1 unless squares of its values could leave the range of doubles. */
export function unitOf(largest: number, constant: boolean, eps: number): number {
  if (largest === 0 || constant || !Number.isFinite(largest)) return 1;
  if (largest > LARGE) return powerOfTwo(largest);
  // sqrt(eps) is measured in this unit too and must stay a double.
  return largest < SMALL ? Math.max(powerOfTwo(largest), 2 ** -1000 * powerOfTwo(Math.sqrt(eps) || 1)) : 1;
}

/** Mean and variance of a batch's column x (N), in double-double. NaN everywhere when a value is not finite. */
export function batchStatistics(x: Float64Array, eps: number): ColumnStatistics {
  const N = x.length;
  let largest = 0;
  let constant = true;
  for (let i = 0; i < N; i++) {
    if (!Number.isFinite(x[i])) return undefinedStatistics();
    largest = Math.max(largest, Math.abs(x[i]));
    constant &&= x[i] === x[0];
  }
  const unit = unitOf(largest, constant, eps);
  const inverse = 1 / unit;

  // The column is shifted by its first element, so that an offset does not eat the digits of the sum.
  const shift = x[0] * inverse;
  const shifted = new Sum();
  for (let i = 0; i < N; i++) {
    const d = twoDiff(x[i] * inverse, shift);
    shifted.add(d.hi);
    shifted.add(d.lo);
  }
  const m = shift + shifted.value().hi / N;

  const rest = new Sum();
  for (let i = 0; i < N; i++) {
    const d = twoDiff(x[i] * inverse, m);
    rest.add(d.hi);
    rest.add(d.lo);
  }
  const delta = divide(rest.value(), dd(N));

  const squares = new Sum();
  for (let i = 0; i < N; i++) {
    const d = subtract(twoDiff(x[i] * inverse, m), delta);
    squares.addProduct(d.hi, d.hi, 2 * d.lo); // d^2 without lo^2
  }
  const v = divide(squares.value(), dd(N)); // divided by N here; running variances may use N - 1
  return { unit, m, delta, v, ...root(v, eps, unit) };
}

/** Statistics that are given, not computed: evaluation mode. */
export function givenStatistics(mean: number, variance: number, eps: number): ColumnStatistics {
  if (!Number.isFinite(mean) || !(variance >= 0)) return undefinedStatistics();
  const unit = variance === 0 ? 1 : unitOf(Math.sqrt(variance), false, eps);
  const v = dd(variance / unit / unit);
  return { unit, m: mean / unit, delta: dd(0), v, ...root(v, eps, unit) };
}

/** s = sqrt(v + eps) and r = 1 / s in the column's unit, v being in it already. */
function root(v: DD, eps: number, unit: number): { s: DD; r: DD } {
  const scaled = eps / unit / unit;
  const s = scaled < HUGE ? squareRoot(add(v, dd(scaled))) : rootOf(eps, unit); // beside a huge eps v is nothing
  return { s, r: divide(dd(1), s) };
}

function rootOf(eps: number, unit: number): DD {
  const s = squareRoot(dd(eps));
  return dd(s.hi / unit, s.lo / unit);
}

function undefinedStatistics(): ColumnStatistics {
  const nan = dd(NaN, 0);
  return { unit: 1, m: NaN, delta: nan, v: nan, s: nan, r: nan };
}
