/** Batch norm and its gradients in decimal arithmetic of 80 digits (266 bits), from the exact values of the doubles. */
import { Decimal } from "decimal.js";
import { offsetOf } from "../../src/core/layout";
import type { Problem } from "../../src/core/problem";
import { exponentOf, ulp } from "../../src/core/ulp";

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

export function reference(problem: Problem): Reference {
  const { layout, mode, running } = problem;
  const { rows: N, channels: D } = layout;
  const result: Reference = { xhat: [], out: [], dx: [], dgamma: [], dbeta: [] };
  const eps = exactly(problem.eps);
  const zero = new Digits(0);
  const known = (value: Digits, magnitude: Digits): Known => ({ value, magnitude });
  for (let k = 0; k < D; k++) {
    const x = Array.from({ length: N }, (_, i) => exactly(problem.x[offsetOf(layout, i, k)]));
    const gamma = exactly(problem.gamma[k]);
    const beta = exactly(problem.beta[k]);
    const sum = (values: Digits[]): Digits => values.reduce((total, value) => total.plus(value), zero);
    const mu = mode === "train" ? sum(x).div(N) : exactly(running?.mean[k] ?? NaN);
    const d = x.map((value) => value.minus(mu));
    const v =
      mode === "train" ? sum(d.map((value) => value.times(value))).div(N) : exactly(running?.variance[k] ?? NaN);
    const r = new Digits(1).div(v.plus(eps).sqrt());
    const xhat = d.map((value) => value.times(r));
    const out = xhat.map((value) => gamma.times(value).plus(beta));
    const shut = (i: number): boolean => problem.activation === "relu" && !out[i].greaterThan(0);
    const g = x.map((_, i) => (shut(i) ? zero : exactly(problem.dout[offsetOf(layout, i, k)])));
    const products = g.map((value, i) => value.times(xhat[i]));
    const total = sum(g);
    const totalXhat = sum(products);
    const gbar = mode === "train" ? total.div(N) : zero;
    const c = mode === "train" ? totalXhat.div(N) : zero;
    const gammaR = gamma.times(r);
    for (let i = 0; i < N; i++) {
      const offset = offsetOf(layout, i, k);
      result.xhat[offset] = known(xhat[i], xhat[i].abs());
      result.out[offset] = known(shut(i) ? zero : out[i], gamma.times(xhat[i]).abs().plus(beta.abs()));
      const mean = gbar.abs().plus(xhat[i].times(c).abs());
      const dx = gammaR.times(g[i].minus(gbar).minus(xhat[i].times(c)));
      result.dx[offset] = known(dx, gammaR.abs().times(g[i].abs().plus(mean)));
    }
    result.dgamma.push(known(totalXhat, sum(products.map((value) => value.abs()))));
    result.dbeta.push(known(total, sum(g.map((value) => value.abs()))));
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
    const error = exactly(actual[i])
      .minus(value)
      .abs()
      .div(exactly(ulp(size.toNumber())))
      .toNumber();
    if (!(error <= largest.ulp)) largest = { ulp: error, at: i };
  });
  return { ...largest, strictCells };
}
