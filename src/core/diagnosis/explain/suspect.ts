import { itemAt } from "../../item-at";
import type { Gradients } from "../../batchnorm/gradients";
import { takePart } from "../../batchnorm/parts";
import type { Tensor } from "../../tensor";
import type { Diagnosis } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import { observeDx, type DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import { signatureOf } from "../evidence/signature";
import { partsIn, type Statistics } from "../formula/column-statistics";
import { describeMistakes } from "./diagnosis-text";
import type { Explanation } from "./explanation";
import { singles } from "./one-mistake";

/** How much more likely than rounding a mistake must make a doubtful dx to be suspected, as a natural logarithm. */
const SUSPICION = 20;

/**
 * Of a dx that is off by no more than careless rounding: the one mistake that makes its deviation far more likely than
 * rounding does. Rounding has no reason to follow a formula. Of a split batch every part is suspected of the same.
 */
export function suspect(s: Statistics, gradients: Gradients, dx: Tensor, precision: GivenPrecision): Diagnosis[] {
  const parts = partsIn(s).map(({ part, s: own }) => {
    const candidate = s.parts.length > 0 ? takePart(part, dx.values) : dx.values;
    const exact = s.parts.length > 0 ? takePart(part, gradients.dx) : gradients.dx;
    const o = observeDx(own, exact, candidate, precision);
    return { o, explanations: singles(o, mistakesOf(own.problem)) };
  });
  const sum = (of: (o: DxObservation) => number): number => parts.reduce((total, { o }) => total + of(o), 0);
  const square = sum((o) => o.square);
  const cells = Math.max(1, s.rows * s.D - sum((o) => o.unusable));
  const { o: first, explanations } = itemAt(parts, 0);
  const [best] = explanations
    .map((one) => ({ ...one, left: parts.reduce((total, part) => total + leftBySame(one, part.explanations), 0) }))
    .sort((one, other) => one.left - other.left);
  if (!best || !(cells * Math.log(square / best.left) > SUSPICION + Math.log(cells))) return [];
  if (!(best.left < square / 10)) return [];
  return describeMistakes(best, { tensor: "dx", square, signature: signatureOf(first) }, 0, []);
}

/** What the mistake of one part leaves in another, in the form that suits it best there. */
function leftBySame({ mistakes: [{ id }] }: Explanation, others: readonly Explanation[]): number {
  return others.reduce((least, other) => (other.mistakes[0].id === id ? Math.min(least, other.left) : least), Infinity);
}
