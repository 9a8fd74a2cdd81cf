import type { Gradients } from "../gradients";
import type { Tensor } from "../tensor";
import type { GradientName } from "../verdict";
import { allowance, vectorMagnitudes } from "./agreement";
import { each } from "./effect";
import type { Explanation } from "./explanation";
import type { Held } from "./held";
import type { Mistake } from "./mistake";
import type { Statistics } from "./statistics";

/** What is to be explained about dgamma or dbeta: the candidate, the exact values, and the noise of each. */
export interface VectorObservation {
  readonly name: "dgamma" | "dbeta";
  readonly statistics: Statistics;
  readonly given: ArrayLike<number>; // (D)
  readonly exact: Float64Array; // (D)
  readonly noise: Float64Array; // (D)
  readonly usable: readonly number[]; // columns in which both are finite
  readonly square: number; // squared difference in units of noise
}

export function observeVector(
  s: Statistics,
  gradients: Gradients,
  name: Exclude<GradientName, "dx">,
  candidate: Tensor,
  held: Held,
): VectorObservation {
  const exact = gradients[name];
  const given = candidate.values;
  const noise = each(s.D, (k) => {
    const size = Math.max(Math.abs(given[k]), Math.abs(exact[k]));
    const magnitudes = vectorMagnitudes(s, name, k);
    const { sure } = allowance(held, s.N, size, { ...magnitudes, terms: magnitudes.terms + size });
    return sure + 1e-300;
  });
  const usable = Array.from(exact.keys()).filter((k) => Number.isFinite(given[k]) && Number.isFinite(exact[k]));
  const square = usable.reduce((sum, k) => sum + ((given[k] - exact[k]) / noise[k]) ** 2, 0);
  return { name, statistics: s, given, exact, noise, usable, square };
}

function leftBy({ usable, given, noise }: VectorObservation, predicted: ArrayLike<number>): number {
  return usable.reduce((sum, k) => {
    const square = ((given[k] - predicted[k]) / noise[k]) ** 2;
    return sum + (Number.isFinite(square) ? square : Infinity);
  }, 0);
}

/** Mistakes of the tensor itself come before mistakes of dx that spoil it too. */
function rankOf(mistake: Mistake, o: VectorObservation, mistakes: readonly Mistake[]): number {
  return mistakes.indexOf(mistake) * 1e-3 + (mistake.tensor === o.name ? 0 : 0.2);
}

export function vectorSingles(o: VectorObservation, mistakes: readonly Mistake[]): Explanation[] {
  return mistakes.flatMap((mistake) =>
    (mistake[o.name]?.(o.statistics) ?? []).map((predicted, rank): Explanation => ({
      mistakes: [mistake],
      left: leftBy(o, predicted),
      assumed: rank * 0.1 + rankOf(mistake, o, mistakes),
    })),
  );
}

/** A mean for a sum, or dxhat for dout, on top of another mistake. */
export function vectorPairs(o: VectorObservation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  const scales: readonly (readonly [string, (k: number) => number])[] =
    o.name === "dgamma"
      ? [["dgamma-mean", () => 1 / s.N], ["dgamma-uses-dxhat", (k) => s.gamma[k]]]
      : [["dbeta-mean", () => 1 / s.N], ["dbeta-scaled-by-gamma", (k) => s.gamma[k]]]; // prettier-ignore
  return scales.flatMap(([id, scale]) => {
    const second = mistakes.find((mistake) => mistake.id === id);
    if (!second) return [];
    return mistakes.flatMap((first) => {
      if (first === second) return [];
      return (first[o.name]?.(s) ?? []).map((predicted): Explanation => ({
        mistakes: [first, second],
        left: leftBy(o, predicted.map((value, k) => value * scale(k))), // prettier-ignore
        leftByFirst: leftBy(o, predicted),
        assumed: 2 + rankOf(first, o, mistakes) + rankOf(second, o, mistakes),
      }));
    });
  });
}

/** dgamma of another eps: its square is in proportion to 1 / (v + eps), so each column names the eps that it saw. */
export function vectorFree(o: VectorObservation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  if (o.name !== "dgamma") return [];
  return mistakes.flatMap((mistake): Explanation[] => {
    const { free } = mistake;
    if (!free) return [];
    let weights = 0;
    let sum = 0;
    for (const k of o.usable) {
      const rho = o.given[k] / o.exact[k];
      const seen = 1 / (s.r[k] * rho) ** 2 - s.v[k];
      // d(eps) / d(dgamma): how sure this column is of the eps.
      const slope = o.exact[k] / (2 * (s.v[k] + s.eps) * o.noise[k]);
      if (!(rho > 0) || !Number.isFinite(seen) || !Number.isFinite(slope)) continue;
      weights += slope * slope;
      sum += slope * slope * seen;
    }
    const value = sum / weights;
    if (!(value >= 0)) return [];
    const left = leftBy(o, free.dgamma(s, value));
    return [{ mistakes: [mistake], left, assumed: 1, value: { name: free.name, number: value } }];
  });
}

/** dgamma = a sum(dout xhat) + b sum(dout): the two numbers that fit best, over all columns. */
export function vectorSignature({ statistics: s, usable, given, noise }: VectorObservation): { a: number; b: number } {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ay = 0;
  let by = 0;
  for (const k of usable) {
    const p = s.dgamma[k] / noise[k];
    const q = s.dbeta[k] / noise[k];
    const y = given[k] / noise[k];
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
