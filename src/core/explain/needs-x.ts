import { failure, success, type Result } from "../fault";
import { onlyBatch } from "../only-batch";
import type { Problem } from "../problem";

/** Terms and derivatives of a cell need r. Fault "rstd" where neither x nor rstd is given. */
export function explainable(problem: Problem): Result<Problem> {
  if (problem.kept?.rstd !== "unknown") return success(problem);
  return failure("rstd", "To explain a cell of xhat takes rstd (or x): without it every term is known up to a factor.");
}

/** A ReLU in front of batch norm cuts x where it is 0. Fault "x" where the mean of x is lost. */
export function placeable(problem: Problem): Result<Problem> {
  const batch = onlyBatch(problem, "Before or behind the ReLU is a question about batch norm");
  if (!batch.ok) return batch;
  if (!problem.kept) return success(problem);
  const text = `To place a ReLU takes x itself: ${problem.kept.what} does not tell where x is below 0. Expected x.`;
  return failure("x", text);
}
