import { failure, success, type Result } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import type { ValuesQuery, ValuesReport } from "../../../protocol/queries";
import { geometryOf, readBlock, type ShownTensor } from "../../picture/shown-tensors";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

/** Cells that may cross to the page as text at once. */
const VALUES_LIMIT = 1_000_000;

export const values: Answer<"values"> = (analysis, query) =>
  withTensor(analysis, query.tensor, (tensor) => valuesReport(tensor, analysis.shown, query));

/** The cells of a rectangle of a plane, in double precision. */
export function valuesReport(tensor: ShownTensor, layout: Layout, query: ValuesQuery): Result<ValuesReport> {
  const geometry = geometryOf(tensor, layout, query.plane);
  const rows = query.row1 - query.row0;
  const columns = query.column1 - query.column0;
  if (rows * columns > VALUES_LIMIT) {
    return failure("too-many-cells", `Expected at most ${VALUES_LIMIT} cells at once, got ${rows} x ${columns}.`);
  }
  const cells = new Float64Array(rows * columns);
  readBlock(tensor, geometry, query.row0, query.row1, query.column0, query.column1, cells);
  return success({ rows, columns, values: cells });
}
