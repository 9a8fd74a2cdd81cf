/**
 * float16 (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits) and bfloat16 (the upper half of a float32).
 * Decoding is exact; encoding rounds once, to nearest with ties to even.
 */
const scratch = new DataView(new ArrayBuffer(8));

/** The number that 16 bits of float16 stand for. */
export function float16ToNumber(bits: number): number {
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The 16 bits of the float16 nearest to a number. From 65520 on that is infinity; every NaN becomes 0x7e00. */
export function numberToFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundHalfEven(size * 2 ** 24); // a carry out of the fraction is the first normal
  const exponent = exponentOf(size);
  return sign | (((exponent + 14) << 10) + roundHalfEven(size * 2 ** (10 - exponent))); // the leading 1 adds 1 to exponent + 14
}

/** The number that 16 bits of bfloat16 stand for. */
export function bfloat16ToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** The 16 bits of the bfloat16 nearest to a number, rounded from the double itself. Every NaN becomes 0x7fc0. */
export function numberToBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 255.5 * 2 ** 120) return sign | 0x7f80;
  if (size < 2 ** -126) return sign | roundHalfEven(size * 2 ** 133);
  const exponent = exponentOf(size);
  return sign | (((exponent + 126) << 7) + roundHalfEven(size * 2 ** (7 - exponent)));
}

/** The double nearest to a number among the float16 ones. */
export function roundToFloat16(value: number): number {
  return float16ToNumber(numberToFloat16(value));
}

/** The double nearest to a number among the bfloat16 ones. */
export function roundToBfloat16(value: number): number {
  return bfloat16ToNumber(numberToBfloat16(value));
}

/** Exponent e of a normal double in [2^e, 2^(e+1)). */
function exponentOf(size: number): number {
  scratch.setFloat64(0, size);
  return (scratch.getUint32(0) >>> 20) - 1023;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  return rest > 0.5 || floor % 2 === 1 ? floor + 1 : floor;
}
