import { Random } from "../arithmetic/random";

/** Cells of dx that stand for all: as many of every column, the same ones for the same seed. */
export interface Sample {
  readonly perColumn: number;
  readonly seed: number;
}

/** Rows of a column that a sample has, rising: one in each of as many stretches, so that no stretch is left out. */
export function sampledRows({ perColumn, seed }: Sample, rows: number, column: number): Uint32Array {
  const count = Math.min(perColumn, rows);
  const random = new Random(seed + 2 ** 32 * column);
  const start = (stretch: number): number => Math.floor((stretch * rows) / count);
  return Uint32Array.from({ length: count }, (_, i) => start(i) + random.below(start(i + 1) - start(i)));
}
