import type { Effect } from "./effect";
import { componentsOf, leftBy, type Observation } from "./observation";
import type { Line } from "./statistics";

const GRID = 48;
const STEPS = 12;

/** The free number that explains most: the best of a logarithmic grid, refined by Gauss and Newton's method. */
export function fitFree(
  o: Observation,
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
function refine(o: Observation, value: number, effectAt: (value: number) => Effect): number {
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
    const slopes = [(q.g - p.g) / h, (q.one - p.one) / h, (q.xhat - p.xhat) / h];
    const rest = [o.rest[k] - p.g, o.one[k] - p.one, o.xhat[k] - p.xhat];
    const product = slopes[0] * rest[0] + slopes[1] * rest[1] + slopes[2] * rest[2];
    const square = slopes[0] ** 2 + slopes[1] ** 2 + slopes[2] ** 2;
    if (!Number.isFinite(product) || !Number.isFinite(square)) continue;
    products += product;
    squares += square;
  }
  return squares > 0 ? Math.max(0, value + products / squares) : value;
}
