import type { Statistics } from "../formula/column-statistics";
import { arithmetic, resolution, roundoff, type GivenPrecision } from "./given-precision";
import type { InputRounding } from "./input-rounding";

/**
 * How far from the exact value a cell of the candidate may be. Up to `sure` it agrees; up to `unsure` it is doubtful:
 * honest arithmetic of the candidate's dtype may have lost that much; beyond, it is wrong.
 */
export interface Allowance {
  readonly careful: number; // where the rounding of x - mu is kept
  readonly sure: number;
  readonly printed: number; // of that, what the inputs lost in print
  readonly unsure: number;
}

/** What a cell is made of, and what may disturb it; all in the cell's own unit. */
export interface Magnitudes {
  readonly terms: number; // sum of the magnitudes that the exact value is the (cancelling) sum of
  readonly slack: number; // what a unit of roundoff in the mean of x does to the cell, in units of roundoff
  readonly offset: number; // |mu| r; a variance computed as mean(x^2) - mean(x)^2 loses as much again
  readonly flips: number; // change of the cell when the ReLU decides the other way at values of out that rounding reaches
  readonly kept: number; // how far xhat as it was given is from that of the x that was made of it
  readonly inputs: number; // what the digits that x, dout, gamma and beta lost in print do to the cell
}

export function allowance(
  precision: GivenPrecision,
  N: number,
  exact: number,
  { terms, slack, offset, flips, kept, inputs }: Magnitudes,
): Allowance {
  const steps = stepsOf(precision, N);
  const rounding = resolution(precision, exact);
  const printed = precision.inputs?.shared === true ? inputs : 0;
  const sure = rounding + steps * (terms + slack) + kept + printed;
  // A variance of mean(x^2) - mean(x)^2 loses the offset squared.
  const careless = 4 * (steps * (terms * (1 + offset) + slack) * (1 + offset) + roundoff(precision) * terms);
  return { careful: rounding + steps * terms + kept, sure, printed, unsure: sure + careless + flips + inputs };
}

/** Rounding of a sum of N terms, in units of the terms: careful summation loses less, a plain loop about as much. */
export function stepsOf(precision: GivenPrecision, N: number): number {
  return (8 + Math.sqrt(N)) * arithmetic(precision);
}

/** Of a cell of dgamma or dbeta. */
export function vectorMagnitudes(
  s: Statistics,
  name: "dgamma" | "dbeta",
  k: number,
  ties?: { readonly sums: Float64Array; readonly products: Float64Array },
  rounding?: InputRounding,
  kept?: Float64Array,
): Magnitudes {
  const inputs = rounding?.[name][k] ?? 0;
  return name === "dgamma"
    ? {
        terms: s.sums[k],
        slack: s.offset[k] * s.sumsBeta[k],
        offset: s.offset[k],
        flips: ties?.products[k] ?? 0,
        kept: kept?.[k] ?? 0,
        inputs,
      }
    : { terms: s.sumsBeta[k], slack: 0, offset: 0, flips: ties?.sums[k] ?? 0, kept: 0, inputs };
}

/** Of a cell of dx with this |xhat|: rounding the mean shifts xhat, which stands in the variance path twice. */
export function slackOf(s: Statistics, k: number, xhat: number, steps: number): number {
  if (!s.training) return 0;
  const { offset, sums, sumsBeta, stretch, degrees } = s;
  const shift = offset[k];
  const products = sums[k] + (Math.abs(xhat) + steps * shift) * sumsBeta[k];
  return (Math.abs(s.gamma[k] * s.r[k]) * shift * stretch[k] * products) / degrees;
}

/** |gamma r| (|g| + mean|g| + |xhat| mean|g xhat|): the magnitudes that a cell of dx is made of. */
export function termsOf(s: Statistics, k: number, g: number, xhat: number, row: number): number {
  const scale = Math.abs(s.gamma[k] * s.r[k]);
  if (!s.training || s.problem.mask?.[row] === 0) return scale * Math.abs(g);
  const slope = (s.sums[k] / s.degrees) * s.stretch[k];
  return scale * (Math.abs(g) + s.sumsBeta[k] / s.N + Math.abs(xhat) * slope);
}
