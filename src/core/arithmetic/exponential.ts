/** The exponential function in double-double: about 96 bits, less where the result nears the subnormal numbers. */
import { itemAt } from "../item-at";
import { add, dd, divide, multiply, subtract, type DD } from "./dd";

const LN2 = dd(Math.LN2, 2.3190468138462996e-17);
const HALVINGS = 6;
/** Of the Taylor series of (exp(s) - 1) / s at 0, where |s| is below 0.006: 1 / n! for n up to 11. */
const SERIES: readonly DD[] = inverseFactorials(11);
/** So many of these count in double-double: of the others 53 bits reach beyond the last place of the sum. */
const PRECISE = 7;
const TWO = dd(2);

function inverseFactorials(count: number): DD[] {
  const found = [dd(1)];
  for (let n = 2; n <= count; n++) found.push(divide(itemAt(found, n - 2), dd(n)));
  return found;
}

/** exp(r) - 1 without cancellation, for |r| below 0.35: by the series of r / 64, doubled six times. */
function lessOne(r: DD): DD {
  const small = dd(r.hi / 2 ** HALVINGS, r.lo / 2 ** HALVINGS);
  let tail = 0;
  for (let n = SERIES.length - 1; n >= PRECISE; n--) tail = tail * small.hi + itemAt(SERIES, n).hi;
  let series = dd(tail);
  for (let n = PRECISE - 1; n >= 0; n--) series = add(itemAt(SERIES, n), multiply(small, series));
  let result = multiply(small, series);
  for (let i = 0; i < HALVINGS; i++) result = multiply(result, add(TWO, result)); // e^2s - 1 = (e^s - 1)(e^s + 1)
  return result;
}

function reduced(x: DD): { readonly power: number; readonly rest: DD } {
  const power = Math.round(x.hi / Math.LN2);
  return { power, rest: subtract(x, multiply(dd(power), LN2)) };
}

/** exp(x); x below 700. */
export function exponential(x: DD): DD {
  if (x.hi < -760) return dd(0);
  const { power, rest } = reduced(x);
  const { hi, lo } = add(dd(1), lessOne(rest));
  return dd(hi * 2 ** power, lo * 2 ** power);
}

/** exp(x) - 1, to the last place of itself near 0, too. */
export function exponentialLessOne(x: DD): DD {
  if (x.hi < -760) return dd(-1);
  const { power, rest } = reduced(x);
  return power === 0 ? lessOne(rest) : subtract(exponential(x), dd(1));
}
