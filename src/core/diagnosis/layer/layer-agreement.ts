import type { Gradients } from "../../batchnorm/gradients";
import { numberAt } from "../../item-at";
import type { Candidate, Problem } from "../../problem";
import type { Values } from "../../tensor";
import type { GradientName } from "../../verdict";
import { allowance } from "../evidence/allowance";
import { concluded, judge, Tally } from "../evidence/cell-agreement";
import { precisionsOf, tolerant } from "../evidence/given-precision";
import { sharp, type Case } from "../judgement/case";
import type { JudgedTensor } from "../judgement/verdict-text";
import { LayerTerms } from "./layer-terms";

type Precisions = Case["precisions"];

const NAMES = ["dx", "dgamma", "dbeta"] as const;

/** A candidate of any layer held against its exact gradients, cell by cell, in what its numbers can hold. */
export function layerAgreements(
  problem: Problem,
  gradients: Pick<Gradients, GradientName>,
  candidate: Candidate,
  {
    precisions = sharp(precisionsOf(problem, candidate)),
    terms = new LayerTerms(problem),
  }: { readonly precisions?: Precisions; readonly terms?: LayerTerms } = {},
): JudgedTensor[] {
  return NAMES.flatMap((name) => {
    const [tensor, given] = [candidate[name], precisions[name]];
    if (!tensor || !given) return [];
    const precision = tolerant(given, problem);
    const exact = gradients[name];
    const error = new Float32Array(exact.length);
    const tally = new Tally(exact.length);
    tallyCells({ problem, name, exact, given: tensor.values, precision, terms }, tally, error);
    const counted = { name, given: tensor.values, exact, tally, error, dtype: precision.dtype };
    return [{ name, precision, agreement: concluded(problem.layout, counted) }];
  });
}

/** Whether every cell of a candidate agrees; the others are not looked at once one does not. */
export function layerHolds(
  problem: Problem,
  gradients: Pick<Gradients, GradientName>,
  candidate: Candidate,
  precisions: Precisions,
): boolean {
  const terms = new LayerTerms(problem);
  return NAMES.every((name) => {
    const [tensor, given] = [candidate[name], precisions[name]];
    if (!tensor || !given) return true;
    const exact = gradients[name];
    const tally = new Tally(exact.length, 0);
    const precision = tolerant(given, problem);
    tallyCells({ problem, name, exact, given: tensor.values, precision, terms }, tally);
    return !tally.isOver;
  });
}

function tallyCells(
  {
    problem,
    name,
    exact,
    given,
    precision,
    terms,
  }: Pick<JudgedTensor, "name" | "precision"> & {
    readonly problem: Problem;
    readonly exact: Float64Array;
    readonly given: Values;
    readonly terms: LayerTerms;
  },
  tally: Tally,
  error?: Float32Array,
): void {
  const magnitudesAt = terms.of(name, precision);
  for (let offset = 0; offset < exact.length && !tally.isOver; offset++) {
    const value = numberAt(exact, offset);
    const magnitudes = magnitudesAt(offset);
    const allowed = allowance(precision, problem.layout.rows, value, magnitudes);
    const judged = judge(precision, numberAt(given, offset), value, magnitudes.terms, allowed);
    if (error) error[offset] = judged.error;
    tally.add(offset, judged);
  }
}

/** Whether every cell agrees. */
export function agreesWhole(agreements: readonly JudgedTensor[]): boolean {
  return agreements.length > 0 && agreements.every(({ agreement: { checked } }) => checked.agreeing === checked.cells);
}
