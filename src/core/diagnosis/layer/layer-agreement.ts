import type { Gradients } from "../../batchnorm/gradients";
import { numberAt } from "../../item-at";
import type { Candidate, Problem } from "../../problem";
import type { Values } from "../../tensor";
import type { GradientName } from "../../verdict";
import { allowance } from "../evidence/allowance";
import { concluded, judge, Tally, type Agreement } from "../evidence/cell-agreement";
import { precisionsOf, tolerant } from "../evidence/given-precision";
import { sharp } from "../judgement/case";
import type { JudgedTensor } from "../judgement/verdict-text";
import { LayerTerms } from "./layer-terms";

const NAMES = ["dx", "dgamma", "dbeta"] as const;

/** A candidate of any layer held against its exact gradients, cell by cell, in what its numbers can hold. */
export function layerAgreements(
  problem: Problem,
  gradients: Pick<Gradients, GradientName>,
  candidate: Candidate,
): JudgedTensor[] {
  const precisions = sharp(precisionsOf(problem, candidate));
  const terms = new LayerTerms(problem);
  return NAMES.flatMap((name) => {
    const [tensor, given] = [candidate[name], precisions[name]];
    if (!tensor || !given) return [];
    const precision = tolerant(given, problem);
    return [
      { name, precision, agreement: compare(problem, gradients[name], tensor.values, { name, precision, terms }) },
    ];
  });
}

function compare(
  { layout }: Problem,
  exact: Float64Array,
  given: Values,
  { name, precision, terms }: Pick<JudgedTensor, "name" | "precision"> & { readonly terms: LayerTerms },
): Agreement {
  const error = new Float32Array(exact.length);
  const tally = new Tally(exact.length);
  const magnitudesAt = terms.of(name, precision);
  exact.forEach((value, offset) => {
    const magnitudes = magnitudesAt(offset);
    const allowed = allowance(precision, layout.rows, value, magnitudes);
    const judged = judge(precision, numberAt(given, offset), value, magnitudes.terms, allowed);
    error[offset] = judged.error;
    tally.add(offset, judged);
  });
  return concluded(layout, { name, given, exact, tally, error, dtype: precision.dtype });
}

/** Whether every cell agrees. */
export function agreesWhole(agreements: readonly JudgedTensor[]): boolean {
  return agreements.length > 0 && agreements.every(({ agreement: { checked } }) => checked.agreeing === checked.cells);
}
