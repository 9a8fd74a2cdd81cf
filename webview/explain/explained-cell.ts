import { EXPLAINED_ROWS, type ExplainCellQuery } from "../../src/protocol/explain";
import type { CellQuery } from "../../src/protocol/queries";
import { indexInShape, matrixCell } from "../page/geometry";
import type { Page } from "../page/page-context";

/** The cell of the matrix plane that is explained: the chosen one, else the first. null where there is none. */
export function explainedCell({ store }: Page): CellQuery | null {
  const analysis = store.analysis.value;
  const cursor = store.cursor.value;
  if (!analysis || analysis.rows === 0 || analysis.columns === 0) return null;
  return cursor ? matrixCell(analysis, indexInShape(analysis, store.plane.value, cursor)) : { row: 0, column: 0 };
}

/** Rows of a column that are asked for: all of them, or of a long column those around the cell. */
export function rowsAround(row: number, rows: number): Pick<ExplainCellQuery, "from" | "to"> {
  const from = Math.max(0, Math.min(row - EXPLAINED_ROWS / 2, rows - EXPLAINED_ROWS));
  return { from, to: Math.min(rows, from + EXPLAINED_ROWS) };
}
