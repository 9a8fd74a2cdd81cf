import { success } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import { exponentOf } from "../../../core/ulp";
import type { UlpReport } from "../../../protocol/queries";
import type { ShownTensor } from "../../picture/shown-tensors";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

/** How many cells of a candidate are off by how many units of the last place. */
export const ulps: Answer<"ulps"> = (analysis, { tensor }) =>
  withTensor(analysis, tensor, (shown) => {
    const { channels, shape } = analysis.shown;
    return success(countUlps(shown, shown.strip ? channels : sizeOf(shape)));
  });

/** Counts in bins that end at 1/2, 1, 2, 4 ...: the first holds 0 too. */
export function countUlps(tensor: Pick<ShownTensor, "at">, cells: number): UlpReport {
  const counts: number[] = [];
  let [odd, most] = [0, 0];
  for (let offset = 0; offset < cells; offset++) {
    const size = tensor.at(offset);
    if (!Number.isFinite(size)) {
      odd++;
      continue;
    }
    if (size > most) most = size;
    const bin = size <= 0.5 ? 0 : exponentOf(size) + (size === 2 ** exponentOf(size) ? 1 : 2);
    while (counts.length <= bin) counts.push(0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts: Float64Array.from(counts), odd, most };
}
