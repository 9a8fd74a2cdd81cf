import type { Coding } from "../../../src/protocol/picture";
import { STEPS, type Table } from "./colour";
import { bitTable } from "./loops/bit-table";
import { scaleBy, type Scale } from "../scale";

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
