import type { Candidate } from "../../problem";
import type { Dtype, Tensor } from "../../tensor";
import { roundTo, ulp } from "../../ulp";
import type { GradientName } from "../../verdict";

/** What a candidate's numbers can hold: the rounding that even a perfect gradient suffers on its way here. */
export interface GivenPrecision {
  readonly dtype: Dtype;
  /** Set when the numbers were printed: digits after the point, and significant digits of the longest. */
  readonly printed?: { readonly decimals: number; readonly digits: number };
  /** For a reason sentence: "", "as float32", "to the 4 decimals given". */
  readonly words: string;
}

const FEW = 3; // fewer printed numbers than these say nothing about how they were made
const MANY_DIGITS = 10; // a double that needs more was not rounded for print

/**
 * The dtype is the tensor's own, but for float64 tensors that came through text: all of them float32 numbers (a
 * float32 tensor's .tolist()), or all of them with few digits (copied from a print-out). A tensor of too few numbers to
 * tell is taken to be `like` another one, if its numbers allow that.
 */
export function precisionOf(candidate: Tensor, like?: GivenPrecision): GivenPrecision {
  const { dtype, values } = candidate;
  if (dtype !== "float64") return { dtype, words: ` as ${dtype}` };
  const { digits, decimals, count } = printedDigits(values);
  if (count >= FEW && digits >= 3 && decimals >= 2 && digits <= MANY_DIGITS) {
    return { dtype, printed: { decimals, digits }, words: ` to the ${decimals} decimals given` };
  }
  if (like?.printed && count > 0 && decimals <= like.printed.decimals) return like;
  return isSingle(values) ? { dtype: "float32", words: " as float32" } : { dtype, words: "" };
}

/** All three tensors of a candidate; dx, which has the most numbers, speaks for the others when they are too few. */
export function precisionsOf(candidate: Candidate): Partial<Record<GradientName, GivenPrecision>> {
  const { dx, dgamma, dbeta } = candidate;
  const like = dx && precisionOf(dx);
  return {
    ...(like ? { dx: like } : {}),
    ...(dgamma ? { dgamma: precisionOf(dgamma, like) } : {}),
    ...(dbeta ? { dbeta: precisionOf(dbeta, like) } : {}),
  };
}

/** All float32 numbers, and one at least that needs more than half of float32's digits: not by accident. */
function isSingle(values: ArrayLike<number>): boolean {
  let telling = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (Math.fround(value) !== value) return false;
    telling ||= roundTo(value, "float16") !== value && roundTo(value, "bfloat16") !== value;
  }
  return telling;
}

/** Of the longest number: significant digits and digits after the point. Stops at the first that is not printed. */
function printedDigits(values: ArrayLike<number>): { digits: number; decimals: number; count: number } {
  let decimals = 0;
  let digits = 0;
  let count = 0;
  for (let i = 0; i < values.length && digits <= MANY_DIGITS; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || value === 0) continue;
    const [mantissa, exponent] = Math.abs(value).toExponential().split("e");
    const length = mantissa.length > 1 ? mantissa.length - 1 : 1;
    count++;
    digits = Math.max(digits, length);
    decimals = Math.max(decimals, length - 1 - Number(exponent));
  }
  return { digits, decimals, count };
}

/** Half a unit of the last digit that is held, at a value of this size; a whole unit of a binary dtype. */
export function resolution(precision: GivenPrecision, value: number): number {
  if (!Number.isFinite(value)) return 0;
  const { printed } = precision;
  if (!printed) return ulp(value, precision.dtype);
  const magnitude = value === 0 ? -Infinity : Math.floor(Math.log10(Math.abs(value)));
  return 0.5 * Math.max(10 ** -printed.decimals, 10 ** (magnitude - printed.digits + 1)) * (1 + 1e-9);
}

/** Unit roundoff of the arithmetic that the candidate was surely computed in at best: half types compute in float32. */
export function arithmetic(precision: GivenPrecision): number {
  return precision.dtype === "float64" ? 2 ** -53 : 2 ** -24;
}

/** Unit roundoff of the numbers themselves. */
export function roundoff(precision: GivenPrecision): number {
  return { float64: 2 ** -53, float32: 2 ** -24, float16: 2 ** -11, bfloat16: 2 ** -8 }[precision.dtype];
}
