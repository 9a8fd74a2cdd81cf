import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate, Problem } from "../../problem";
import type { Reason } from "../../reason";
import type { Diagnosis, GradientName, Verdict } from "../../verdict";
import { compareCells } from "../evidence/cell-agreement";
import { precisionsOf, tolerant, type GivenPrecision } from "../evidence/given-precision";
import type { FoundFit } from "../fits/find-fits";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import type { JudgedTensor } from "./verdict-text";

/** Everything that a verdict is found from. */
export interface Case {
  readonly problem: Problem;
  readonly gradients: Gradients;
  readonly candidate: Candidate;
  readonly statistics: Statistics;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
  readonly agreements: readonly JudgedTensor[];
  readonly off: readonly JudgedTensor[]; // with cells that do not agree
}

/** What is said of a case. */
export interface Finding {
  readonly verdict: Verdict;
  readonly why: Reason;
  readonly diagnoses?: readonly Diagnosis[];
  readonly fits?: readonly FoundFit[];
  readonly agreements?: readonly JudgedTensor[]; // in place of the case's
}

/** A candidate held against the gradients of a problem, cell by cell, in what its numbers can hold. */
export function openCase(problem: Problem, gradients: Gradients, candidate: Candidate): Case {
  const statistics = createStatistics(problem);
  const precisions = precisionsOf(problem, candidate);
  const agreements = agreementsOf({ statistics, gradients, candidate, precisions: sharp(precisions) });
  const off = agreements.filter(({ agreement: { checked } }) => checked.agreeing < checked.cells);
  return { problem, gradients, candidate, statistics, precisions, agreements, off };
}

export function agreementsOf({
  statistics,
  gradients,
  candidate,
  precisions,
}: Pick<Case, "statistics" | "gradients" | "candidate" | "precisions">): JudgedTensor[] {
  return (["dx", "dgamma", "dbeta"] as const).flatMap((name) => {
    const tensor = candidate[name];
    const precision = precisions[name];
    if (!tensor || !precision) return [];
    const judged = tolerant(precision, statistics.problem);
    return [
      {
        name,
        agreement: compareCells({ s: statistics, gradients, name, candidate: tensor, precision: judged }),
        precision: judged,
      },
    ];
  });
}

/** Without what inputs lost in print, where they were not printed with the candidate. */
export function sharp(precisions: Case["precisions"]): Case["precisions"] {
  const without = Object.entries(precisions).map(([name, precision]) => [
    name,
    precision.inputs?.shared === true ? precision : { ...precision, inputs: undefined },
  ]);
  return Object.fromEntries(without) as Case["precisions"];
}

export const namesOf = (tensors: readonly JudgedTensor[]): GradientName[] => tensors.map(({ name }) => name);
