import { itemAt, numberAt } from "../item-at";

/**
 * Solves symmetric equations whose matrix has no negative eigenvalue (normal equations) by elimination, the largest pivot
 * first. An unknown that they do not tell is NaN, and counts as 0 in the others.
 *
 * @param rows each with its right-hand side last
 * @param lost pivots up to this share of the largest number on the diagonal are rounding
 */
export function solveSymmetric(rows: readonly (readonly number[] | Float64Array)[], lost: number): Float64Array {
  const left = rows.map((row) => Float64Array.from(row));
  const size = left.length;
  const least = lost * Math.max(...left.map((row, i) => numberAt(row, i)));
  const open = new Set(left.keys());
  const diagonal = (i: number): number => numberAt(itemAt(left, i), i);
  while (open.size > 0) {
    // Of what is left of such a matrix the largest number stands on its diagonal.
    const pivot = [...open].reduce((best, i) => (diagonal(i) > diagonal(best) ? i : best));
    if (!(diagonal(pivot) > least)) break;
    open.delete(pivot);
    const own = itemAt(left, pivot);
    left.forEach((row, i) => {
      if (i === pivot) return;
      const factor = numberAt(row, pivot) / numberAt(own, pivot);
      for (let j = 0; j <= size; j++) row[j] = numberAt(row, j) - factor * numberAt(own, j);
    });
  }
  return Float64Array.from(left, (row, i) => (open.has(i) ? NaN : numberAt(row, size) / numberAt(row, i)));
}
