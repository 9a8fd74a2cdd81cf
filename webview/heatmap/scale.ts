import type { Coding } from "../../src/protocol/picture";
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

/** value * 2^exponent without overflow in the factor (exponents reach beyond 1023 for subnormal tensors). */
export function scaleBy(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

/** The value that a number of a tile stands for. */
export function decoded(number: number, { origin, exponent }: Coding): number {
  return origin + scaleBy(number, exponent);
}

/** The linear part of symlog ends at this share of the larger limit: three decades are told apart. */
const SYMLOG_LINEAR = 1e-3;

interface Curve {
  readonly bend: (value: number) => number;
  readonly unbend: (bent: number) => number;
}

/** The curve of a scale that is not linear, where it begins, and how far it goes. */
function curveOf({ kind, low, high }: Scale): Curve & { readonly from: number; readonly span: number } {
  const linear = Math.max(SYMLOG_LINEAR * Math.max(Math.abs(low), Math.abs(high)), Number.MIN_VALUE);
  const { bend, unbend }: Curve =
    kind === "log"
      ? { bend: (value) => Math.log(Math.abs(value)), unbend: Math.exp }
      : {
          bend: (value) => Math.sign(value) * Math.log1p(Math.abs(value) / linear),
          unbend: (bent) => Math.sign(bent) * linear * Math.expm1(Math.abs(bent)),
        };
  const from = bend(low);
  return { bend, unbend, from, span: bend(high) - from };
}

/** The function from values to positions; beyond the limits it runs below 0 and above 1. NaN stays NaN. */
export function toPosition(scale: Scale): (value: number) => number {
  const { kind, low, high } = scale;
  // Halves, because high - low overflows for tensors near the largest double.
  if (kind === "linear") return (value) => (value / 2 - low / 2) / (high / 2 - low / 2);
  const { bend, from, span } = curveOf(scale);
  return (value) => (bend(value) - from) / span;
}

/** Steps that one would tell apart on a colour map. */
const TELLABLE = 500;

/** How far a number is rounded at most where its colour is to be told from its neighbours'. */
export function colourStep(scale: Scale): (value: number) => number {
  const { kind, low, high } = scale;
  if (kind === "linear") return () => (high / 2 - low / 2) / TELLABLE;
  const { span } = curveOf(scale);
  // By as much as the curve bends there, magnitudes are told apart by their ratio.
  return (value) => (Math.abs(value) * span) / 2 / TELLABLE;
}

/** The inverse of toPosition on [0, 1]. */
export function toValue(scale: Scale): (position: number) => number {
  const { kind, low, high } = scale;
  if (kind === "linear") return (position) => low * (1 - position) + high * position;
  const { unbend, from, span } = curveOf(scale);
  return (position) => unbend(from + position * span);
}
