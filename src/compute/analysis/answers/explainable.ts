import { onlyBatch } from "../../../core/only-batch";
import { explainable, placeable } from "../../../core/explain/needs-x";
import type { Result } from "../../../core/fault";
import type { Problem } from "../../../core/problem";
import type { ExplainPicture } from "../../../protocol/explain";
import { withinProblem } from "./within-problem";

/** The fault of a cell or column that a problem does not have, or that cannot be explained from what was given. */
export function explainableCell(problem: Problem, column: number, row?: number): Result<unknown> {
  // Rows and columns of the page are not yet found among the sets of other layers.
  const batch = onlyBatch(problem, "A cell of batch norm can be explained so far");
  if (!batch.ok) return batch;
  const isThere = withinProblem(problem.layout, column, row);
  return isThere.ok ? explainable(problem) : isThere;
}

/** The fault of a picture that cannot be drawn of what was given. */
export function explainablePicture(problem: Problem, picture: ExplainPicture): Result<unknown> {
  if (picture.kind === "placement") return placeable(problem);
  return explainableCell(problem, picture.kind === "jacobian" ? picture.column : 0);
}
