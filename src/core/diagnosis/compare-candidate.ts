import type { Gradients } from "../gradients";
import type { Candidate, Problem } from "../problem";
import type { CheckedTensor, Comparison, Diagnosis, GradientName, Verdict } from "../verdict";
import { compareCells, type Agreement } from "./evidence/cell-agreement";
import { precisionsOf, roundoff, type GivenPrecision } from "./evidence/given-precision";
import { diagnose } from "./explain/diagnose";
import { suspect } from "./explain/suspect";
import { createStatistics } from "./formula/column-statistics";
import { blindReason, blindShare, blindSpots } from "./probe/blind-spots";
import { counted, listed, named, short } from "./wording";

/** The share of a tensor's mistakes that may look right before its agreement says nothing. */
const BLIND = 0.5;

interface JudgedTensor {
  readonly name: GradientName;
  readonly agreement: Agreement;
  readonly precision: GivenPrecision;
}

const NAMES: readonly GradientName[] = ["dx", "dgamma", "dbeta"];

/**
 * Holds a candidate's gradients against the exact ones, cell by cell, in what the candidate's dtype can hold; names
 * what is wrong; and says which mistakes this probe could not have shown.
 *
 * @param gradients the exact ones of the problem ("exact" precision where the candidate is float64)
 */
export function compareCandidate(problem: Problem, gradients: Gradients, candidate: Candidate): Comparison {
  const statistics = createStatistics(problem);
  const precisions = precisionsOf(problem, candidate);
  const agreements: JudgedTensor[] = [];
  for (const name of NAMES) {
    const tensor = candidate[name];
    const precision = precisions[name];
    if (!tensor || !precision) continue;
    agreements.push({ name, agreement: compareCells(statistics, gradients, name, tensor, precision), precision });
  }
  const wrong = agreements.filter(({ agreement }) => agreement.checked.wrong > 0).map(({ name }) => name);
  const diagnoses = wrong.length > 0 ? diagnose(problem, gradients, candidate, { wrong, statistics }) : [];
  const tensors: Partial<Record<GradientName, CheckedTensor>> = {};
  for (const { name, agreement } of agreements) tensors[name] = agreement.checked;
  const blind = blindSpots(problem, {
    tensors: agreements.map(({ name }) => name),
    precision: agreements.map(({ precision }) => precision).sort((one, other) => roundoff(other) - roundoff(one))[0],
    careful: agreements.every(({ agreement }) => agreement.careful),
  });
  const unseen = agreements.filter(({ name }) => blindShare(problem, blind, name) > BLIND).map(({ name }) => name);
  const noisy = agreements.some(({ agreement }) => agreement.checked.doubtful > 0);
  const verdict: Verdict = wrong.length > 0 ? "wrong" : noisy ? "doubtful" : "correct";
  if (verdict === "correct" && unseen.length > 0) {
    const agrees = unseen.length === 1 ? "agrees" : "agree";
    const reason = `doubtful: ${listed(unseen)} ${agrees}, but the probe is blind: ${blindReason(problem, blind)}`;
    return { verdict: "doubtful", reason, tensors, diagnoses, blind };
  }
  const offDx = verdict === "doubtful" && (tensors.dx?.doubtful ?? 0) > 0 ? candidate.dx : undefined;
  const named = offDx
    ? suspect(statistics, gradients, offDx, precisions.dx ?? { dtype: "float64", words: "" })
    : diagnoses;
  return { verdict, reason: reasonOf(verdict, agreements, named), tensors, diagnoses: named, blind };
}

function reasonOf(verdict: Verdict, agreements: readonly JudgedTensor[], diagnoses: readonly Diagnosis[]): string {
  const [worst] = [...agreements].sort((one, other) => rank(other.agreement.checked) - rank(one.agreement.checked));
  if (!worst) return "nothing to compare: no dx, dgamma or dbeta was given";
  const { checked, worst: values } = worst.agreement;
  const place = named(worst.name, checked.worst);
  const cell = `${place}, given ${short(values.given)}, expected ${short(values.expected)}`;
  if (verdict === "wrong") {
    const ids = [...new Set(diagnoses.map(({ id }) => id))].slice(0, 2);
    const because = ids.length > 0 && ids[0] !== "unknown" ? ` (${listed(ids)})` : "";
    return `wrong: ${cellsOf(agreements, "wrong", "disagree")}${because}; the worst is ${cell}`;
  }
  if (verdict === "doubtful") {
    const cells = cellsOf(agreements, "doubtful", "are off");
    const suspicion = diagnoses.length > 0 ? ` (${diagnoses[0].id} would explain most of it)` : "";
    return `doubtful: ${cells} by more than careful arithmetic is, but by no more than careless arithmetic can be${suspicion}; the worst is ${cell}`;
  }
  const largest = short(checked.maxRelativeError);
  return `correct: ${cellsOf(agreements, "agreeing", "agree")}, largest relative error ${largest} at ${place}`;
}

/** "12 of 32 cells of dx and 1 of 4 cells of dgamma disagree as float32"; how they are held said once if it is the same. */
function cellsOf(agreements: readonly JudgedTensor[], state: "wrong" | "doubtful" | "agreeing", verb: string): string {
  const told = agreements.filter(({ agreement }) => agreement.checked[state] > 0 || state === "agreeing");
  const words = new Set(told.map(({ precision }) => precision.words));
  const cells = told.map(({ name, agreement: { checked }, precision }) => {
    const share = `${counted(checked[state])} of ${counted(checked.cells)} cells of ${name}`;
    return words.size === 1 ? share : share + precision.words;
  });
  return `${listed(cells)} ${verb}${words.size === 1 ? [...words][0] : ""}`;
}

/** Wrong beats doubtful beats agreeing; then the largest relative error, where NaN is larger than all. */
function rank({ wrong, doubtful, maxRelativeError }: CheckedTensor): number {
  const error = Number.isNaN(maxRelativeError) ? 1 : Math.min(maxRelativeError / 1e3, 1);
  return (wrong > 0 ? 4 : doubtful > 0 ? 2 : 0) + error;
}
