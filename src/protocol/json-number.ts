/** A number as text where it is not finite, so that JSON carries it. */
export type Numeric = number | "NaN" | "Infinity" | "-Infinity";

export function toNumeric(value: number): Numeric {
  return Number.isFinite(value) ? value : (String(value) as Numeric);
}

export function fromNumeric(value: Numeric): number {
  return Number(value);
}
