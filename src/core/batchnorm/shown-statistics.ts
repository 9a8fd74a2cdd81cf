import type { Problem } from "../problem";
import type { SetStatistics } from "./statistics";

/**
 * Mean and variance (D) as they stand under a column. Where a column has several sets, they are the sets' means over
 * the rows that make them: the mean of the column's members, and the mean of the variances within the parts.
 */
export function shownStatistics(
  { sets }: Problem,
  columns: readonly (readonly SetStatistics[])[],
): { mean: Float64Array; variance: Float64Array } {
  const members = sets.reduce((sum, set) => sum + set.members, 0);
  const weighted = (of: (set: SetStatistics) => number): Float64Array =>
    Float64Array.from(columns, (column) =>
      column.length === 1
        ? of(column[0])
        : column.reduce((sum, set, s) => sum + (sets[s].members / members) * of(set), 0),
    );
  return {
    mean: weighted(({ m, delta, unit }) => (m + delta.hi) * unit),
    variance: weighted(({ v, unit }) => v.hi * unit * unit),
  };
}
