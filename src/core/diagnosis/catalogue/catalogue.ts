import type { Problem } from "../../problem";
import { inTraining, type Mistake } from "./contract/mistake";
import { listing } from "./listing";

/**
 * Every mistake that has a name: one file in this folder each. Of two explanations that fit equally well the one that
 * stands earlier in the listing is named first.
 */
export const catalogue: readonly Mistake[] = listing;

const byId = new Map(catalogue.map((mistake) => [mistake.id, mistake]));

/** The entry of an id; undefined for "local", "unknown" and ids that are not in the catalogue. */
export function findMistake(id: string): Mistake | undefined {
  return byId.get(id);
}

/** The mistakes that can be made in this problem. */
export function mistakesOf(problem: Problem): Mistake[] {
  return catalogue.filter((mistake) => (mistake.applies ?? inTraining)(problem));
}
