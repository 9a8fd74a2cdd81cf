import type { Values } from "../core/tensor";

/** Extent after halving; an odd tail is a block of its own. */
export function halved(extent: number, halve: boolean): number {
  return halve ? Math.ceil(extent / 2) : extent;
}

/**
 * One level of detail of a row-major matrix (rows, columns), in plain TypeScript: the value of largest magnitude of each
 * block. NaN wins over everything; of equal magnitudes the first in row order stays.
 */
export function reduce(
  source: Values,
  rows: number,
  columns: number,
  halveRows: boolean,
  halveColumns: boolean,
): Float32Array {
  const height = halveRows ? 2 : 1;
  const width = halveColumns ? 2 : 1;
  const outRows = halved(rows, halveRows);
  const outColumns = halved(columns, halveColumns);
  const target = new Float32Array(outRows * outColumns);
  for (let i = 0; i < outRows; i++) {
    const lastRow = Math.min(rows, (i + 1) * height);
    for (let j = 0; j < outColumns; j++) {
      const lastColumn = Math.min(columns, (j + 1) * width);
      let best = source[i * height * columns + j * width];
      for (let row = i * height; row < lastRow; row++) {
        for (let column = j * width; column < lastColumn; column++) {
          const value = source[row * columns + column];
          if (!(Math.abs(best) >= Math.abs(value)) && !Number.isNaN(best)) best = value;
        }
      }
      target[i * outColumns + j] = best;
    }
  }
  return target;
}
