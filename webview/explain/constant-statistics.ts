import type { ExplainCellReport } from "../../src/protocol/explain";
import { fromNumeric } from "../../src/protocol/json-number";

/** In evaluation, and in a row that a mask keeps out, x moves no mean and no variance. */
export function hasConstantStatistics({ dmu }: Pick<ExplainCellReport, "dmu">): boolean {
  return fromNumeric(dmu.value) === 0;
}
