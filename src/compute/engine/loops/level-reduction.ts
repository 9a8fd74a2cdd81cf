import type { Values } from "../../../core/tensor";
import type { Numbers } from "../engine";

/** Numbers read at a time. */
const STRIP = 1 << 16;

/** Extent after halving; an odd tail is a block of its own. */
export function halved(extent: number, halve: boolean): number {
  return halve ? Math.ceil(extent / 2) : extent;
}

/** See Engine.reduce; in plain TypeScript. */
export function reduce(numbers: Numbers, levelRow: number, levelColumn: number): Float32Array {
  const { rows, columns, isDouble } = numbers;
  const block = 2 ** levelRow; // rows of it; a strip has whole blocks
  const height = block * Math.max(1, Math.floor(STRIP / (block * columns)));
  const width = Math.ceil(columns / 2 ** levelColumn);
  const target = new Float32Array(Math.ceil(rows / block) * width);
  for (let row = 0; row < rows; row += height) {
    let count = Math.min(height, rows - row);
    let across = columns;
    let strip: Values = new (isDouble ? Float64Array : Float32Array)(count * across);
    numbers.read(row, row + count, strip);
    for (let level = 0; level < Math.max(levelRow, levelColumn); level++) {
      const [halveRows, halveColumns] = [level < levelRow, level < levelColumn];
      strip = halve(strip, count, across, halveRows, halveColumns);
      count = halved(count, halveRows);
      across = halved(across, halveColumns);
    }
    target.set(strip, (row / block) * width);
  }
  return target;
}

/**
 * A row-major matrix (rows, columns) halved once along rows and columns, each only when asked: the value of largest
 * magnitude of each block. NaN wins over everything; of equal magnitudes the first in row order stays.
 */
function halve(source: Values, rows: number, columns: number, halveRows: boolean, halveColumns: boolean): Float32Array {
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
