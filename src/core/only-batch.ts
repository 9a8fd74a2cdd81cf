import { failure, success, type Place, type Result } from "./fault";
import { describeLayer } from "./normalization-layer";
import type { Problem } from "./problem";

/** The fault of what knows no other layer than batch norm yet. `what`: "--report knows batch norm so far". */
export function onlyBatch(problem: Problem, what: string, place?: Place): Result<void> {
  if (problem.norm === "batch") return success(undefined);
  const text = `${what}, and this is ${describeLayer(problem)}.`;
  return failure("batch-only", text, place);
}
