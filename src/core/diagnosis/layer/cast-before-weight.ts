import { numberAt } from "../../item-at";
import type { Candidate } from "../../problem";
import type { Dtype } from "../../tensor";
import { roundTo } from "../../ulp";
import { allowance } from "../evidence/allowance";
import type { JudgedTensor } from "../judgement/verdict-text";
import type { LayerSets } from "./family/layer-sets";
import type { LayerTerms } from "./layer-terms";

const HALVES: readonly Dtype[] = ["bfloat16", "float16"];

/**
 * RMS norms of language models round xhat to half before they multiply by the weight. dgamma is then made of the rounded
 * xhat: a convention, not a mistake. The sentence where nothing else is off.
 */
export function castBeforeWeight(
  s: LayerSets,
  candidate: Candidate,
  off: readonly JudgedTensor[],
  terms: LayerTerms,
): string | undefined {
  const [judged] = off;
  const given = candidate.dgamma?.values;
  if (!judged || off.length > 1 || judged.name !== "dgamma" || !given) return undefined;
  const magnitudes = terms.of("dgamma", judged.precision);
  const half = HALVES.find((dtype) =>
    s
      .overEntries(({ g, xhat }, i) => numberAt(g, i) * roundTo(numberAt(xhat, i), dtype))
      .every((value, a) => {
        const { unsure } = allowance(judged.precision, s.layout.rows, value, magnitudes(a));
        return Math.abs(value - numberAt(given, a)) <= unsure;
      }),
  );
  if (!half) return undefined;
  return `dgamma is right where xhat is rounded to ${half} before the weight, a convention of RMS norms in language models (cast-before-weight)`;
}
