import { actingEntry } from "../layer-words";
import type { Problem } from "../problem";
import { indexText } from "../spelling";

/** Where sets have entries of gamma and beta in common, that they do: a sentence. */
export function affineSaid(problem: Problem, row: number, column: number): string[] {
  const { index, sets } = actingEntry(problem, row, column);
  if (sets === 1) return [];
  const entry = indexText(index);
  return [`gamma${entry} and beta${entry} act on elements of ${sets} sets: dgamma and dbeta sum over all of them.`];
}
