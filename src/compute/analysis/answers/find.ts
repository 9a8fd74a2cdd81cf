import { success } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import type { FindQuery, FindReport } from "../../../protocol/queries";
import { isUncheckedIn } from "../unchecked-cells";
import { geometryOf, type ShownTensor } from "../../picture/shown-tensors";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

export const find: Answer<"find"> = (analysis, query) =>
  withTensor(analysis, query.tensor, (tensor) => success(findCell(tensor, analysis.problem.layout, query)));

/** The next cell of a kind after a given one in reading order, from the start again after the last. */
export function findCell(tensor: ShownTensor, layout: Layout, query: FindQuery): FindReport | null {
  const geometry = geometryOf(tensor, layout, query.plane);
  const wanted =
    query.what === "nan"
      ? Number.isNaN
      : query.what === "infinite"
        ? (value: number) => value === Infinity || value === -Infinity
        : (value: number) => Number.isFinite(value) && (value < query.low || value > query.high);
  const isAbsent = isUncheckedIn(tensor);
  const after = query.after ? query.after.row * geometry.columns + query.after.column : -1;
  let count = 0;
  let first: FindReport | undefined;
  let next: FindReport | undefined;
  for (let row = 0; row < geometry.rows; row++) {
    for (let column = 0; column < geometry.columns; column++) {
      const value = tensor.at(geometry.offset(row, column));
      if (!wanted(value) || isAbsent(value)) continue;
      count++;
      const found = { row, column, rank: count, count: 0 };
      first ??= found;
      if (!next && row * geometry.columns + column > after) next = found;
    }
  }
  const chosen = next ?? first;
  return chosen ? { ...chosen, count } : null;
}
