import type { ExplainCellReport } from "../../src/protocol/explain";

/** In evaluation, and in a row that a mask keeps out, x moves no mean and no variance. */
export function hasConstantStatistics({ graph }: Pick<ExplainCellReport, "graph">): boolean {
  return !graph.edges.some(({ from, to }) => from === "x" && to === "v");
}
