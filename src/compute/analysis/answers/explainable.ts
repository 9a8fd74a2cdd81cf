import { explainable, placeable } from "../../../core/explain/needs-x";
import type { Result } from "../../../core/fault";
import type { Problem } from "../../../core/problem";
import type { ExplainPicture } from "../../../protocol/explain";
import { withinProblem } from "./within-problem";

/** The fault of an element or a set that a problem does not have, or that cannot be explained from what was given. */
export function explainableCell(problem: Problem, column: number, row?: number): Result<unknown> {
  const isThere = withinProblem(problem.layout, column, row);
  return isThere.ok ? explainable(problem) : isThere;
}

/** The fault of a picture that cannot be drawn of what was given. */
export function explainablePicture(problem: Problem, picture: ExplainPicture): Result<unknown> {
  if (picture.kind === "placement") return placeable(problem);
  return explainableCell(problem, picture.kind === "jacobian" ? picture.column : 0);
}
