import { blankEnd, closeOf, isOpen } from "./brackets";
import type { TextRange } from "./locate-matrices";
import { Leaves, memberStart } from "./number-places";
import type { CANDIDATE_KEYS } from "../problem-keys";

/** An element of a gradient that a problem brings along. */
export interface CandidateCell {
  readonly tensor: (typeof CANDIDATE_KEYS)[number];
  readonly index: readonly number[];
}

/** Where the number of an element stands in the problem object of a stretch. Undefined where there is none. */
export function candidateRange(
  text: string,
  { start, end }: TextRange,
  { tensor, index }: CandidateCell,
): TextRange | undefined {
  const problem = blankEnd(text, start, end);
  const candidate = text[problem] === "{" ? memberStart(text, problem, end, "candidate") : undefined;
  if (candidate === undefined || text[candidate] !== "{") return undefined;
  const numbers = memberStart(text, candidate, closeOf(text, candidate, end), tensor);
  if (numbers === undefined || !isOpen(text.charCodeAt(numbers))) return undefined;
  const leaves = new Leaves(text, { start: numbers, end: closeOf(text, numbers, end) });
  return leaves.rangeOf(index.length === 1 ? [0, ...index] : index); // a list alone is a row
}
