import type { Coding } from "../../src/protocol";
import type { ScaleKind } from "../store";

/** diverging: 0 has the neutral colour in the middle. sequential: from low to high. */
export type Family = "diverging" | "sequential";

/** How numbers become positions on a colour map: 0 at `low`, 1 at `high`. */
export interface Scale {
  readonly family: Family;
  readonly kind: ScaleKind;
  /** Diverging scales have low = -high. Logarithmic ones show magnitudes: 0 < low < high. */
  readonly low: number;
  readonly high: number;
  /** In a map of errors a negative number is a cell that is not checked yet. */
  readonly negativeIsAbsent: boolean;
}

/** The linear part of symlog ends at this share of the larger limit: three decades are told apart. */
const SYMLOG_LINEAR = 1e-3;

function linearPart({ low, high }: Scale): number {
  return Math.max(SYMLOG_LINEAR * Math.max(Math.abs(low), Math.abs(high)), Number.MIN_VALUE);
}

/** value * 2^exponent without overflow in the factor (exponents reach beyond 1023 for subnormal tensors). */
export function scaleBy(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

/** The value that a number of a tile stands for. */
export function decoded(number: number, { origin, exponent }: Coding): number {
  return origin + scaleBy(number, exponent);
}

/** The function from values to positions; beyond the limits it runs below 0 and above 1. NaN stays NaN. */
export function toPosition(scale: Scale): (value: number) => number {
  const { low, high } = scale;
  switch (scale.kind) {
    case "linear":
      // Halves, because high - low overflows for tensors near the largest double.
      return (value) => (value / 2 - low / 2) / (high / 2 - low / 2);
    case "symlog": {
      const linear = linearPart(scale);
      const bend = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) / linear);
      const from = bend(low);
      const span = bend(high) - from;
      return (value) => (bend(value) - from) / span;
    }
    case "log": {
      const from = Math.log(low);
      const span = Math.log(high) - from;
      return (value) => (Math.log(Math.abs(value)) - from) / span;
    }
  }
}

/** The inverse of toPosition on [0, 1]. */
export function toValue(scale: Scale): (position: number) => number {
  const { low, high } = scale;
  switch (scale.kind) {
    case "linear":
      return (position) => low * (1 - position) + high * position;
    case "symlog": {
      const linear = linearPart(scale);
      const bend = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) / linear);
      const from = bend(low);
      const span = bend(high) - from;
      return (position) => {
        const bent = from + position * span;
        return Math.sign(bent) * linear * Math.expm1(Math.abs(bent));
      };
    }
    case "log": {
      const from = Math.log(low);
      const span = Math.log(high) - from;
      return (position) => Math.exp(from + position * span);
    }
  }
}
