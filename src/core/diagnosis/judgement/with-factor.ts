import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Problem } from "../../problem";
import { because } from "../../reason";
import type { Evidence } from "../explain/causes/cause";
import { factorCause, factorsNear, type Factor } from "../explain/causes/common-factor";
import { explainTensors } from "../explain/diagnose";
import { fitsUnder } from "../fits/agrees-under";
import { inColumns } from "../fits/conventions";
import { scaleOf } from "../fits/dout-families";
import { isOpen, openWords } from "../fits/open-keys";
import { listed } from "../wording";
import { namesOf, openCase, type Case, type Finding } from "./case";
import { wrongReason } from "./verdict-text";

const MOST_CELLS = 2 ** 16; // beyond, conventions are not tried with a factor

/**
 * One round factor in front of everything, and besides another convention or a mistake: told by several tensors together,
 * each of which is the right one times that factor.
 */
export function withFactor(seen: Case, evidence: Evidence): Finding | undefined {
  const { agreements, off } = seen;
  if (agreements.length < 2 || off.length < agreements.length) return undefined;
  return underConvention(seen, evidence) ?? besideMistake(seen, evidence);
}

function underConvention({ problem, candidate, precisions, agreements }: Case, e: Evidence): Finding | undefined {
  if (problem.x.length > MOST_CELLS) return undefined;
  const judged = { candidate, precisions };
  for (const { setting, set, words } of inColumns(problem)) {
    const { scale } = scaleOf(problem, judged, { ...setting, dout: problem.dout });
    for (const factor of roundFactors(scale, e)) {
      const dout = problem.dout.map((value) => factor.value * value);
      if (!fitsUnder(problem, judged, { ...setting, dout })) continue;
      const sentence = `${listed(namesOf(agreements))} are ${factor.words} times the ones that are right ${words}`;
      const keys = Object.keys(set).filter((key) => isOpen(problem, key));
      const open = keys.length > 0 ? `; ${openWords(problem, keys)}` : "";
      const { diagnoses } = factorCause(e, namesOf(agreements), factor, `${sentence}.`);
      return { verdict: "wrong", why: because("setting", namesOf(agreements), sentence + open), diagnoses };
    }
  }
  return undefined;
}

function besideMistake({ problem, candidate, agreements }: Case, e: Evidence): Finding | undefined {
  const { dbeta } = candidate;
  if (!dbeta || problem.layout.channels < 2) return undefined;
  const exact = e.gradients.dbeta;
  const scale = sumOfProducts(dbeta.values, exact) / sumOfProducts(exact, exact);
  for (const factor of roundFactors(scale, e)) {
    const told: Problem = { ...problem, dout: problem.dout.map((value) => factor.value * value) };
    const again = openCase(told, batchnormGradients(told, "exact"), candidate);
    const wrong = namesOf(again.off);
    if (wrong.includes("dbeta") || wrong.length === 0) continue;
    const { gradients, statistics } = again;
    const explained = explainTensors(told, gradients, candidate, { wrong, statistics });
    if (!explained.certain) continue;
    const sentence = `${listed(namesOf(agreements))} are ${factor.words} times what they should be, but for what follows.`;
    const diagnoses = [...factorCause(e, namesOf(agreements), factor, sentence).diagnoses, ...explained.diagnoses];
    return { verdict: "wrong", why: wrongReason(agreements, diagnoses, explained.alike), diagnoses };
  }
  return undefined;
}

/** Those that are round: any number fits somehow. */
function roundFactors(scale: number, e: Evidence): Factor[] {
  return factorsNear(scale, e).filter(({ value }, i, all) => i < all.length - 1 && value !== 1);
}
