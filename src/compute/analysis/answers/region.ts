import { success } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import type { RegionQuery, RegionReport } from "../../../protocol/queries";
import { geometryOf, type ShownTensor } from "../../picture/shown-tensors";
import { distributionOf, type Each } from "../distribution";
import { isUncheckedIn } from "../unchecked-cells";
import type { Answer } from "./answer";

export const region: Answer<"region"> = (analysis, query) => {
  // What has a number for each block has none for the columns of a rectangle.
  const shown = query.tensors.flatMap((name) => analysis.tensor(name) ?? []).filter(({ blocks }) => !blocks);
  return success(shown.map((tensor) => regionReport(tensor, analysis.shown, query)));
};

/** Statistics of a rectangle of a plane. */
export function regionReport(tensor: ShownTensor, layout: Layout, query: RegionQuery): RegionReport {
  return { tensor: tensor.name, ...distributionOf(cellsOf(tensor, layout, query), query.bins) };
}

/** Visits the cells of the rectangle that are there, in reading order. */
function cellsOf(tensor: ShownTensor, layout: Layout, query: RegionQuery): Each {
  const geometry = geometryOf(tensor, layout, query.plane);
  const [row0, row1] = tensor.strip ? [0, 1] : [query.row0, query.row1];
  const { column0, column1 } = query;
  const isAbsent = isUncheckedIn(tensor);
  return (visit) => {
    for (let row = row0; row < row1; row++) {
      for (let column = column0; column < column1; column++) {
        const value = tensor.at(geometry.offset(row, column));
        if (!isAbsent(value)) visit(value);
      }
    }
  };
}
