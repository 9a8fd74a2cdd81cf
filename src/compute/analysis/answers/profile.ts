import { success } from "../../../core/fault";
import { offsetOf } from "../../../core/layout";
import type { CheckedTensor } from "../../../core/verdict";
import type { ProfileQuery, ProfileReport } from "../../../protocol/queries";
import type { Answer } from "./answer";

/** How far off a gradient is along its rows or columns; null while nothing is known of it. */
export const profile: Answer<"profile"> = ({ shown: layout, comparison, check }, query) => {
  const held = (query.candidate ? comparison : check)?.tensors[query.tensor];
  if (!held) return success(null);
  const rows = query.tensor === "dx" ? layout.rows : 1;
  const offset =
    query.tensor === "dx" ? (row: number, k: number) => offsetOf(layout, row, k) : (_: number, k: number) => k;
  return success(profileOf(held, { rows, columns: layout.channels, offset }, query));
};

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly offset: (row: number, column: number) => number;
}

/** Rows or columns in tiles, and as many of these in a bar as it takes for no more than `bins` bars. */
export function profileOf(
  { error, wrongCells }: Pick<CheckedTensor, "error" | "wrongCells">,
  { rows, columns, offset }: Grid,
  { along, tile, bins }: Pick<ProfileQuery, "along" | "tile" | "bins">,
): ProfileReport {
  const length = along === "rows" ? rows : columns;
  const each = tile * Math.ceil(Math.ceil(length / tile) / bins);
  const bars = Math.ceil(length / each);
  const report = {
    each,
    tail: length > tile ? length % tile : 0,
    error: new Float64Array(bars),
    wrong: new Float64Array(bars),
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = offset(row, column);
      const bar = Math.floor((along === "rows" ? row : column) / each);
      const size = error[at] ?? NaN;
      const most = report.error[bar] ?? NaN;
      // NaN, which is no number, is the largest of all.
      if (size > most || Number.isNaN(size)) report.error[bar] = size;
      if (wrongCells?.[at] === 1) report.wrong[bar] = (report.wrong[bar] ?? 0) + 1;
    }
  }
  return report;
}
