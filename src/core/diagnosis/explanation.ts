import type { Effect } from "./effect";
import type { Mistake, WideForm } from "./mistake";
import type { Observation } from "./observation";

/** One attempt to explain what is wrong with a tensor. */
export interface Explanation {
  readonly mistakes: readonly Mistake[]; // one, or two at once
  /** Squared difference left over, in units of noise. */
  readonly left: number;
  /** How much has to be assumed: 0 for a mistake with nothing free, more for free numbers, rare forms and pairs. */
  readonly assumed: number;
  /** What the first mistake alone leaves over, when there are two. */
  readonly leftByFirst?: number;
  readonly effect?: Effect;
  /** Under whose mask the effect acts; the correct one when absent. */
  readonly under?: Observation;
  readonly wide?: WideForm;
  /** The free number, when a mistake has one. */
  readonly value?: { readonly name: string; readonly number: number };
}

/**
 * Orders explanations as the Bayesian information criterion does: n log(left / n) + assumptions * log n. Below the
 * noise all fits are equally good, and the one that assumes least wins.
 */
export function scoreOf({ left, assumed }: Explanation, cells: number): number {
  const fit = Number.isFinite(left) ? Math.log(Math.max(left / cells, 1)) : 1e9;
  return cells * fit + assumed * Math.log(cells + 2);
}

/** Whether what is left is no more than rounding. */
export function isWhole({ left }: Pick<Explanation, "left">, cells: number): boolean {
  return left <= cells;
}

export function sortByScore(explanations: readonly Explanation[], cells: number): Explanation[] {
  const scored = explanations.map((explanation) => ({ explanation, score: scoreOf(explanation, cells) }));
  return scored.sort((one, other) => one.score - other.score).map(({ explanation }) => explanation);
}
