import { columnKinds } from "../../../core/explain/column-kinds";
import { momentsOf } from "../../../core/explain/moments";
import { success } from "../../../core/fault";
import { heldRows, numericOf, rowWindow } from "../explain/explain-reports";
import type { Answer } from "./answer";
import { withinProblem } from "./within-problem";

/** What normalising did to a column, and what its outputs do with gamma and beta. */
export const explainColumn: Answer<"explainColumn"> = ({ problem, explaining }, query) => {
  const isThere = withinProblem(problem.layout, query.column);
  if (!isThere.ok) return isThere;
  const explainer = explaining.column(query.column);
  const { x, xhat, out } = explainer.column;
  const rows = rowWindow(query, problem.layout.rows);
  return success({
    moments: { x: numericOf(momentsOf(x)), xhat: numericOf(momentsOf(xhat)), out: numericOf(momentsOf(out)) },
    kinds: columnKinds(explainer.column),
    byGamma: heldRows(explainer.outputsByParameter("dgamma"), rows),
    byBeta: heldRows(explainer.outputsByParameter("dbeta"), rows),
  });
};
