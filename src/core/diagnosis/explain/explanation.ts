import type { Mistake } from "../catalogue/contract/mistake";
import type { DxObservation } from "../evidence/dx-observation";
import { roundoff, type GivenPrecision } from "../evidence/given-precision";
import type { CellFormula } from "../formula/cell-formula";
import type { Effect } from "../formula/term-effect";

/** One attempt to explain what is wrong with a tensor. */
export interface Explanation {
  readonly mistakes: readonly [Mistake, ...Mistake[]]; // one, or two at once
  /** Squared difference left over, in units of noise. */
  readonly left: number;
  /** How much has to be assumed: 0 for a mistake with nothing free, more for free numbers, rare forms and pairs. */
  readonly assumed: number;
  /** What the first mistake alone leaves over, when there are two. */
  readonly leftByFirst?: number;
  readonly effect?: Effect;
  /** Under whose mask the effect acts; the correct one when absent. */
  readonly under?: DxObservation;
  readonly cellFormula?: CellFormula;
  readonly factor?: Float64Array; // (D) of the cell formula, when another mistake scales it
  /** What the first mistake has to say of its form. */
  readonly said?: string;
  /** The free number, when a mistake has one. */
  readonly value?: { readonly name: string; readonly number: number };
}

/**
 * Orders explanations as the Bayesian information criterion does: n log(left / n) + assumptions * log n. Below `floor`
 * all fits are equally good, and the one that assumes least wins.
 */
function scoreOf({ left, assumed }: Explanation, cells: number, floor: number): number {
  const fit = Number.isFinite(left) ? Math.log(Math.max(left / cells, floor)) : 1e9;
  return cells * fit + assumed * Math.log(cells + 2);
}

/**
 * Squared units of noise below which fits are equally good. Noise is a bound on rounding. Where the candidate's numbers
 * were rounded far more than the predictions are, a fit below the bound still says something; else it is an accident.
 */
export function floorOf(precision: GivenPrecision): number {
  return precision.printed || roundoff(precision) > 2 ** -12 ? 1e-4 : 1;
}

/** Whether what is left is no more than rounding. */
export function isWhole({ left }: Pick<Explanation, "left">, cells: number): boolean {
  return left <= cells;
}

export function sortByScore(explanations: readonly Explanation[], cells: number, floor = 1): Explanation[] {
  const scored = explanations.map((explanation) => ({ explanation, score: scoreOf(explanation, cells, floor) }));
  return scored.sort((one, other) => one.score - other.score).map(({ explanation }) => explanation);
}

/** Single mistakes that fit as well as the best one, with nothing free in them: this probe cannot tell them apart. */
export function equalsOf(explanations: readonly Explanation[], cells: number, floor: number): readonly Explanation[] {
  const [best] = explanations;
  if (!best || best.assumed >= 1 || !isWhole(best, cells)) return explanations.slice(0, 1);
  const bound = Math.max(floor * cells, floor < 1 ? 1.5 * best.left : 0);
  return explanations.filter(({ assumed, left }) => assumed < 1 && left <= bound);
}

export function anyWhole(explanations: readonly Explanation[], cells: number): boolean {
  return explanations.some((explanation) => isWhole(explanation, cells));
}
