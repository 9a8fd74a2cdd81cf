import { success } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import type { SearchQuery, SearchReport, Wanted } from "../../../protocol/queries";
import { geometryOf, type ShownTensor } from "../../picture/shown-tensors";
import { isUncheckedIn } from "../unchecked-cells";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

/** Cells of a kind in some rows of the matrix plane: how many, and the one that is asked for. */
export const search: Answer<"search"> = (analysis, query) =>
  withTensor(analysis, query.tensor, (tensor) => success(searchRows(tensor, analysis.shown, query)));

/** One pass over the rows. A page that searches a large tensor asks for it piece by piece, and can end that in between. */
export function searchRows(tensor: ShownTensor, layout: Layout, query: SearchQuery): SearchReport {
  const geometry = geometryOf(tensor, layout, { kind: "matrix" });
  const isWanted = testOf(query.wanted);
  const isAbsent = isUncheckedIn(tensor);
  const from = query.from ? query.from.row * geometry.columns + query.from.column : -1;
  let count = 0;
  let before = 0;
  let isFrom = false;
  let cell: SearchReport["cell"] = null;
  for (let row = Math.max(0, query.row0); row < Math.min(geometry.rows, query.row1); row++) {
    for (let column = 0; column < geometry.columns; column++) {
      const value = tensor.at(geometry.offset(row, column));
      if (!isWanted(value) || isAbsent(value)) continue;
      const place = row * geometry.columns + column;
      if (place < from) before++;
      else if (place === from) isFrom = true;
      if (count === query.nth) cell = { row, column };
      count++;
    }
  }
  return { count, before, isFrom, cell };
}

function testOf({ what, low, high }: Wanted): (value: number) => boolean {
  switch (what) {
    case "nan":
      return Number.isNaN;
    case "inf":
      return (value) => value === Infinity;
    case "-inf":
      return (value) => value === -Infinity;
    case "above":
      return (value) => value > low;
    case "from":
      return (value) => value >= low;
    case "below":
      return (value) => value < high;
    case "to":
      return (value) => value <= high;
    case "within":
      return (value) => value >= low && value <= high;
  }
}
