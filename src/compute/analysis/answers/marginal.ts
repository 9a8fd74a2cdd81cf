import { success } from "../../../core/fault";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

/** Sums and largest magnitudes at an edge of a picture. */
export const marginal: Answer<"marginal"> = (analysis, query) =>
  withTensor(analysis, query.tensor, (tensor) => success(analysis.marginals.report(tensor, query)));
