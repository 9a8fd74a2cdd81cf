import { shortestDecimal, type Digits, type Numbers } from "../../printed-digits";
import type { Dtype } from "../../tensor";

const CHANCE = 0.1; // of a last digit that is 0
const FEWEST_DIGITS = 3; // that a print of significant digits has, in which 12.3 ends in no 0
const TYPED = 13; // bits of evidence: of so many numbers one set in thousands ends in so many zeros by chance

/**
 * Whether numbers were typed as they stand, and lost nothing: of numbers that were cut off for print one in ten ends in
 * 0, of 1, 2, 0.5 and 3 most are shorter than the longest.
 */
export function wereTyped(values: Numbers, dtype: Dtype, longest: Digits): boolean {
  let [count, short] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    const own = shortestDecimal(value, dtype);
    count++;
    const isShort = longest.digits < FEWEST_DIGITS || own.digits < longest.digits;
    if (own.decimals < longest.decimals && isShort) short++;
  }
  const share = short / count;
  if (!(share > CHANCE)) return false;
  const rest = share < 1 ? (1 - share) * Math.log2((1 - share) / (1 - CHANCE)) : 0;
  return count * (share * Math.log2(share / CHANCE) + rest) >= TYPED;
}
