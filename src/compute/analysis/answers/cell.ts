import { failure, success } from "../../../core/fault";
import type { Answer } from "./answer";

/** Everything about one cell. */
export const cell: Answer<"cell"> = ({ problem, cells, check }, query) => {
  const { rows, channels } = problem.layout;
  if (!(query.row >= 0 && query.row < rows && query.column >= 0 && query.column < channels)) {
    return failure("no-cell", `There is no cell [${query.row}, ${query.column}] in ${rows} x ${channels}.`);
  }
  return success(cells.report(query, check));
};
