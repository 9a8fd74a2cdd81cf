import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import { short } from "../page/numbers";

/** A number with the digits that tell it from others within `range`: about three of the range, and at least three of its own. */
export function apart(value: Numeric, range: number): string {
  const number = fromNumeric(value);
  const digits = range > 0 ? Math.round(Math.log10(Math.abs(number) / range)) + 3 : 3;
  if (!Number.isFinite(number) || digits <= 3) return short(value);
  const text = number.toPrecision(Math.min(17, digits)); // 17 tell every double from its neighbours
  return text.replace("e+", "e").replace(/^-/, "\u2212");
}
