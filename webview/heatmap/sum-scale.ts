/** Unit in the last place of 1 in float64. */
const EPSILON = 2 ** -52;

/**
 * True when a sum of so many terms is no more than the rounding of its terms: 0 by theory, as the columns of dx sum up
 * to in training. `size` is the sum of the terms' magnitudes; the bound is that of plain summation, n * eps * size.
 */
export function isRoundOff(sum: number, size: number, terms: number): boolean {
  return sum !== 0 && Math.abs(sum) <= terms * EPSILON * size;
}

/**
 * The sum that fills a lane. Terms of random signs sum up to about size / sqrt(n): the largest of these is the least
 * that does, so that sums which all but cancel look it; larger sums set their own scale.
 */
export function fullSum(sums: Float64Array, sizes: Float64Array, terms: number): number {
  return Math.max(largestMagnitude(sums), largestMagnitude(sizes) / Math.sqrt(Math.max(1, terms)));
}

/** Largest magnitude among the finite ones; 0 where there is none. */
export function largestMagnitude(values: Float64Array): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}
