import { itemAt } from "../../../src/core/item-at";
import type { Coding } from "../../../src/protocol";
import { SLOT, STEPS, type Table } from "./colour";
import { scaleBy, toValue, type Scale } from "../scale";

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
  const coded = (end: number): number => scaleBy(end - coding.origin, -coding.exponent);
  const [lowest, highest] = [coded(scale.low), coded(scale.high)];
  const low = Math.fround(lowest);
  const factor = Math.fround((STEPS - 1) / (highest - lowest));
  // Limits so narrow or wide that single precision cannot place values go the general way.
  if (scale.kind === "linear" && factor > 1e-36 && factor < Infinity && Math.abs(low) < Infinity)
    return { colours: table, low, rest: Math.fround(lowest - low), factor, negativeIsAbsent };
  return { colours: bitTable(scale, table, coding), low, rest: 0, factor: 0, negativeIsAbsent };
}

const scratch = new DataView(new ArrayBuffer(4));

function numberOf(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

/**
 * (65536) colours by the upper half of a single-precision number: that of the number in its middle. The numbers between
 * steps are worked out, not the step of each: a thousand exponentials for 65536 logarithms.
 */
function bitTable(scale: Scale, table: Table, { origin, exponent }: Coding): Uint32Array {
  const colours = new Uint32Array(65536);
  const isLog = scale.kind === "log";
  const valueAt = toValue(scale);
  const zero = scaleBy(-origin, -exponent);
  // A logarithmic map shows magnitudes: from 0 up, and from 0 down.
  for (const sign of isLog ? [1, -1] : [1]) {
    /** Where the map has come so many steps far, in numbers of a tile, times the sign. */
    const reach = (step: number): number => sign * scaleBy(sign * valueAt(step / (STEPS - 1)) - origin, -exponent);
    const limits = Float64Array.from({ length: STEPS }, (_, step) => (step < STEPS - 1 ? reach(step + 0.5) : Infinity));
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
        while (middle >= itemAt(limits, step)) step++;
        entry = step;
        // Numbers are beyond a limit when all of them are: the limits themselves are within.
        if (step === 0 || step === STEPS - 1) {
          const one = sign * numberOf(upper << 16);
          const other = sign * numberOf((upper << 16) | 0xffff);
          if (!isLog && Math.max(one, other) < lowest) entry = SLOT.below;
          if (Math.min(one, other) > highest) entry = SLOT.above;
        }
      }
      colours[upper] = itemAt(table, entry);
    }
  }
  return colours;
}
