import { failure, success } from "../../../core/fault";
import { offsetOf } from "../../../core/layout";
import { masksBy } from "../../../views";
import type { Answer } from "./answer";

/** Everything about one cell. */
export const cell: Answer<"cell"> = (analysis, query) => {
  const { problem, cells, check } = analysis;
  const { rows, channels } = problem.layout;
  if (!(query.row >= 0 && query.row < rows && query.column >= 0 && query.column < channels)) {
    return failure("no-cell", `There is no cell [${query.row}, ${query.column}] in ${rows} x ${channels}.`);
  }
  const offset = offsetOf(problem.layout, query.row, query.column);
  const wrong = masksBy().filter((name) => {
    const mask = analysis.mask(name);
    return mask?.at(mask.strip ? query.column : offset) === 1;
  });
  return success({ ...cells.report(query, check), wrong });
};
