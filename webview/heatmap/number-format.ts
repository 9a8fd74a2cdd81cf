import { format } from "d3-format";

const three = format(".3~g");
const threeSmall = format(".2~e");
const one = format(".0~e");
const six = format(".6~g");
const whole = format(",d");

/** What is written for NaN and the infinities, wherever they are shown; undefined for a finite number. */
export function oddNumber(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  return undefined;
}

/** Three significant digits: what fits into a cell. Small numbers have an exponent, not a row of zeros. */
export function short(value: number): string {
  const isSmall = value !== 0 && Math.abs(value) < 1e-3;
  return oddNumber(value) ?? (isSmall ? threeSmall(value) : three(value));
}

/** Where room is short: one significant digit beside an exponent. */
export function brief(value: number): string {
  const text = short(value);
  return text.includes("e") ? one(value) : text;
}

/** Six significant digits: what single precision is good for. */
export function readable(value: number): string {
  return oddNumber(value) ?? six(value);
}

/** A count with thousands marked. */
export function count(value: number): string {
  return whole(value);
}

/** Text typed by the user -> number; undefined when it is none. Both minus signs count. */
export function parse(text: string): number | undefined {
  const trimmed = text.trim().replaceAll("−", "-");
  const value = Number(trimmed);
  return trimmed !== "" && Number.isFinite(value) ? value : undefined;
}
