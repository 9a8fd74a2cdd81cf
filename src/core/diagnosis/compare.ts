import type { Gradients } from "../gradients";
import type { Candidate, Problem } from "../problem";
import type { CheckedTensor, Comparison, Diagnosis, GradientName, Verdict } from "../verdict";
import { compareCells, type Agreement } from "./agreement";
import { diagnose } from "./diagnose";
import { heldBy, roundoff, type Held } from "./held";
import { createStatistics } from "./statistics";
import { blindReason, blindShare, blindSpots } from "./blind";
import { counted, listed, named, short } from "./text";

/** The share of a tensor's mistakes that may look right before its agreement says nothing. */
const BLIND = 0.5;

interface HeldAgreement {
  readonly name: GradientName;
  readonly agreement: Agreement;
  readonly held: Held;
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
  const agreements: HeldAgreement[] = [];
  for (const name of NAMES) {
    const tensor = candidate[name];
    if (!tensor) continue;
    const held = heldBy(tensor);
    agreements.push({ name, agreement: compareCells(statistics, gradients, name, tensor, held), held });
  }
  const wrong = agreements.filter(({ agreement }) => agreement.checked.wrong > 0).map(({ name }) => name);
  const diagnoses = wrong.length > 0 ? diagnose(problem, gradients, candidate, { wrong, statistics }) : [];
  const tensors: Partial<Record<GradientName, CheckedTensor>> = {};
  for (const { name, agreement } of agreements) tensors[name] = agreement.checked;
  const blind = blindSpots(problem, {
    tensors: agreements.map(({ name }) => name),
    held: agreements.map(({ held }) => held).sort((one, other) => roundoff(other) - roundoff(one))[0],
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
  return { verdict, reason: reasonOf(verdict, agreements, diagnoses), tensors, diagnoses, blind };
}

function reasonOf(verdict: Verdict, agreements: readonly HeldAgreement[], diagnoses: readonly Diagnosis[]): string {
  const share = ({ name, agreement, held }: HeldAgreement, count: number): string =>
    `${counted(count)} of ${counted(agreement.checked.cells)} cells of ${name}${held.words}`;
  const worstFirst = [...agreements].sort((one, other) => rank(other.agreement.checked) - rank(one.agreement.checked));
  const worst = worstFirst[0];
  if (!worst) return "nothing to compare: no dx, dgamma or dbeta was given";
  const { given, expected } = worst.agreement.worst;
  const cell = `${named(worst.name, worst.agreement.checked.worst)}, given ${short(given)}, expected ${short(expected)}`;
  if (verdict === "wrong") {
    const counts = agreements.filter((one) => one.agreement.checked.wrong > 0);
    const cells = listed(counts.map((one) => share(one, one.agreement.checked.wrong)));
    const ids = [...new Set(diagnoses.map(({ id }) => id))].slice(0, 2);
    const because = ids.length > 0 && ids[0] !== "unknown" ? ` (${listed(ids)})` : "";
    return `wrong: ${cells} disagree${because}; the worst is ${cell}`;
  }
  if (verdict === "doubtful") {
    const counts = agreements.filter((one) => one.agreement.checked.doubtful > 0);
    const cells = listed(counts.map((one) => share(one, one.agreement.checked.doubtful)));
    return `doubtful: ${cells} are off by more than careful arithmetic makes them, but not by more than careless arithmetic can; the worst is ${cell}`;
  }
  const cells = listed(agreements.map((one) => share(one, one.agreement.checked.agreeing)));
  const largest = short(worst.agreement.checked.maxRelativeError);
  return `correct: ${cells} agree, largest relative error ${largest} at ${named(worst.name, worst.agreement.checked.worst)}`;
}

/** Wrong beats doubtful beats agreeing; then the largest relative error, where NaN is larger than all. */
function rank({ wrong, doubtful, maxRelativeError }: CheckedTensor): number {
  const error = Number.isNaN(maxRelativeError) ? 1 : Math.min(maxRelativeError / 1e3, 1);
  return (wrong > 0 ? 4 : doubtful > 0 ? 2 : 0) + error;
}
