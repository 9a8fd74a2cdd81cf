/** What is odd about a column, seen from what normalising did to it. */
import type { ExplainedColumn } from "./explained-column";

/**
 * "constant": its variance is 0. "outlier": one value makes more than half of its variance. "dead": a ReLU lets nothing
 * of it through.
 */
export type ColumnKind = "constant" | "outlier" | "dead";

export function columnKinds({ sets, xhat, out, problem, moves }: ExplainedColumn): ColumnKind[] {
  const isTraining = problem.mode === "train";
  const isConstant = isTraining && sets.some(({ variance }) => variance === 0);
  const isRuled =
    isTraining &&
    sets.some(({ from, to, members }) => {
      const rows = xhat.subarray(from, to).filter((_, i) => moves(from + i));
      const squares = rows.map((value) => value * value);
      const most = squares.reduce((largest, value) => Math.max(largest, value), 0);
      return members > 2 && most > squares.reduce((sum, value) => sum + value, 0) / 2; // each of two makes half of it
    });
  const isDead = problem.activation === "relu" && out.every((value) => value <= 0);
  return [
    ...(isConstant ? (["constant"] as const) : []),
    ...(isRuled ? (["outlier"] as const) : []),
    ...(isDead ? (["dead"] as const) : []),
  ];
}
