import { itemAt } from "../../item-at";
import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate, Problem } from "../../problem";
import type { Diagnosis, GradientName } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import type { Mistake } from "../catalogue/contract/mistake";
import { precisionsOf } from "../evidence/given-precision";
import { observeVector } from "../evidence/vector-observation";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import { describeMistakes } from "./diagnosis-text";
import { equalsOf, floorOf, isWhole, type Explanation } from "./explanation";
import { findVector, type Finding } from "./finding";
import { findDxOf } from "./split-batch";

interface DiagnoseOptions {
  /** The tensors that are known to be wrong; all that are given when absent. */
  readonly wrong?: readonly GradientName[];
  readonly statistics?: Statistics;
}

/**
 * Names what is wrong with a candidate, best explanation first: those of each wrong tensor, then the ones that this
 * probe cannot tell from them. Every diagnosis holds for all columns together. Empty when nothing is wrong.
 *
 * @param gradients the exact ones of the problem
 */
export function diagnose(
  problem: Problem,
  gradients: Gradients,
  candidate: Candidate,
  options: DiagnoseOptions = {},
): Diagnosis[] {
  return explainTensors(problem, gradients, candidate, options).diagnoses;
}

/** Every diagnosis, and what is sure of them. */
export interface Explained {
  readonly diagnoses: Diagnosis[];
  /** Ids of those that look the same here as one before them. */
  readonly alike: readonly string[];
  readonly certain: boolean;
  readonly whole: boolean;
}

/** `certain`: every wrong tensor is one mistake of the catalogue with nothing free in it, to its last digit. */
export function explainTensors(
  problem: Problem,
  gradients: Gradients,
  candidate: Candidate,
  { wrong, statistics }: DiagnoseOptions = {},
): Explained {
  const s = statistics ?? createStatistics(problem);
  const mistakes = mistakesOf(problem);
  const precisions = precisionsOf(problem, candidate);
  const findings: Finding[] = [];
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const tensor = candidate[name];
    const precision = precisions[name];
    if (!tensor || !precision || (wrong && !wrong.includes(name))) continue;
    findings.push(
      name === "dx"
        ? findDxOf(s, gradients, tensor, precision, mistakes, wrong !== undefined)
        : findVector(
            observeVector(s, gradients, name, tensor, precision),
            tensor,
            precision.inputs?.shared === true ? ofItself(name, mistakes, findings) : mistakes,
            floorOf(precision),
            wrong !== undefined,
          ),
    );
  }
  const chosen = findings.map((finding) => choose(finding, findings));
  const explained = (holds: (best: Explanation, finding: Finding) => boolean): boolean =>
    findings.length > 0 &&
    findings.every((finding) => {
      const [best] = finding.explanations;
      return best !== undefined && finding.rest.length === 0 && isWhole(best, finding.cells) && holds(best, finding);
    });
  const named = new Set(chosen.flatMap(({ best }) => best.map(({ id }) => id)));
  const others = chosen.flatMap((one) => one.others);
  return {
    alike: [...new Set(others.map(({ id }) => id))].filter((id) => !named.has(id)),
    diagnoses: [...chosen.flatMap(({ best }) => best), ...others],
    certain: explained(({ assumed }) => assumed < 1),
    whole: explained(() => true),
  };
}

/** Where inputs lost digits much fits by chance: a mistake of dx counts only where it explains dx too. */
function ofItself(name: GradientName, mistakes: readonly Mistake[], findings: readonly Finding[]): readonly Mistake[] {
  const dx = findings.find((finding) => finding.name === "dx");
  const shared = new Set(dx?.explanations.flatMap((explanation) => explanation.mistakes));
  return dx ? mistakes.filter((mistake) => mistake.tensor === name || shared.has(mistake)) : mistakes;
}

/** The best explanation of a tensor, preferring among equals one that also explains another tensor. */
function choose(finding: Finding, all: readonly Finding[]): { best: Diagnosis[]; others: Diagnosis[] } {
  const { explanations, cells, rest, found } = finding;
  if (explanations.length === 0) return { best: [...rest], others: [] };
  const equals = equalsOf(explanations, cells, finding.floor);
  const elsewhere = new Set(
    all
      .filter((other) => other !== finding)
      .flatMap((other) => equalsOf(other.explanations, other.cells, other.floor).map(({ mistakes }) => mistakes[0].id)),
  );
  const best = equals.find(({ mistakes }) => elsewhere.has(mistakes[0].id)) ?? itemAt(explanations, 0);
  const seen = new Set(best.mistakes.map(({ id }) => id));
  const others: Explanation[] = [];
  const shared = elsewhere.has(best.mistakes[0].id);
  for (const other of equals) {
    // What explains another tensor as well is not told apart from what does not: it is told by that tensor.
    if (seen.has(other.mistakes[0].id) || (shared && !elsewhere.has(other.mistakes[0].id))) continue;
    seen.add(other.mistakes[0].id);
    others.push(other);
  }
  const confusable = others.slice(0, 3);
  return {
    best: [
      ...describeMistakes(
        best,
        found,
        cells,
        confusable,
        rest.some(({ id }) => id === "local"),
      ),
      ...rest,
    ],
    others: confusable.flatMap((other) => describeMistakes(other, found, cells, [best])),
  };
}
