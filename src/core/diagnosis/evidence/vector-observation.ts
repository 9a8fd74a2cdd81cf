import { numberAt } from "../../item-at";
import type { Gradients } from "../../batchnorm/gradients";
import type { Tensor, Values } from "../../tensor";
import type { GradientName } from "../../verdict";
import type { Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import { allowance, vectorMagnitudes } from "./allowance";
import { roundedAs, type GivenPrecision } from "./given-precision";
import { inputRounding } from "./input-rounding";
import { keptDistances } from "./kept-distance";
import { runningNearby, type Nearby } from "./running-nearby";

/** What is to be explained about dgamma or dbeta: the candidate, the exact values, and the noise of each. */
export interface VectorObservation {
  readonly name: "dgamma" | "dbeta";
  readonly statistics: Statistics;
  readonly given: Values; // (D)
  readonly exact: Float64Array; // (D)
  readonly noise: Float64Array; // (D)
  readonly usable: readonly number[]; // columns in which both are finite
  readonly square: number; // squared difference in units of noise
  /** A number as the given ones are held. */
  readonly rounded: (value: number) => number;
  /** What the running statistics may have been before they were printed. */
  readonly nearby: readonly Nearby[];
}

export function observeVector(
  s: Statistics,
  gradients: Gradients,
  name: Exclude<GradientName, "dx">,
  candidate: Tensor,
  precision: GivenPrecision,
): VectorObservation {
  const exact = gradients[name];
  const given = candidate.values;
  const rounding = inputRounding(s, precision);
  const kept = name === "dgamma" ? keptDistances(s) : undefined;
  const noise = each(s.D, (k) => {
    const size = Math.max(Math.abs(numberAt(given, k)), Math.abs(at(exact, k)));
    const magnitudes = vectorMagnitudes(s, name, k, undefined, rounding, kept);
    // A mistake that makes the numbers larger makes what the inputs lost larger, too.
    const grown = magnitudes.terms > 0 ? 1 + (2 * size) / magnitudes.terms : 1;
    const inputs = magnitudes.inputs * grown;
    const { sure } = allowance(precision, s.rows, size, { ...magnitudes, inputs, terms: magnitudes.terms + size });
    return sure + 1e-300;
  });
  const usable = Array.from(exact.keys()).filter((k) => Number.isFinite(given[k]) && Number.isFinite(exact[k]));
  const square = usable.reduce((sum, k) => sum + ((numberAt(given, k) - at(exact, k)) / at(noise, k)) ** 2, 0);
  const rounded = (value: number): number => roundedAs(precision, value);
  return { name, statistics: s, given, exact, noise, usable, square, rounded, nearby: runningNearby(s, precision) };
}

/** dgamma = a sum(dout xhat) + b sum(dout): the two numbers that fit best, over all columns. */
export function vectorSignature({ statistics: s, usable, given, noise }: VectorObservation): { a: number; b: number } {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ay = 0;
  let by = 0;
  for (const k of usable) {
    const unit = at(noise, k);
    const p = at(s.dgamma, k) / unit;
    const q = at(s.dbeta, k) / unit;
    const y = numberAt(given, k) / unit;
    aa += p * p;
    ab += p * q;
    bb += q * q;
    ay += p * y;
    by += q * y;
  }
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-12 * aa * bb)) return { a: aa > 0 ? ay / aa : NaN, b: 0 };
  return { a: (ay * bb - by * ab) / determinant, b: (by * aa - ay * ab) / determinant };
}
