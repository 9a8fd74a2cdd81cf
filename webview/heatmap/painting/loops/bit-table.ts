import type { Coding } from "../../../../src/protocol/picture";
import { SLOT, STEPS, type Table } from "../colour";
import { scaleBy, toValue, type Scale } from "../../scale";

/** In steps: limits include values that rounding to single precision has moved just beyond them. */
const SLACK = 1e-3;

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function numberOf(bits: number): number {
  scratchBits[0] = bits;
  return scratch[0];
}

/**
 * (65536) colours by the upper half of a single-precision number: that of the number in its middle. The numbers between
 * steps are worked out, not the step of each: a thousand exponentials for 65536 logarithms.
 */
export function bitTable(scale: Scale, table: Table, { origin, exponent }: Coding): Uint32Array {
  const colours = new Uint32Array(65536);
  const isLog = scale.kind === "log";
  const valueAt = toValue(scale);
  const zero = scaleBy(-origin, -exponent);
  // A logarithmic map shows magnitudes: from 0 up, and from 0 down.
  for (const sign of isLog ? [1, -1] : [1]) {
    /** Where the map has come so many steps far, in numbers of a tile, times the sign. */
    const reach = (step: number): number => sign * scaleBy(sign * valueAt(step / (STEPS - 1)) - origin, -exponent);
    const limits = Float64Array.from({ length: STEPS - 1 }, (_, step) => reach(step + 0.5));
    const [lowest, highest] = [reach(-SLACK), reach(STEPS - 1 + SLACK)];
    let step = 0;
    for (let order = 0; order < 65536; order++) {
      // From the most negative number to the most positive one, or back.
      const at = sign > 0 ? order : 65535 - order;
      const upper = at < 32768 ? 65535 - at : at - 32768;
      const number = numberOf((upper << 16) | 0x8000);
      const middle = sign * number;
      let entry: number;
      if (number - number !== 0) {
        // 0x7f80 and 0xff80 are the infinities; every other pattern with this exponent is a NaN.
        entry = upper === 0x7f80 ? SLOT.positiveInfinite : upper === 0xff80 ? SLOT.negativeInfinite : SLOT.nan;
      } else if (scale.negativeIsAbsent && number < 0) entry = SLOT.absent;
      else if (isLog && middle < sign * zero) continue;
      else {
        while (middle >= limits[step]) step++;
        entry = step;
        // Numbers are beyond a limit when all of them are: the limits themselves are within.
        if (step === 0 || step === STEPS - 1) {
          const one = sign * numberOf(upper << 16);
          const other = sign * numberOf((upper << 16) | 0xffff);
          if (!isLog && Math.max(one, other) < lowest) entry = SLOT.below;
          if (Math.min(one, other) > highest) entry = SLOT.above;
        }
      }
      colours[upper] = table[entry];
    }
  }
  return colours;
}
