import type { Values } from "../core/tensor";

/** Writes a matrix as CSV: full precision, no header, nan and inf as NumPy and pandas read them. */
export function writeCsv(values: Values, rows: number, columns: number): string {
  const lines: string[] = [];
  for (let i = 0; i < rows; i++) {
    lines.push(Array.from(values.subarray(i * columns, (i + 1) * columns), csvNumber).join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** Shortest text that gives the same double again. */
export function csvNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}
