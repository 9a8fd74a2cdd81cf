import type { BlindSpot, Comparison } from "../../verdict";

/**
 * The blind spots that matter to a verdict: where every cell agrees, the mistakes that would look right as well; where
 * some do not, what cannot be told from a mistake that was named.
 */
export function blindThatMatters({ tensors, diagnoses, blind }: Comparison): BlindSpot[] {
  const agrees = Object.values(tensors).every(({ agreeing, cells }) => agreeing === cells);
  const meant = agrees ? ["correct"] : diagnoses.map(({ id }) => id);
  return blind.filter(({ ids }) => ids.some((id) => meant.includes(id)));
}
