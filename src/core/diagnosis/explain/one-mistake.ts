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

/** An explanation is told from a simpler one close to it where it leaves so many times less, or less than rounding. */
export const TELLING = 30;

/** The mistakes without those that refine a simpler one which leaves hardly more. */
export function toldApart(o: DxObservation, mistakes: readonly Mistake[], cells: number): readonly Mistake[] {
  const least = (of: readonly Mistake[]): number =>
    formsOf(of, o).reduce((best, { effect }) => Math.min(best, leftBy(o, effect)), Infinity);
  return mistakes.filter((mistake) => {
    if (mistake.refines === undefined) return true;
    const simpler = mistakes.filter(({ id }) => id === mistake.refines);
    return least(simpler) > TELLING * Math.max(least([mistake]), cells);
  });
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

/** Every single mistake that stays inside the span of {dout, 1, xhat}. */
export function singles(o: DxObservation, mistakes: readonly Mistake[]): Explanation[] {
  return formsOf(mistakes, o).map(({ mistake, effect, rank }) => ({
    mistakes: [mistake],
    effect,
    left: leftBy(o, effect),
    assumed: rarity(rank) + mistakes.indexOf(mistake) * PLACE,
    said: mistake.says?.(o.statistics, rank),
  }));
}
