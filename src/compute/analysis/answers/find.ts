import { success } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import type { FindQuery, FindReport } from "../../../protocol/queries";
import { isUncheckedIn } from "../unchecked-cells";
import { viewOf } from "../../../views";
import { geometryOf, type ShownCells } from "../../picture/shown-tensors";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

export const find: Answer<"find"> = (analysis, query) =>
  withTensor(analysis, query.tensor, (tensor) => {
    const { shown: layout } = analysis;
    if (query.what !== "wrong") return success(findCell(tensor, layout, query));
    const { mask } = viewOf(query.tensor);
    const wrong = mask && analysis.mask(mask);
    return success(wrong ? findCell(wrong, layout, query) : null);
  });

/** The next cell of a kind after a given one in reading order, from the start again after the last. */
export function findCell(tensor: ShownCells, layout: Layout, query: FindQuery): FindReport | null {
  const geometry = geometryOf(tensor, layout, query.plane);
  const wanted =
    query.what === "nan"
      ? Number.isNaN
      : query.what === "infinite"
        ? (value: number) => value === Infinity || value === -Infinity
        : query.what === "wrong"
          ? (value: number) => value === 1
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
