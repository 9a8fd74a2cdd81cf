import { rootOf } from "../../formula/column-reader";
import type { Statistics } from "../../formula/column-statistics";
import { at, each, whole, type Columns, type Effect } from "../../formula/term-effect";

/** Another root in the backward pass. */
export interface Root {
  readonly rho: Float64Array; // (D) r_used / r
  /** (D) factor of the variance path when xhat is made anew with it: rho^3, and what becomes of an eps outside. */
  readonly path: Columns;
}

/** The root of another variance or another eps, with eps where the problem has it. */
export function rootWith(
  s: Statistics,
  used: { readonly v?: (v: number, k: number) => number; readonly eps?: number },
): Root {
  const { eps = s.eps, v: variance = (v: number) => v } = used;
  const { epsPlacement } = s.problem;
  const root = (k: number): number => rootOf({ eps, epsPlacement }, variance(at(s.v, k), k));
  const rho = each(s.D, (k) => 1 / (at(s.r, k) * root(k)));
  const stretch = (k: number): number => root(k) / Math.sqrt(variance(at(s.v, k), k)) / at(s.stretch, k);
  const hasStretch = epsPlacement === "outside" && s.training;
  return { rho, path: hasStretch ? each(s.D, (k) => at(rho, k) ** 3 * stretch(k)) : power(rho, 3) };
}

/** Any other number for the root of v + eps: `used` is its square. */
export function rootFrom(s: Statistics, used: (v: number, eps: number) => number): Root {
  return rootAs(each(s.D, (k) => 1 / (at(s.r, k) * Math.sqrt(used(at(s.v, k), s.eps)))));
}

export function rootAs(rho: Float64Array): Root {
  return { rho, path: power(rho, 3) };
}

export function power(values: Columns, exponent: number): Columns {
  return typeof values === "number" ? values ** exponent : values.map((value) => value ** exponent);
}

/** Another root in the whole backward: xhat made anew with it, or taken from the forward's cache. */
export function anotherRoot({ rho, path }: Root): Effect[] {
  return [{ a: rho, b: rho, k: path }, whole(rho)];
}

/** dgamma of an xhat that was made with another root. */
export function scaledDgamma(s: Statistics, { rho }: Root): Float64Array {
  return each(s.D, (k) => at(s.dgamma, k) * at(rho, k));
}
