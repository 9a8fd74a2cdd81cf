/** A number as a debugger prints it: "1.5", "-2e-3", "NaN", "+Inf", "3.0f", "7L", "true"; undefined for anything else. */
export function printedNumber(text: string): number | undefined {
  const plain = text.trim();
  const [, sign, special] = /^([+-]?)(nan|inf|infinity)$/i.exec(plain) ?? [];
  if (special !== undefined) return special.toLowerCase() === "nan" ? NaN : sign === "-" ? -Infinity : Infinity;
  if (plain === "true" || plain === "false") return plain === "true" ? 1 : 0;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[fFdDlLuUnm]*$/i.test(plain) ? parseFloat(plain) : undefined;
}
