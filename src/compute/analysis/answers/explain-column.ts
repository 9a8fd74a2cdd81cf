import { columnKinds } from "../../../core/explain/column-kinds";
import { momentsOf } from "../../../core/explain/moments";
import { success } from "../../../core/fault";
import { heldRows, numericOf, rowWindow } from "../explain/explain-reports";
import type { Answer } from "./answer";
import { explainableCell } from "./explainable";

/** What normalising did to a column, and what its outputs do with gamma and beta. */
export const explainColumn: Answer<"explainColumn"> = ({ problem, explaining }, query) => {
  const isExplainable = explainableCell(problem, query.column);
  if (!isExplainable.ok) return isExplainable;
  const explainer = explaining.column(query.column);
  const { x, xhat, out } = explainer.column;
  const rows = rowWindow(query, problem.layout.rows);
  return success({
    moments: { x: numericOf(momentsOf(x)), xhat: numericOf(momentsOf(xhat)), out: numericOf(momentsOf(out)) },
    kinds: columnKinds(explainer.column),
    odd: explaining.odd,
    byGamma: heldRows(explainer.outputsByParameter("dgamma"), rows),
    byBeta: heldRows(explainer.outputsByParameter("dbeta"), rows),
  });
};
