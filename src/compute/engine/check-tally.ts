import type { Counts, Numbers } from "./engine";

/** Numbers read at a time. */
const STRIP = 1 << 14;

/** See Engine.tally; in plain TypeScript. */
export function tally({ rows, columns, isDouble, read }: Numbers, absent: number): Counts {
  const height = Math.max(1, Math.floor(STRIP / columns));
  const strip = new (isDouble ? Float64Array : Float32Array)(Math.min(height, rows) * columns);
  const counts = {
    min: Infinity,
    max: -Infinity,
    nan: 0,
    positiveInfinite: 0,
    negativeInfinite: 0,
    zero: 0,
    absent: 0,
  };
  for (let row = 0; row < rows; row += height) {
    const end = Math.min(rows, row + height);
    const part = strip.subarray(0, (end - row) * columns);
    read(row, end, part);
    for (const value of part) {
      if (value === absent) counts.absent++;
      else if (value - value === 0) {
        if (value < counts.min) counts.min = value;
        if (value > counts.max) counts.max = value;
        if (value === 0) counts.zero++;
      } else if (value === Infinity) counts.positiveInfinite++;
      else if (value === -Infinity) counts.negativeInfinite++;
      else counts.nan++;
    }
  }
  return counts;
}
