import { format } from "d3-format";
import { brief, digitsWithin, short } from "./number-format";
import type { Scale } from "./scale";

/** A limit is written within this share of its range: typed again as it reads, it moves no colour that one would see. */
const LIMIT_SHARE = 1 / 400;

/** The text of one limit of a scale. */
export function limitText(scale: Scale, end: "low" | "high"): string {
  return near(scale[end], (scale.high - scale.low) * LIMIT_SHARE);
}

/** Both limits where room is short: one digit beside an exponent where that tells them apart. */
export function rangeText(scale: Scale): string {
  if (scale.family === "diverging") return `± ${limitText(scale, "high")}`;
  const distance = (scale.high - scale.low) / 4;
  const [low, high] = [scale.low, scale.high].map((value) =>
    digitsWithin(value, distance) <= 1 ? brief(value) : near(value, distance),
  );
  return `${low} … ${high}`;
}

/** Texts of ticks in order: neighbours read differently however close they stand. */
export function tickTexts(ticks: readonly number[]): readonly string[] {
  return ticks.map((tick, i) => {
    const neighbours = [ticks[i - 1], ticks[i + 1]].filter((other) => other !== undefined);
    return near(tick, Math.min(...neighbours.map((other) => Math.abs(other - tick))) / 10);
  });
}

/** A value to within a distance, in three significant digits or more. */
function near(value: number, distance: number): string {
  const digits = digitsWithin(value, distance);
  if (digits <= 3) return short(value);
  return format(Math.abs(value) < 1e-3 ? `.${digits - 1}~e` : `.${digits}~g`)(value).replace("e+", "e");
}
