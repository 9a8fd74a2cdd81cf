import { affineSaid } from "../../../core/explain/affine-said";
import { derivationGraph } from "../../../core/explain/derivation-graph";
import { nullDirections } from "../../../core/explain/jacobian";
import { termsSaid } from "../../../core/explain/terms-said";
import { success } from "../../../core/fault";
import { indexOf } from "../../../core/layout";
import { cellReport, graphReport, nullReport, rowWindow } from "../explain/explain-reports";
import type { Answer } from "./answer";
import { explainableCell } from "./explainable";

/** Where dx of one cell comes from. */
export const explainCell: Answer<"explainCell"> = ({ problem, explaining }, query) => {
  const { row, column } = query;
  const isExplainable = explainableCell(problem, column, row);
  if (!isExplainable.ok) return isExplainable;
  const explainer = explaining.column(column);
  const explanation = explainer.cell(row);
  return success({
    index: indexOf(problem.layout, row, column),
    ...cellReport(explanation, rowWindow(query, problem.layout.rows), explainer.column.dout),
    said: [...termsSaid(explainer.column, row, explanation), ...affineSaid(problem, row, column)],
    nullDirections: nullReport(nullDirections(explainer.column, row)),
    graph: graphReport(derivationGraph(explainer.column, explanation, explainer.precision)),
  });
};
