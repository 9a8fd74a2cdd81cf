import { visible } from "../encoding/visible";
import { itemAt } from "../core/item-at";

/** A number with few digits, and a plain form where that is short: 0, 0.125, 3.1e-14, NaN, +∞. */
export function scientific(value: number, digits = 2): string {
  if (value === Infinity || value === -Infinity) return value > 0 ? "+∞" : "−∞";
  if (value === 0 || Number.isNaN(value)) return String(value);
  const size = Math.abs(value);
  return size >= 0.001 && size < 10_000
    ? String(Number(value.toPrecision(digits + 1)))
    : value.toExponential(digits - 1);
}

/** Spaces at which a line may break: none of those within the index of a cell. */
const BREAKS = / (?! )(?<!\[(?:\d+, ){0,3}\d+, )/;

/** Breaks a sentence into lines at spaces, with what could steer a terminal written out; the second and later lines start with `indent`. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of visible(text).split(BREAKS)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

/** Rows under a head, columns aligned: the first to the left, figures to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  styleHead: (text: string) => string,
): string {
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => row[k]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, k) => (k === 0 ? text.padEnd(itemAt(widths, k)) : text.padStart(itemAt(widths, k))))
      .join("   ")
      .trimEnd();
  return [styleHead(line(head)), ...rows.map(line)].map((text) => `  ${text}`).join("\n");
}

/** The shortest exact form of a setting: 1e-5, 0.001, 12. */
export function short(value: number): string {
  const plain = String(value);
  const exponent = value.toExponential();
  return exponent.length < plain.length ? exponent : plain;
}
