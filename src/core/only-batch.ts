import { failure, success, type Place, type Result } from "./fault";
import { describeLayer } from "./normalization-layer";
import type { Problem } from "./problem";

/** The fault of what knows no other layer than batch norm yet. `what`: "The panel shows batch norm so far". */
export function onlyBatch(problem: Problem, what: string, place?: Place): Result<void> {
  if (problem.norm === "batch") return success(undefined);
  const text = `${what}, and this is ${describeLayer(problem)}: on the command line, gradient-lens FILE computes and checks it.`;
  return failure("batch-only", text, place);
}
