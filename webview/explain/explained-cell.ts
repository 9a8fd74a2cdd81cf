import { elementAt, layerAxes, offsetOfElement, type LayerAxis, type SetElement } from "../../src/core/layer-axes";
import { indexAt } from "../../src/core/layout";
import { itemAt } from "../../src/core/item-at";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { EXPLAINED_ROWS, type ExplainCellQuery } from "../../src/protocol/explain";
import type { CellQuery } from "../../src/protocol/queries";
import { indexInShape, matrixCell } from "../page/geometry";
import type { Page } from "../page/page-context";

/** A cell of the matrix plane, and where it stands among the layer's sets: row and column themselves in batch norm. */
export interface ExplainedCell extends CellQuery, SetElement {}

/** A report and the cell it is of: until the next one is here, the page goes on speaking of this cell. */
export interface Explained<T> {
  readonly cell: ExplainedCell;
  readonly report: T;
}

/** The cell that is explained: the chosen one, else the first. null where there is none. */
export function explainedCell({ store }: Page): ExplainedCell | null {
  const analysis = store.analysis.value;
  const cursor = store.cursor.value;
  if (!analysis || analysis.rows === 0 || analysis.columns === 0) return null;
  const index = cursor ? indexInShape(analysis, store.plane.value, cursor) : analysis.shape.map(() => 0);
  const offset = index.reduce((before, at, axis) => before * itemAt(analysis.shape, axis) + at, 0);
  return { ...matrixCell(analysis, index), ...elementAt(axesOf(analysis), offset) };
}

/** The cell of the matrix plane that is this element of a set. */
export function cellOfElement(analysis: AnalysisState, at: SetElement): CellQuery {
  return matrixCell(analysis, indexAt(analysis.shape, offsetOfElement(axesOf(analysis), at)));
}

/** Elements of a set: N in batch norm, M in others. */
export function membersOf({ setBlock }: Pick<AnalysisState, "setBlock">): number {
  return setBlock.rows * setBlock.columns;
}

function axesOf({ shape, norm, columnAxes, columns, setBlock }: AnalysisState): LayerAxis[] {
  const groups = columns / setBlock.columns;
  return layerAxes(shape, { norm, axis: itemAt(columnAxes, 0), groups, normalizedAxes: columnAxes });
}

/** Elements of a set that are asked for: all of them, or of a long one those around the cell. */
export function rowsAround(element: number, members: number): Pick<ExplainCellQuery, "from" | "to"> {
  const from = Math.max(0, Math.min(element - EXPLAINED_ROWS / 2, members - EXPLAINED_ROWS));
  return { from, to: Math.min(members, from + EXPLAINED_ROWS) };
}
