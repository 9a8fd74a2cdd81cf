import type { Problem } from "../problem";
import { dbetaMistakes, dgammaMistakes } from "./catalogue-affine";
import { countMistakes } from "./catalogue-counts";
import { gammaMistakes } from "./catalogue-gamma";
import { operandMistakes } from "./catalogue-operands";
import { pathMistakes } from "./catalogue-paths";
import { reluMistakes } from "./catalogue-relu";
import { rootMistakes } from "./catalogue-root";
import { scopeMistakes } from "./catalogue-scope";
import { inTraining, type Mistake } from "./mistake";

/**
 * Every mistake that has a name, as docs/mistakes.md lists them. The order is that of preference: of two explanations
 * that fit equally well the earlier one is named first.
 */
export const catalogue: readonly Mistake[] = [
  ...gammaMistakes,
  ...pathMistakes,
  ...countMistakes,
  ...operandMistakes,
  ...rootMistakes,
  ...scopeMistakes,
  ...reluMistakes,
  ...dgammaMistakes,
  ...dbetaMistakes,
];

const byId = new Map(catalogue.map((mistake) => [mistake.id, mistake]));

/** The entry of an id; undefined for "local", "unknown" and ids that are not in the catalogue. */
export function findMistake(id: string): Mistake | undefined {
  return byId.get(id);
}

/** The mistakes that can be made in this problem. */
export function mistakesOf(problem: Problem): Mistake[] {
  return catalogue.filter((mistake) => (mistake.applies ?? inTraining)(problem));
}
