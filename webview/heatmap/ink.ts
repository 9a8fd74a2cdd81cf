import { SLOT, STEPS, type Table } from "./colour";
import { scaleBy, toPosition, type Scale } from "./scale";

/**
 * A colour map ready for tiles of one exponent: value of a tile (single precision, times 2^exponent) -> packed colour.
 * Linear scales place the value by one multiplication. Curved ones look the upper 16 bits of the number up (sign,
 * exponent, 7 bits of fraction: 0.4 % of the value, less than one step of the map), because a logarithm for each
 * pixel would cost more than all the rest.
 */
export type Ink =
  | {
      readonly kind: "linear";
      readonly factor: number;
      readonly offset: number;
      readonly table: Table;
      readonly negativeIsAbsent: boolean;
    }
  | { readonly kind: "bits"; readonly colours: Uint32Array }; // (65536)

/** Limits include values that rounding to single precision has moved just beyond them. */
const SLACK = 1e-3;

export function createInk(scale: Scale, table: Table, exponent: number): Ink {
  if (scale.kind === "linear") {
    const low = scaleBy(scale.low, -exponent);
    const span = scaleBy(scale.high, -exponent) - low;
    const factor = (STEPS - 1) / span;
    // A span so narrow or wide that one multiplication cannot place values goes the general way.
    if (Number.isFinite(factor) && factor > 0 && Number.isFinite(low * factor)) {
      return { kind: "linear", factor, offset: -low * factor, table, negativeIsAbsent: scale.negativeIsAbsent };
    }
  }
  return { kind: "bits", colours: bitTable(scale, table, exponent) };
}

/** Colour of one value of a tile. */
export function colourOf(ink: Ink, value: number): number {
  const colour = new Uint32Array(1);
  colourRange(new Float32Array([value]), 0, 1, colour, ink);
  return colour[0];
}

/** Colours of values [from, to) of a tile, from the beginning of `colours`. */
export function colourRange(values: Float32Array, from: number, to: number, colours: Uint32Array, ink: Ink): void {
  if (ink.kind === "bits") {
    const { colours: byBits } = ink;
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let i = from; i < to; i++) colours[i - from] = byBits[bits[i] >>> 16];
    return;
  }
  const { factor, offset, table, negativeIsAbsent } = ink;
  const least = negativeIsAbsent ? Math.max(offset, -SLACK) : -SLACK; // step of the value 0 is the offset
  const most = STEPS - 1 + SLACK;
  for (let i = from; i < to; i++) {
    const value = values[i];
    const step = value * factor + offset;
    colours[i - from] =
      step >= least && step <= most ? table[(step + 0.5) | 0] : table[slotOf(value, step, negativeIsAbsent)];
  }
}

/** Entry of what has no place on the map. */
export function slotOf(value: number, step: number, negativeIsAbsent: boolean): number {
  if (value !== value) return SLOT.nan;
  if (value === Infinity) return SLOT.positiveInfinite;
  if (value === -Infinity) return SLOT.negativeInfinite;
  if (negativeIsAbsent && value < 0) return SLOT.absent;
  return step < 0 ? SLOT.below : SLOT.above;
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** (65536) colours by the upper half of a single-precision number. */
function bitTable(scale: Scale, table: Table, exponent: number): Uint32Array {
  const position = toPosition(scale);
  const colours = new Uint32Array(65536);
  const stepAt = (bits: number): number => {
    scratchBits[0] = bits;
    return position(scaleBy(scratch[0], exponent)) * (STEPS - 1);
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
