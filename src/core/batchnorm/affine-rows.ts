import type { Layout } from "../layout";

/** Copies what gamma or beta is at each row of set k into `target` (N). */
export function gatherAffine(layout: Layout, values: Float64Array, k: number, target: Float64Array): Float64Array {
  const { cells } = layout;
  if (!cells) return target.fill(values[k]);
  const first = cells.affineOfSet[k];
  for (let i = 0; i < target.length; i++) target[i] = values[first + cells.affineOfRow[i]];
  return target;
}
