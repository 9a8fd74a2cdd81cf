import { numberAt } from "../../../item-at";
import type { Layout } from "../../../layout";

/** A stretch of the batch: samples from `from` up to `to`, and their rows. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export const MOST_SAMPLES = 64; // beyond, parts cannot be guessed

/** Numbers of equal parts that a batch can be cut into, each with more than one row. */
export function equalParts({ samples, positions }: Layout): number[] {
  const counts = Array.from({ length: Math.min(samples, MOST_SAMPLES) }, (_, i) => i + 1);
  return counts.filter((count) => count > 1 && samples % count === 0 && (samples / count) * positions > 1);
}

/** Rows of each of so many equal parts. */
export function rowsOfParts({ rows }: Layout, count: number): Stretch[] {
  const size = rows / count;
  return Array.from({ length: count }, (_, part) => ({ from: part * size, to: (part + 1) * size }));
}

export function sumOver(values: Float64Array, { from, to }: Stretch): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += numberAt(values, i);
  return sum;
}
