import type { Dtype } from "../../tensor";
import { roundTo, ulp } from "../../ulp";
import { shortestDecimal, type Digits, type Numbers } from "../../printed-digits";

/** A binary format that numbers in a wider one may come from. */
export type ShortDtype = Exclude<Dtype, "float64">;

/** Narrowest first. */
export const SHORT_DTYPES: readonly ShortDtype[] = ["bfloat16", "float16", "float32"];

const MOST_BITS = 30; // that one number may say
const SMALLEST = 2 ** -24; // numbers below say nothing
const SURE = 64; // beyond, more bits say nothing new

/**
 * Evidence, in bits, that all of these numbers are numbers of a short binary format: how unlikely each would be one if
 * it had been typed with as many decimals as it has. -Infinity as soon as one is not. Numbers that were printed are
 * such numbers when printing the nearest one gives the same digits.
 */
export function evidenceOf(values: Numbers, dtype: Dtype, short: ShortDtype, printed: Digits | undefined): number {
  let bits = 0;
  const unit = printed ? 10 ** -printed.decimals : 0;
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    const nearest = roundTo(value, short);
    if (nearest !== value && !(Math.abs(nearest - value) <= 0.5 * unit + ulp(value, dtype))) return -Infinity;
    // What rounding left of a sum that cancels is short in any arithmetic.
    if (bits >= SURE || Math.abs(value) < SMALLEST) continue;
    const finest = printed ? unit : 10 ** -shortestDecimal(value, "float64").decimals;
    bits += Math.min(MOST_BITS, Math.max(0, Math.log2(ulp(value, short) / finest)));
  }
  return bits;
}
