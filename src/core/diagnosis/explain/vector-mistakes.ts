import { itemAt, numberAt } from "../../item-at";
import type { Mistake } from "../catalogue/contract/mistake";
import type { VectorObservation } from "../evidence/vector-observation";
import type { Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import type { Explanation } from "./explanation";
import { rarity } from "./one-mistake";

const MOST_NEARBY = 0.1; // of the difference

/** `nearby`: predictions of running statistics nearby, for each of them on both sides; what they move is noise, too. */
function leftBy(
  { usable, given, exact, noise, rounded }: VectorObservation,
  predicted: Float64Array,
  nearby: readonly (readonly Float64Array[])[] = [],
): number {
  return usable.reduce((sum, k) => {
    const distances = nearby.map((sides) =>
      Math.max(0, ...sides.map((side) => Math.abs(at(side, k) - at(predicted, k)))),
    );
    const moved = distances.reduce((total, distance) => total + distance, 0);
    // More of the difference would explain what it likes.
    const isSmall = moved <= MOST_NEARBY * Math.abs(numberAt(given, k) - at(exact, k));
    const unit = at(noise, k) + (isSmall ? moved : 0);
    const square = ((numberAt(given, k) - rounded(at(predicted, k))) / unit) ** 2;
    return sum + (Number.isFinite(square) ? square : Infinity);
  }, 0);
}

/** Mistakes of the tensor itself come before mistakes of dx that spoil it too. */
function rankOf(mistake: Mistake, o: VectorObservation, mistakes: readonly Mistake[]): number {
  return mistakes.indexOf(mistake) * 1e-3 + (mistake.tensor === o.name ? 0 : 0.2);
}

/**
 * The wrong tensor in each of its forms. Of a split batch it is the sum of the parts' own; and a mistake that only scales
 * may have come after that sum.
 */
export function vectorForms(mistake: Mistake, name: VectorObservation["name"], s: Statistics): readonly Float64Array[] {
  const form = (statistics: Statistics): readonly Float64Array[] => mistake[name]?.(statistics) ?? [];
  if (s.parts.length === 0) return form(s);
  if (mistake.acrossParts) return mistake.acrossParts[name]?.(s) ?? [];
  const parts = s.parts.map((part) => form(part.s));
  const count = Math.min(...parts.map(({ length }) => length));
  const sums = Array.from({ length: count }, (_, rank) =>
    each(s.D, (k) => parts.reduce((sum, forms) => sum + at(itemAt(forms, rank), k), 0)),
  );
  return mistake.factor ? [...sums, ...form(s)] : sums;
}

/** The same form of a mistake where the running statistics are those nearby. */
function nearbyOf(mistake: Mistake, rank: number, { name, nearby }: VectorObservation): Float64Array[][] {
  return nearby.map((sides) => sides.map((s) => itemAt(vectorForms(mistake, name, s), rank)));
}

export function vectorSingles(o: VectorObservation, mistakes: readonly Mistake[]): Explanation[] {
  return mistakes.flatMap((mistake) =>
    vectorForms(mistake, o.name, o.statistics).map((predicted, rank): Explanation => ({
      mistakes: [mistake],
      left: leftBy(o, predicted, nearbyOf(mistake, rank, o)),
      assumed: rarity(rank) + rankOf(mistake, o, mistakes),
      said: mistake.says?.(o.statistics, rank),
    })),
  );
}

/** A mistake that only scales (a mean for a sum, dxhat for dout) on top of another one. */
export function vectorPairs(o: VectorObservation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  return mistakes.flatMap((second) => {
    const { factor } = second;
    if (!factor || second.tensor !== o.name) return [];
    return mistakes.flatMap((first) => {
      if (first === second) return [];
      return vectorForms(first, o.name, s).map((predicted): Explanation => ({
        mistakes: [first, second],
        left: leftBy(o, predicted.map((value, k) => value * factor(s, k))), // prettier-ignore
        leftByFirst: leftBy(o, predicted),
        assumed: 2 + rankOf(first, o, mistakes) + rankOf(second, o, mistakes),
      }));
    });
  });
}

/** dgamma of a mistake with a number to fit: each column names the number that it saw, as surely as it can tell. */
export function vectorFitted(o: VectorObservation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  // Of a split batch no part's dgamma is known alone, which would name the number; and one column fits some number always.
  if (o.name !== "dgamma" || s.parts.length > 0 || o.usable.length < 2) return [];
  return mistakes.flatMap((mistake): Explanation[] => {
    const { parameter } = mistake;
    if (!parameter) return [];
    let weights = 0;
    let sum = 0;
    for (const k of o.usable) {
      const exact = at(o.exact, k);
      const factor = numberAt(o.given, k) / exact;
      const seen = parameter.fromDgamma(s, k, factor);
      const slope = (exact * parameter.dgammaPerUnit(s, k)) / at(o.noise, k);
      if (!(factor > 0) || !Number.isFinite(seen) || !Number.isFinite(slope)) continue;
      weights += slope * slope;
      sum += slope * slope * seen;
    }
    const value = sum / weights;
    if (!(value >= 0)) return [];
    const left = leftBy(o, parameter.dgamma(s, value));
    return [{ mistakes: [mistake], left, assumed: 1, value: { name: parameter.name, number: value } }];
  });
}
