import { itemAt } from "../core/item-at";
import { scientific } from "./text";

const DIGITS = 6;

/** Terms and their sum with the same decimals, so that they add up as they are printed. The largest takes the rounding. */
export function addedUp(terms: readonly number[], sum: number): { terms: string[]; sum: string } {
  const all = [...terms, sum];
  const most = Math.max(...all.map(Math.abs));
  if (!Number.isFinite(most) || most === 0) {
    const plain = (value: number): string => scientific(value, DIGITS);
    return { terms: terms.map(plain), sum: plain(sum) };
  }
  const exponent = Math.floor(Math.log10(most));
  const places = DIGITS - 1 - exponent; // behind the point
  const whole = (value: number): number => Math.round(scaled(value, places));
  const wholes = terms.map(whole);
  const wholeSum = whole(sum);
  const rest = wholeSum - wholes.reduce((total, value) => total + value, 0);
  const sizes = wholes.map(Math.abs);
  const largest = sizes.indexOf(Math.max(...sizes));
  wholes[largest] = itemAt(wholes, largest) + rest;
  const text = (value: number): string => {
    if (places >= 0 && places <= 9) return scaled(value, -places).toFixed(places);
    return `${scaled(value, 1 - DIGITS).toFixed(DIGITS - 1)}e${exponent}`;
  };
  return { terms: wholes.map(text), sum: text(wholeSum) };
}

/** value * 10^places, in two steps, because a power of ten leaves the range of doubles before the product does. */
function scaled(value: number, places: number): number {
  const half = Math.trunc(places / 2);
  return value * 10 ** half * 10 ** (places - half);
}
