import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Evidence } from "../explain/causes/cause";
import { columnOf, notFiniteCells, notFiniteIn } from "../explain/causes/special-cells";
import { pickCandidate, pickColumns } from "../probe/sampled-columns";
import { openCase, type Case, type Finding } from "./case";
import { wrongReason } from "./verdict-text";

/** What would name columns by the places that they have among the others. */
const OF_PLACES = new Set(["unknown", "local", "columns-reordered", "not-finite"]);

/**
 * Some columns hold cells that are no numbers, and the others are wrong as well: judged alone, as a problem of their own.
 * Nothing is said where no mistake explains them.
 */
export function besideNotFinite(seen: Case, evidence: Evidence, judge: (seen: Case) => Finding): Finding | undefined {
  const { problem, candidate, agreements } = seen;
  const found = evidence.off
    .map((name) => ({ name, cells: notFiniteCells(evidence, name) }))
    .filter(({ cells }) => cells.length > 0);
  const lost = new Set(found.flatMap(({ name, cells }) => cells.map((offset) => columnOf(evidence, name, offset))));
  const columns = Array.from(problem.gamma.keys()).filter((k) => !lost.has(k));
  if (lost.size === 0 || columns.length === 0) return undefined;
  const told = pickColumns(problem, columns);
  const again = openCase(told, batchnormGradients(told, "exact"), pickCandidate(problem, candidate, columns));
  if (again.off.length === 0) return undefined;
  const { verdict, diagnoses: named = [] } = judge(again);
  if (verdict !== "wrong" || named.length === 0 || named.some(({ id }) => OF_PLACES.has(id))) return undefined;
  const diagnoses = [...notFiniteIn(evidence, found, "; what the other columns are follows").diagnoses, ...named];
  return { verdict, why: wrongReason(agreements, diagnoses), diagnoses };
}
