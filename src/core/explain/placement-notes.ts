import { counted } from "../spelling";
import type { Problem } from "../problem";

/** What a reader of the placements should know, a sentence each. `checkedRows`: of each column. */
export function placementNotes({ x, mode, activation, layout }: Problem, checkedRows: number): string[] {
  let zeros = 0;
  for (const value of x) if (value === 0) zeros++;
  const cells = zeros === 1 ? "1 cell of x is 0, where" : `${counted(zeros)} cells of x are 0, where`;
  return [
    ...(mode === "eval"
      ? ["Each placement takes the statistics of the batch: running ones belong to one place in a network."]
      : []),
    ...(activation !== "none" ? ["The ReLU of each placement stands for the activation of the problem."] : []),
    ...(zeros > 0
      ? [`${cells} a ReLU has no derivative: what it does there cannot be checked, and counts as shut.`]
      : []),
    ...(checkedRows < layout.rows
      ? [`${counted(checkedRows)} of the ${counted(layout.rows)} rows of each column were checked, drawn by a seed.`]
      : []),
  ];
}
