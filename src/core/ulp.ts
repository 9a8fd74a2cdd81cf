import type { Dtype } from "./tensor";

/** Bits of the significand, and the exponent of the smallest normal number. */
const FORMATS: Readonly<Record<Dtype, { readonly bits: number; readonly emin: number; readonly max: number }>> = {
  float64: { bits: 53, emin: -1022, max: Number.MAX_VALUE },
  float32: { bits: 24, emin: -126, max: 2 ** 127 * (2 - 2 ** -23) },
  float16: { bits: 11, emin: -14, max: 65504 },
  bfloat16: { bits: 8, emin: -126, max: 2 ** 127 * (2 - 2 ** -7) },
};

/** The largest e with 2^e <= |x|, for finite x other than 0. */
export function exponentOf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -1022) return exponentOf(magnitude * 2 ** 60) - 60;
  const guess = Math.max(-1022, Math.min(1023, Math.floor(Math.log2(magnitude))));
  const power = 2 ** guess; // log2 rounds, so the guess may be off by one
  return power > magnitude ? guess - 1 : magnitude / power >= 2 ? guess + 1 : guess;
}

/** Unit in the last place of x in a dtype: the spacing of its numbers in x's binade. NaN unless x is finite. */
export function ulp(x: number, dtype: Dtype = "float64"): number {
  if (!Number.isFinite(x)) return NaN;
  const { bits, emin } = FORMATS[dtype];
  const exponent = x === 0 ? emin : Math.max(emin, exponentOf(x));
  return 2 ** (exponent - bits + 1);
}

/** The number of a dtype nearest to x, ties to even; infinite beyond the dtype's range. */
export function roundTo(x: number, dtype: Dtype): number {
  if (dtype === "float64" || x === 0 || !Number.isFinite(x)) return x;
  if (dtype === "float32") return Math.fround(x);
  const unit = ulp(x, dtype);
  const scaled = x / unit;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const nearest = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  const value = nearest === 0 ? 0 * x : nearest * unit; // zero keeps its sign
  return Math.abs(value) > FORMATS[dtype].max ? Math.sign(value) * Infinity : value;
}
