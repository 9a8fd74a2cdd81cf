import type { Problem } from "../core/problem";
import { bySetBlocks } from "../core/shown-matrix";
import type { Numbers } from "./view";

/** A number for each set: under its column, or as the blocks of the sets lie where these are no columns. */
export function numbersOfSets(problem: Problem, ofSets: Float64Array): Numbers {
  if (!problem.layout.cells) return { stored: ofSets };
  const { rows, columns, values } = bySetBlocks(problem, ofSets);
  return { stored: values, blocks: { rows, columns } };
}
