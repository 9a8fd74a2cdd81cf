import { QUANTILES, type TensorSummary } from "../../src/protocol/picture";
import type { ColourChoice } from "../store";
import type { Family, Scale } from "./scale";
import type { Kind } from "../../src/views/view";

/** What the limits of one tensor follow from. */
interface LimitsInput {
  readonly kind: Kind;
  readonly summary: TensorSummary;
  readonly robust: number; // share of the cells inside automatic limits; 1 = all
  readonly choice: ColourChoice | undefined;
  readonly tolerance: number | null; // of the check, for errors
}

/** Automatic shares that the summary's quantiles can give. */
export const ROBUST_SHARES = [1, 0.998, 0.98, 0.9] as const;

/** An error map spans at least these decades below its upper end, so that rounding noise is not blown up. */
const ERROR_DECADES = 6;
/** Relative errors below this are rounding: the map of errors starts here. */
const SMALLEST_ERROR = 1e-17;

/**
 * Lower and upper value that hold about this share of the finite cells; the next wider share where that many are equal,
 * as in a tensor that is nearly all zeros.
 */
export function robustRange(summary: TensorSummary, share: number): { low: number; high: number } {
  const { min, max, quantiles } = summary;
  const tail = (1 - share) / 2;
  for (let at = QUANTILES.findLastIndex((q) => q <= tail + 1e-9); at >= 0; at--) {
    const [low = min, high = max] = [quantiles[at], quantiles.at(-1 - at)];
    if (low < high) return { low, high };
  }
  return { low: min, high: max };
}

/** Gradients are always centred on 0. Values are when they have both signs; else their own range tells more. */
export function familyOf(kind: Kind, summary: TensorSummary): Family {
  if (kind === "gradient") return "diverging";
  const isZero = summary.min === 0 && summary.max === 0;
  if (kind === "value") return isZero || (summary.min < 0 && summary.max > 0) ? "diverging" : "sequential";
  return "sequential";
}

/** The scale of one tensor from its summary and what the user chose. Every scale has low < high. */
export function scaleOf(input: LimitsInput): Scale {
  const { kind, summary, choice } = input;
  const wanted = choice?.kind ?? "auto";
  const scaleKind = wanted === "auto" ? (kind === "error" ? "log" : "linear") : wanted;
  const negativeIsAbsent = kind === "error";
  const family = scaleKind === "log" ? "sequential" : familyOf(kind, summary);
  const automatic = robustRange(summary, input.robust);

  if (scaleKind === "log") {
    const magnitude = Math.max(Math.abs(automatic.low), Math.abs(automatic.high));
    const top = kind === "error" ? Math.max(magnitude, (input.tolerance ?? 0) * 10) : magnitude;
    const high = choice?.high ?? (top > 0 ? decadeAbove(top) : 1);
    const smallest = smallestMagnitude(summary, kind);
    const floor = kind === "error" ? SMALLEST_ERROR : 0;
    const start = Math.max(Math.min(smallest, high * 10 ** -ERROR_DECADES), floor, Number.MIN_VALUE);
    const low = choice?.low ?? decadeBelow(start);
    return { family, kind: "log", low: low > 0 && low < high ? low : high / 10, high, negativeIsAbsent };
  }
  if (family === "diverging") {
    // Both ends move together: equal magnitudes keep equal strength.
    const typed = Math.max(Math.abs(choice?.low ?? 0), Math.abs(choice?.high ?? 0));
    const high = typed || Math.max(Math.abs(automatic.low), Math.abs(automatic.high)) || 1;
    return { family, kind: scaleKind, low: -high, high, negativeIsAbsent };
  }
  const low = choice?.low ?? (kind === "value" ? automatic.low : 0);
  const high = choice?.high ?? (kind === "value" ? automatic.high : automatic.high || 1);
  if (low < high) return { family, kind: scaleKind, low, high, negativeIsAbsent };
  // A flat tensor: its one value stands in the middle of a range as wide as itself.
  const half = Math.abs(low) / 2 || 0.5;
  const most = Number.MAX_VALUE;
  const [from, to] = [Math.max(low - half, -most), Math.min(low + half, most)];
  return { family, kind: scaleKind, low: from, high: to, negativeIsAbsent };
}

/** The same scale for several tensors: wide enough for each of them. Only scales of one family and kind are joined. */
export function joined(scales: readonly Scale[]): Scale | undefined {
  const [first, ...rest] = scales;
  if (first === undefined) return undefined;
  return rest.reduce<Scale>(
    (sum, scale) => ({ ...sum, low: Math.min(sum.low, scale.low), high: Math.max(sum.high, scale.high) }),
    first,
  );
}

/** True when all finite cells are one number. */
export function isFlat(summary: TensorSummary): boolean {
  return summary.finite > 0 && summary.min === summary.max;
}

/** The smallest magnitude worth a colour on a logarithmic map: of the sampled quantiles that are not 0. */
function smallestMagnitude(summary: TensorSummary, kind: Kind): number {
  const all = [...summary.quantiles, summary.min, summary.max]
    .map((value) => (kind === "error" && value < 0 ? 0 : Math.abs(value)))
    .filter((value) => value > 0);
  return all.length ? Math.min(...all) : 1;
}

function decadeAbove(value: number): number {
  const decade = 10 ** Math.ceil(Math.log10(value) - 1e-9);
  return Number.isFinite(decade) ? decade : Number.MAX_VALUE;
}
function decadeBelow(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return decade > 0 ? decade : Number.MIN_VALUE;
}
