import { failure, success, type Result } from "../../../core/fault";
import type { Layout } from "../../../core/layout";

/** The fault of a column, or of a cell, that a problem does not have. */
export function withinProblem({ rows, channels }: Layout, column: number, row = 0): Result<void> {
  if (row >= 0 && row < rows && column >= 0 && column < channels) return success(undefined);
  return failure("no-cell", `There is no cell [${row}, ${column}] in ${rows} x ${channels}.`);
}
