import type { Mistake } from "../catalogue/contract/mistake";
import { leftBy, type DxObservation } from "../evidence/dx-observation";
import type { Effect } from "../formula/term-effect";
import type { Explanation } from "./explanation";

/** A mistake in one of its forms, as an effect under a mask. */
export interface Form {
  readonly mistake: Mistake;
  readonly effect: Effect;
  readonly rank: number; // 0 for the usual form
}

export const PLACE = 1e-3; // a form's place in the catalogue breaks ties, and never more than ties

const TELLING = 30;

/** An explanation is told from a simpler one close to it where it leaves so many times less, or less than rounding. */
export function leavesFarLess(left: number, simpler: number, noise: number): boolean {
  return simpler > TELLING * Math.max(left, noise);
}

/** The mistakes without those that refine a simpler one which leaves hardly more, as their single explanations tell. */
export function toldApart(
  mistakes: readonly Mistake[],
  explanations: readonly Explanation[],
  cells: number,
): readonly Mistake[] {
  const least = (id: string): number =>
    explanations.reduce(
      (best, { mistakes: [{ id: own }], left }) => (own === id ? Math.min(best, left) : best),
      Infinity,
    );
  return mistakes.filter(({ id, refines }) => refines === undefined || leavesFarLess(least(id), least(refines), cells));
}

/** What a form assumes: the rarer, the more, but never as much as a number that is free. */
export function rarity(rank: number): number {
  return Math.min(0.1 * rank, 0.9);
}

export function formsOf(mistakes: readonly Mistake[], o: DxObservation): Form[] {
  return mistakes
    .filter(({ harmless }) => !harmless)
    .flatMap((mistake) =>
      (mistake.effects?.(o.statistics) ?? []).map((effect, rank): Form => ({ mistake, effect, rank })),
    );
}

/** The same form of a mistake where the running statistics are those nearby. */
function nearbyOf(mistake: Mistake, rank: number, { nearby }: DxObservation): Effect[][] {
  return nearby.map((sides) => sides.flatMap((s) => mistake.effects?.(s)[rank] ?? []));
}

/** Every single mistake that stays inside the span of {dout, 1, xhat}. */
export function singles(o: DxObservation, mistakes: readonly Mistake[]): Explanation[] {
  return formsOf(mistakes, o).map(({ mistake, effect, rank }) => ({
    mistakes: [mistake],
    effect,
    left: leftBy(o, effect, nearbyOf(mistake, rank, o)),
    assumed: rarity(rank) + mistakes.indexOf(mistake) * PLACE,
    said: mistake.says?.(o.statistics, rank),
  }));
}
