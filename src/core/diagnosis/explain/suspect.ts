import type { Gradients } from "../../batchnorm/gradients";
import type { Tensor } from "../../tensor";
import type { Diagnosis } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import { observeDx } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import { signatureOf } from "../evidence/signature";
import type { Statistics } from "../formula/column-statistics";
import { describeMistakes } from "./diagnosis-text";
import { singles } from "./one-mistake";

/** How much more likely than rounding a mistake must make a doubtful dx to be suspected, as a natural logarithm. */
const SUSPICION = 20;

/**
 * Of a dx that is off by no more than careless rounding: the one mistake that makes its deviation far more likely than
 * rounding does. Rounding has no reason to follow a formula.
 */
export function suspect(s: Statistics, gradients: Gradients, dx: Tensor, precision: GivenPrecision): Diagnosis[] {
  if (s.parts.length > 0) return []; // each part would have to be suspected of the same
  const mistakes = mistakesOf(s.problem);
  const o = observeDx(s, gradients.dx, dx.values, precision);
  const cells = Math.max(1, s.rows * s.D - o.unusable);
  const [best] = [...singles(o, mistakes)].sort((one, other) => one.left - other.left);
  if (!best || !(cells * Math.log(o.square / best.left) > SUSPICION + Math.log(cells))) return [];
  if (!(best.left < o.square / 10)) return [];
  return describeMistakes(best, { tensor: "dx", square: o.square, signature: signatureOf(o) }, 0, []);
}
