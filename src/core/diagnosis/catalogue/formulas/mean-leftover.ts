import type { Statistics } from "../../formula/column-statistics";
import { each } from "../../formula/term-effect";

/** r c mu, (D): what x in the place of x - mu leaves behind where the mean should have cancelled. */
export function meanLeftover({ D, r, c, mu }: Statistics): Float64Array {
  return each(D, (k) => r[k] * c[k] * mu[k]);
}
