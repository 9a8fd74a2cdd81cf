/**
 * Batch norm and its gradients in decimal arithmetic of 80 digits (266 bits), from the exact values of the doubles:
 *
 *   dx = gamma r (g - m sum(g) / M - m xhat f sum(g xhat)),  f = 1/M, or 1/(M - 1);  eps outside, f s / sqrt(v)
 */
import { Decimal } from "decimal.js";
import { offsetOf } from "../../src/core/layout";
import type { Problem } from "../../src/core/problem";
import { exponentOf, ulp } from "../../src/core/ulp";
import { itemAt } from "../../src/core/item-at";
import { exactActivation, isSmooth } from "./exact-activation";

const Digits = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_EVEN, minE: -9e15, maxE: 9e15 });
type Digits = Decimal;

const powers = new Map<number, Digits>();
function powerOfTwo(exponent: number): Digits {
  let power = powers.get(exponent);
  if (!power) {
    power = new Digits(2).pow(exponent);
    powers.set(exponent, power);
  }
  return power;
}

/** The exact value of a double: an integer times a power of two (a decimal string of it would be rounded). */
export function exactly(x: number): Digits {
  if (x === 0) return new Digits(0);
  const exponent = Math.max(-1022, exponentOf(x)) - 52;
  // Dividing in two steps keeps the power of two in range for subnormals.
  const integer = exponent < -1000 ? (x * 2 ** 1000) / 2 ** (exponent + 1000) : x / 2 ** exponent;
  return new Digits(integer).times(powerOfTwo(exponent));
}

/** One exact value, and the sum of the magnitudes of the terms that it is made of. */
export interface Known {
  readonly value: Digits;
  readonly magnitude: Digits;
}

export interface Reference {
  readonly xhat: Known[]; // (N,D) in the layout of x
  readonly out: Known[]; // (N,D)
  readonly dx: Known[]; // (N,D)
  readonly dgamma: Known[]; // (D)
  readonly dbeta: Known[]; // (D)
}

const zero = new Digits(0);
const sum = (values: Digits[]): Digits => values.reduce((total, value) => total.plus(value), zero);

/** The rows that are normalised together, part by part. */
function partsOf({ split, layout }: Problem): number[][] {
  const rows = layout.shape.reduce((size, extent) => size * extent, 1) / layout.channels;
  const each = layout.axis === 0 ? rows : rows / itemAt(layout.shape, 0);
  const lengths = split.length > 0 ? split.map((extent) => extent * each) : [rows];
  let next = 0;
  return lengths.map((length) => Array.from({ length }, () => next++));
}

/** mu, v, s and what c is of sum(g xhat), of one part of column k. */
function statisticsOf(
  { mode, running, eps, variance, epsPlacement }: Problem,
  k: number,
  members: Digits[],
): { mu: Digits; s: Digits; M: number; f: Digits } {
  const M = members.length;
  const degrees = variance === "unbiased" ? M - 1 : M;
  const mu = mode === "train" ? sum(members).div(M) : exactly(running?.mean[k] ?? NaN);
  const squares = members.map((value) => value.minus(mu).pow(2));
  const v = mode === "train" ? sum(squares).div(degrees) : exactly(running?.variance[k] ?? NaN);
  const e = exactly(eps);
  if (epsPlacement === "inside") return { mu, s: v.plus(e).sqrt(), M, f: new Digits(1).div(degrees) };
  const s = v.sqrt().plus(e);
  return { mu, s, M, f: v.isZero() ? zero : s.div(v.sqrt()).div(degrees) };
}

export function reference(problem: Problem): Reference {
  const { layout, mode, mask, activation } = problem;
  const { rows: N, channels: D } = layout;
  const result: Reference = { xhat: [], out: [], dx: [], dgamma: [], dbeta: [] };
  const known = (value: Digits, magnitude: Digits): Known => ({ value, magnitude });
  for (let k = 0; k < D; k++) {
    const x = Array.from({ length: N }, (_, i) => exactly(itemAt(problem.x, offsetOf(layout, i, k))));
    const gamma = exactly(itemAt(problem.gamma, k));
    const beta = exactly(itemAt(problem.beta, k));
    const out: Digits[] = [];
    const products: Digits[] = [];
    const upstream: Digits[] = [];
    const sizes: { readonly g: Digits; readonly xhat: Digits }[] = []; // of the terms that g is made of
    for (const rows of partsOf(problem)) {
      const isMember = (i: number): boolean => mode === "train" && (!mask || mask[i] === 1);
      const { mu, s, M, f } = statisticsOf(
        problem,
        k,
        rows.filter(isMember).map((i) => itemAt(x, i)),
      );
      const xhat = new Map(rows.map((i) => [i, itemAt(x, i).minus(mu).div(s)]));
      const g = new Map<number, Digits>();
      const size = new Map<number, Digits>();
      for (const [i, value] of xhat) {
        const affine = gamma.times(value).plus(beta);
        const through = exactActivation(activation, exactly(problem.slope), affine);
        const given = exactly(itemAt(problem.dout, offsetOf(layout, i, k)));
        const gi = given.times(through.slope);
        g.set(i, gi);
        size.set(i, given.times(through.sizes).abs());
        sizes.push({ g: given.times(through.sizes).abs(), xhat: value });
        out[i] = through.value;
        upstream.push(gi);
        products.push(gi.times(value));
      }
      const total = sum([...g.values()]);
      const totalXhat = sum([...g].map(([i, value]) => value.times(xhat.get(i) ?? zero)));
      const gammaR = gamma.div(s);
      for (const [i, value] of xhat) {
        const offset = offsetOf(layout, i, k);
        const gi = g.get(i) ?? zero;
        const gbar = isMember(i) ? total.div(M) : zero;
        const path = isMember(i) ? value.times(totalXhat).times(f) : zero;
        result.xhat[offset] = known(value, value.abs());
        const terms = isSmooth(activation) ? itemAt(out, i).abs() : gamma.times(value).abs().plus(beta.abs());
        result.out[offset] = known(itemAt(out, i), terms);
        const dx = gammaR.times(gi.minus(gbar).minus(path));
        result.dx[offset] = known(dx, gammaR.abs().times((size.get(i) ?? zero).plus(gbar.abs()).plus(path.abs())));
      }
    }
    result.dgamma.push(known(sum(products), sum(sizes.map(({ g, xhat }) => g.times(xhat).abs()))));
    result.dbeta.push(known(sum(upstream), sum(sizes.map(({ g }) => g))));
  }
  return result;
}

/** Largest |actual - exact| / ulp over a tensor, and where: ulp of the terms' magnitude, or of the value itself. */
export function largestUlp(
  actual: Float64Array,
  exact: readonly Known[],
  of: "magnitude" | "value",
): { ulp: number; at: number; strictCells: number } {
  let largest = { ulp: 0, at: -1 };
  let strictCells = 0;
  exact.forEach(({ value, magnitude }, i) => {
    // A result below the rounding of its terms is a cancellation: no strict ulp is claimed there.
    if (of === "value" && value.abs().lessThan(magnitude.times(2 ** -53))) return;
    strictCells++;
    const size = of === "magnitude" ? magnitude : value.abs();
    const error = exactly(itemAt(actual, i))
      .minus(value)
      .abs()
      .div(exactly(ulp(size.toNumber())))
      .toNumber();
    if (!(error <= largest.ulp)) largest = { ulp: error, at: i };
  });
  return { ...largest, strictCells };
}
