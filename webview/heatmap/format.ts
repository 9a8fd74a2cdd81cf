import { format } from "d3-format";

const three = format(".3~g");
const six = format(".6~g");
const whole = format(",d");

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  return undefined;
}

/** Three significant digits: what fits into a cell. */
export function short(value: number): string {
  return special(value) ?? three(value);
}

/** Six significant digits: what single precision is good for. */
export function readable(value: number): string {
  return special(value) ?? six(value);
}

/** A count with thousands marked. */
export function count(value: number): string {
  return whole(value);
}

/** Text typed by the user -> number; undefined when it is none. Both minus signs count. */
export function parse(text: string): number | undefined {
  const trimmed = text.trim().replace("−", "-");
  const value = Number(trimmed);
  return trimmed !== "" && Number.isFinite(value) ? value : undefined;
}
