const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`)); // exact doubles up to 1e22

/** Below it a mantissa of whole digits takes one more digit and still is an exact double. */
export const SHORT = 900719925474099;

/** An exact mantissa times a power of ten, rounded once; undefined where that power is no exact double. */
export function exactly(mantissa: number, scale: number): number | undefined {
  const power = POWERS[Math.abs(scale)];
  if (power === undefined) return undefined;
  return scale < 0 ? mantissa / power : mantissa * power;
}
