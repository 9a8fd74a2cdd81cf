import { itemAt } from "../../item-at";
import type { Mistake } from "../catalogue/contract/mistake";
import { componentsOf, leftBy, type DxObservation } from "../evidence/dx-observation";
import type { Line } from "../formula/dx-line";
import { at, type Effect } from "../formula/term-effect";
import type { Explanation } from "./explanation";
import { leavesFarLess, PLACE } from "./one-mistake";

const GRID = 48;
const STEPS = 12;

/** Mistakes with a number to fit, and the number that fits best. */
export function fittedMistakes(o: DxObservation, mistakes: readonly Mistake[]): Explanation[] {
  return mistakes.flatMap((mistake) => {
    const { parameter } = mistake;
    if (!parameter) return [];
    const range = parameter.range(o.statistics);
    return parameter.effects(o.statistics, range[0]).flatMap((atEnd, rank): Explanation[] => {
      const fit = fitParameter(o, range, (value) => itemAt(parameter.effects(o.statistics, value), rank));
      // An eps that is 0 but for what the inputs lost is no other eps: it was left out.
      if (!isTelling(o, fit.left, atEnd)) return [];
      return [
        {
          mistakes: [mistake],
          effect: fit.effect,
          left: fit.left,
          assumed: 1 + rank * 0.1 + mistakes.indexOf(mistake) * PLACE,
          value: { name: parameter.name, number: fit.value },
        },
      ];
    });
  });
}

/** Whether a fitted number leaves far less than an explanation without it. */
export function isTelling(o: DxObservation, left: number, without: Effect): boolean {
  return leavesFarLess(left, leftBy(o, without), o.statistics.rows * o.statistics.D);
}

/** The number that explains most: the best of a logarithmic grid, refined by Gauss and Newton's method. */
export function fitParameter(
  o: DxObservation,
  [low, high]: readonly [number, number],
  effectAt: (value: number) => Effect,
): { value: number; effect: Effect; left: number } {
  let value = low;
  let left = Infinity;
  for (let i = 0; i <= GRID; i++) {
    const candidate = low * (high / low) ** (i / GRID);
    const leftHere = leftBy(o, effectAt(candidate));
    if (leftHere < left) [value, left] = [candidate, leftHere];
  }
  for (let step = 0; step < STEPS; step++) {
    const next = refine(o, value, effectAt);
    if (!(next >= 0) || next === value) break;
    const leftNext = leftBy(o, effectAt(next));
    if (!(leftNext < left)) break;
    [value, left] = [next, leftNext];
  }
  return { value, effect: effectAt(value), left };
}

/** One step of Gauss and Newton: the residual is taken as linear in the number. */
function refine(o: DxObservation, value: number, effectAt: (value: number) => Effect): number {
  const h = value * 2 ** -20;
  const here = effectAt(value);
  const beside = effectAt(value + h);
  const p: Line = { g: 0, one: 0, xhat: 0 };
  const q: Line = { g: 0, one: 0, xhat: 0 };
  let products = 0;
  let squares = 0;
  for (let k = 0; k < o.statistics.D; k++) {
    componentsOf(o, here, k, p);
    componentsOf(o, beside, k, q);
    const slope: Line = { g: (q.g - p.g) / h, one: (q.one - p.one) / h, xhat: (q.xhat - p.xhat) / h };
    const rest: Line = { g: at(o.rest, k) - p.g, one: at(o.one, k) - p.one, xhat: at(o.xhat, k) - p.xhat };
    const product = slope.g * rest.g + slope.one * rest.one + slope.xhat * rest.xhat;
    const square = slope.g ** 2 + slope.one ** 2 + slope.xhat ** 2;
    if (!Number.isFinite(product) || !Number.isFinite(square)) continue;
    products += product;
    squares += square;
  }
  return squares > 0 ? Math.max(0, value + products / squares) : value;
}
