import type { Dtype, Tensor } from "../tensor";
import { ulp } from "../ulp";

/** What a candidate's numbers can hold: the rounding that even a perfect gradient suffers on its way here. */
export interface Held {
  readonly dtype: Dtype;
  /** Set when the numbers were printed: digits after the point, and significant digits of the longest. */
  readonly printed?: { readonly decimals: number; readonly digits: number };
  /** For a reason sentence: "", "as float32", "to the 4 decimals given". */
  readonly words: string;
}

const FEW = 3; // fewer numbers than these say nothing about how they were made
const MANY_DIGITS = 10; // a double that needs more was not rounded for print

/**
 * The dtype is the tensor's own, but for float64 tensors that came through text: all of them float32 numbers (a
 * float32 tensor's .tolist()), or all of them with few digits (copied from a print-out).
 */
export function heldBy(candidate: Tensor): Held {
  const { dtype, values } = candidate;
  if (dtype !== "float64") return { dtype, words: ` as ${dtype}` };
  const printed = printedDigits(values);
  if (printed) return { dtype, printed, words: ` to the ${printed.decimals} decimals given` };
  let telling = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]) || values[i] === 0) continue;
    if (Math.fround(values[i]) !== values[i]) return { dtype, words: "" };
    telling++;
  }
  return telling >= FEW
    ? { dtype: "float32", words: " as float32, which all of its numbers are" }
    : { dtype, words: "" };
}

function printedDigits(values: ArrayLike<number>): Held["printed"] {
  let decimals = 0;
  let digits = 0;
  let telling = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || value === 0) continue;
    const [mantissa, exponent] = Math.abs(value).toExponential().split("e");
    const length = mantissa.length > 1 ? mantissa.length - 1 : 1;
    if (length > MANY_DIGITS) return undefined;
    telling++;
    digits = Math.max(digits, length);
    decimals = Math.max(decimals, length - 1 - Number(exponent));
  }
  return telling >= FEW && digits >= 3 && decimals >= 2 ? { decimals, digits } : undefined;
}

/** Half a unit of the last digit that is held, at a value of this size; a whole unit of a binary dtype. */
export function resolution(held: Held, value: number): number {
  if (!Number.isFinite(value)) return 0;
  const { printed } = held;
  if (!printed) return ulp(value, held.dtype);
  const magnitude = value === 0 ? -Infinity : Math.floor(Math.log10(Math.abs(value)));
  return 0.5 * Math.max(10 ** -printed.decimals, 10 ** (magnitude - printed.digits + 1)) * (1 + 1e-9);
}

/** Unit roundoff of the arithmetic that the candidate was surely computed in at best: half types compute in float32. */
export function arithmetic(held: Held): number {
  return held.dtype === "float64" ? 2 ** -53 : 2 ** -24;
}

/** Unit roundoff of the numbers themselves. */
export function roundoff(held: Held): number {
  return { float64: 2 ** -53, float32: 2 ** -24, float16: 2 ** -11, bfloat16: 2 ** -8 }[held.dtype];
}
