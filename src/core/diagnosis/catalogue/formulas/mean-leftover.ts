import type { Statistics } from "../../formula/column-statistics";
import { at, each } from "../../formula/term-effect";

/** r c mu, (D): what x in the place of x - mu leaves behind where the mean should have cancelled. */
export function meanLeftover({ D, r, c, mu }: Statistics): Float64Array {
  return each(D, (k) => at(r, k) * at(c, k) * at(mu, k));
}
