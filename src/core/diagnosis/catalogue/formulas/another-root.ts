import type { Statistics } from "../../formula/column-statistics";
import { each, whole, type Columns, type Effect } from "../../formula/term-effect";

/** rho = r_used / r, (D), from the square of r_used's inverse: v + eps as it was used. */
export function rootRatio(s: Statistics, used: (v: number, eps: number) => number): Float64Array {
  return each(s.D, (k) => 1 / (s.r[k] * Math.sqrt(used(s.v[k], s.eps))));
}

/** rho of a backward pass that takes the unbiased variance. */
export function unbiasedRatio(s: Statistics): Float64Array {
  return rootRatio(s, (v, eps) => (v * s.N) / (s.N - 1) + eps);
}

export function power(values: Columns, exponent: number): Columns {
  return typeof values === "number" ? values ** exponent : values.map((value) => value ** exponent);
}

/** Another root in the whole backward: xhat made anew with it, or taken from the forward's cache. */
export function anotherRoot(rho: Columns): Effect[] {
  return [{ a: rho, b: rho, k: power(rho, 3) }, whole(rho)];
}

/** dgamma of an xhat that was made with another root. */
export function scaledDgamma(s: Statistics, rho: Float64Array): Float64Array {
  return each(s.D, (k) => s.dgamma[k] * rho[k]);
}
