import type { Dtype, Values } from "./tensor";
import { roundTo, ulp } from "./ulp";

/** A tensor's, or those of several. */
export type Numbers = Values | readonly number[];

/** Numbers that were rounded for print: digits after the point, and significant digits of the longest. */
export interface Digits {
  readonly decimals: number;
  readonly digits: number;
}

const FEW = 3; // fewer numbers than these say nothing about how they were made
const ENOUGH = 8; // so many may have been printed with a single digit after the point

/** The most significant digits of numbers that were rounded for print; a number of the dtype usually needs more. */
const LONGEST: Readonly<Record<Dtype, number>> = { float64: 12, float32: 6, float16: 4, bfloat16: 3 };

/** The shortest decimal that reads as this number of the dtype: its significant digits, and digits after the point. */
export function shortestDecimal(value: number, dtype: Dtype): Digits {
  const text = shortest(Math.abs(value), dtype);
  const mantissa = text.indexOf("e"); // its length
  const digits = mantissa > 1 ? mantissa - 1 : 1;
  return { digits, decimals: Math.max(0, digits - 1 - Number(text.slice(mantissa + 1))) };
}

function shortest(value: number, dtype: Dtype): string {
  if (dtype === "float64") return value.toExponential();
  for (let digits = 1; digits <= LONGEST[dtype]; digits++) {
    const text = value.toExponential(digits - 1);
    if (roundTo(Number(text), dtype) === value) return text.replace(/\.?0+e/, "e");
  }
  return value.toExponential();
}

/** The digits that all numbers of a tensor were printed with; undefined when they were not, or are too few to tell. */
export function printedDigits(values: Numbers, dtype: Dtype): Digits | undefined {
  const longest = longestDecimal(values, dtype);
  if (!longest) return undefined;
  const { decimals, digits, count } = longest;
  // A half number has few digits anyway: only where it could have more is it told that the rest was cut off.
  if (roundTo(1 + 2 ** -12, dtype) === 1 && cutOff(values, dtype, longest) < FEW) return undefined;
  return (count >= FEW && decimals >= 2) || (count >= ENOUGH && decimals >= 1) ? { decimals, digits } : undefined;
}

const COARSE = 8; // of these dtypes' numbers in one unit of the last digit: by chance it is fewer

/** How many numbers stand closer in the dtype than these digits tell apart. */
function cutOff(values: Numbers, dtype: Dtype, printed: Digits): number {
  let count = 0;
  for (const value of values) {
    if (value !== 0 && Number.isFinite(value) && 2 * halfUnit(printed, value) > COARSE * ulp(value, dtype)) count++;
  }
  return count;
}

interface Longest extends Digits {
  readonly count: number; // of numbers that are neither 0 nor special
}

/** Of the longest number; undefined as soon as one was not rounded for print. */
export function longestDecimal(values: Numbers, dtype: Dtype): Longest | undefined {
  let decimals = 0;
  let digits = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    const own = shortestDecimal(value, dtype);
    if (own.digits > LONGEST[dtype]) return undefined;
    count++;
    digits = Math.max(digits, own.digits);
    decimals = Math.max(decimals, own.decimals);
  }
  return { decimals, digits, count };
}

/** Half a unit of the last digit that was printed, at a number of this size. */
export function halfUnit({ decimals, digits }: Digits, value: number): number {
  if (!Number.isFinite(value)) return 0;
  const magnitude = value === 0 ? -Infinity : Math.floor(Math.log10(Math.abs(value)));
  return 0.5 * Math.max(10 ** -decimals, 10 ** (magnitude - digits + 1)) * (1 + 1e-9);
}
