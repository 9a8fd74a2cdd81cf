/** What is odd about a column, seen from what normalising did to it. */
import { itemAt } from "../item-at";
import { isCentred } from "../normalization-layer";
import type { ExplainedColumn } from "./explained-column";

/**
 * "constant": its variance is 0, in every part of a split. "outlier": one value makes more than half of its variance. "dead": a ReLU lets nothing
 * of it through.
 */
export type ColumnKind = "constant" | "outlier" | "dead";

export function columnKinds({ sets, xhat, out, problem, moves, cache }: ExplainedColumn): ColumnKind[] {
  const isTraining = problem.mode === "train";
  // About their mean one of two makes half of it, and the largest of three half or more: that is no outlier.
  const fewest = isCentred(problem) ? 4 : 3;
  // In units of the set: the variance of 1e-200 is 0 in the problem's own.
  const isConstant = isTraining && itemAt(cache.columns, 0).every(({ v }) => v.hi === 0);
  const isRuled =
    isTraining &&
    sets.some(({ from, to, members }) => {
      const rows = xhat.subarray(from, to).filter((_, i) => moves(from + i));
      const squares = rows.map((value) => value * value);
      const most = squares.reduce((largest, value) => Math.max(largest, value), 0);
      return members >= fewest && most > squares.reduce((sum, value) => sum + value, 0) / 2;
    });
  const isDead = problem.activation === "relu" && out.every((value) => value <= 0);
  return [
    ...(isConstant ? (["constant"] as const) : []),
    ...(isRuled ? (["outlier"] as const) : []),
    ...(isDead ? (["dead"] as const) : []),
  ];
}
