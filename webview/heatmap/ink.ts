import type { Coding } from "../../src/protocol";
import { SLOT, STEPS, type Table } from "./colour";
import { decoded, scaleBy, toPosition, type Scale } from "./scale";

/**
 * A colour map ready for the numbers of tiles of one coding: number in single precision -> packed colour.
 * Linear scales place the value by one multiplication. Curved ones look the upper 16 bits of the number up (sign,
 * exponent, 7 bits of fraction: 0.4 % of the value, less than one step of the map), because a logarithm for each
 * pixel would cost more than all the rest.
 */
export interface Ink {
  /** A colour table; where factor is 0, (65536) colours by the upper half of the number. */
  readonly colours: Uint32Array;
  /** Lowest value of the map in two single-precision parts, so that nothing is lost near it, and steps for one. */
  readonly low: number;
  readonly rest: number;
  readonly factor: number;
  readonly negativeIsAbsent: boolean;
}

/** In steps: limits include values that rounding to single precision has moved just beyond them. */
const SLACK = 1e-3;

export function createInk(scale: Scale, table: Table, coding: Coding): Ink {
  const { negativeIsAbsent } = scale;
  const [lowest, highest] = [scale.low, scale.high].map((end) => scaleBy(end - coding.origin, -coding.exponent));
  const low = Math.fround(lowest);
  const factor = Math.fround((STEPS - 1) / (highest - lowest));
  // Limits so narrow or wide that single precision cannot place values go the general way.
  if (scale.kind === "linear" && factor > 1e-36 && factor < Infinity && Math.abs(low) < Infinity)
    return { colours: table, low, rest: Math.fround(lowest - low), factor, negativeIsAbsent };
  return { colours: bitTable(scale, table, coding), low, rest: 0, factor: 0, negativeIsAbsent };
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** (65536) colours by the upper half of a single-precision number. */
function bitTable(scale: Scale, table: Table, coding: Coding): Uint32Array {
  const position = toPosition(scale);
  const colours = new Uint32Array(65536);
  const stepAt = (bits: number): number => {
    scratchBits[0] = bits;
    return position(decoded(scratch[0], coding)) * (STEPS - 1);
  };
  for (let upper = 0; upper < 65536; upper++) {
    scratchBits[0] = (upper << 16) | 0x8000;
    const value = scratch[0];
    const isFinite = value - value === 0;
    if (!isFinite) {
      // 0x7f80 and 0xff80 are the infinities; every other pattern with this exponent is a NaN.
      colours[upper] =
        table[upper === 0x7f80 ? SLOT.positiveInfinite : upper === 0xff80 ? SLOT.negativeInfinite : SLOT.nan];
      continue;
    }
    if (scale.negativeIsAbsent && value < 0) {
      colours[upper] = table[SLOT.absent];
      continue;
    }
    // Zero, and what is smaller than any number of a logarithmic map, has its lowest colour.
    const isZero = (upper & 0x7fff) === 0;
    const middle = isZero ? stepAt(0) : stepAt((upper << 16) | 0x8000);
    // A bucket is beyond a limit when all of it is: the limits themselves are within.
    const ends =
      middle < 0 || middle > STEPS - 1 ? [stepAt(upper << 16), stepAt((upper << 16) | 0xffff)] : [middle, middle];
    const isBelow = Math.max(...ends) < -SLACK && scale.kind !== "log";
    const isAbove = Math.min(...ends) > STEPS - 1 + SLACK;
    const step = Math.min(Math.max(middle, 0), STEPS - 1);
    colours[upper] = table[isBelow ? SLOT.below : isAbove ? SLOT.above : Math.round(step)];
  }
  return colours;
}
