import { columnKinds } from "../../../core/explain/column-kinds";
import { explainColumn } from "../../../core/explain/explained-column";
import { momentsOf } from "../../../core/explain/moments";
import { failure, success } from "../../../core/fault";
import { counted } from "../../../core/spelling";
import type { Answer } from "./answer";

/** Some tenths of a second of work. */
const MOST_CELLS = 2 ** 18;

/** Moments of neighbouring columns of x, xhat or out. */
export const columnMoments: Answer<"columnMoments"> = ({ problem }, { tensor, from, to }) => {
  const { rows, channels } = problem.layout;
  const first = Math.max(0, from);
  const columns = Math.max(0, Math.min(to, channels) - first);
  if (columns > 1 && columns * rows > MOST_CELLS) {
    const text = `Expected at most ${counted(MOST_CELLS)} cells of which moments are made at a time, got ${counted(columns * rows)}.`;
    return failure("too-many-cells", text);
  }
  const explained = Array.from({ length: columns }, (_, at) => explainColumn(problem, first + at));
  const moments = explained.map((column) => momentsOf(column[tensor]));
  return success({
    mean: Float64Array.from(moments, ({ mean }) => mean),
    sd: Float64Array.from(moments, ({ sd }) => sd),
    skewness: Float64Array.from(moments, ({ skewness }) => skewness),
    kurtosis: Float64Array.from(moments, ({ kurtosis }) => kurtosis),
    kinds: explained.map(columnKinds),
  });
};
