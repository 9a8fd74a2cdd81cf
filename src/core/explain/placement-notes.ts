import { PLACEMENT_TITLES } from "../explained-words";
import { doubtsSaid } from "../gradcheck/gradcheck-report";
import { counted } from "../spelling";
import type { Precision } from "../checker";
import type { Problem } from "../problem";
import type { Placement } from "./placement";

/**
 * What a reader of the placements should know, a sentence each. `checkedRows`: of each column; `found`: the placements,
 * none until they are done.
 */
export function placementNotes(
  { x, mode, activation, layout }: Problem,
  checkedRows: number,
  found: readonly Placement[],
  precision: Precision,
): string[] {
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
    ...found.flatMap(({ name, doubts }) => {
      const said = doubtsSaid(doubts, precision);
      return said ? [`${PLACEMENT_TITLES[name]}: of the cells of its gradients ${said}.`] : [];
    }),
    ...(checkedRows < layout.rows
      ? [`${counted(checkedRows)} of the ${counted(layout.rows)} rows of each column were checked, drawn by a seed.`]
      : []),
  ];
}
