import { short } from "../page/numbers";
import type { Axis } from "./chart";

const MOST_TICKS = 4;
/** 10 to these is a double that is not subnormal. */
const POWERS = [-307, 307] as const;

/** A logarithmic axis from the decade below the least of some numbers to the one above the largest. 0 is not on it. */
export function logAxis(values: Iterable<number>): Axis {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!(value > 0 && value < Infinity)) continue;
    low = Math.min(low, Math.floor(Math.log10(value)));
    high = Math.max(high, Math.ceil(Math.log10(value)));
  }
  if (low > high) [low, high] = [-1, 1];
  if (low === high) [low, high] = [low - 1, high + 1];
  [low, high] = [Math.max(low, POWERS[0]), Math.min(high, POWERS[1])];
  const every = Math.max(1, Math.ceil((high - low) / MOST_TICKS));
  const names = [];
  for (let power = low; power <= high; power += every) names.push({ at: 10 ** power, text: short(10 ** power) });
  return { domain: [10 ** low, 10 ** high], log: true, names };
}
