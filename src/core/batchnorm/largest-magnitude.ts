import type { Values } from "../tensor";

/** The largest magnitude among values; 0 of none, NaN where one of them is NaN. */
export function largestMagnitude(values: Values): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) result = Math.max(result, Math.abs(values[i]));
  return result;
}
