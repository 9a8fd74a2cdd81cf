import { success } from "../../../core/fault";
import { offsetOf } from "../../../core/layout";
import { masksBy } from "../../../views";
import type { Answer } from "./answer";
import { withinProblem } from "./within-problem";

/** Everything about one cell. */
export const cell: Answer<"cell"> = (analysis, query) => {
  const { shown, cells, check } = analysis;
  const isThere = withinProblem(shown, query.column, query.row);
  if (!isThere.ok) return isThere;
  const offset = offsetOf(shown, query.row, query.column);
  const wrong = masksBy().filter((name) => {
    const mask = analysis.mask(name);
    return mask?.at(mask.strip ? query.column : offset) === 1;
  });
  return success({ ...cells.report(query, check), wrong });
};
