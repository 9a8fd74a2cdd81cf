import type { Layout } from "../layout";
import type { Values } from "../tensor";

/** Copies column k of an (N,D) tensor into `target` (N), rows in order. */
export function gatherColumn(layout: Layout, values: Values, column: number, target: Float64Array): Float64Array {
  const { outer, channels, inner, cells } = layout;
  if (cells) {
    const first = cells.ofSet[column];
    for (let i = 0; i < target.length; i++) target[i] = values[first + cells.ofRow[i]];
    return target;
  }
  let row = 0;
  for (let n = 0; n < outer; n++) {
    const start = (n * channels + column) * inner;
    for (let l = 0; l < inner; l++) target[row++] = values[start + l];
  }
  return target;
}

/** Column k of an (N,D) tensor, rows in order. */
export function columnMembers(layout: Layout, values: Values, column: number): Float64Array {
  return gatherColumn(layout, values, column, new Float64Array(layout.rows));
}

/** Writes `source` (N) into column k of an (N,D) tensor. */
export function scatterColumn(layout: Layout, source: Values, column: number, values: Values): void {
  const { outer, channels, inner, cells } = layout;
  if (cells) {
    const first = cells.ofSet[column];
    for (let i = 0; i < source.length; i++) values[first + cells.ofRow[i]] = source[i];
    return;
  }
  let row = 0;
  for (let n = 0; n < outer; n++) {
    const start = (n * channels + column) * inner;
    for (let l = 0; l < inner; l++) values[start + l] = source[row++];
  }
}
