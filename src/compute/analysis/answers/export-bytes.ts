import { exportFile } from "../../report/exports";
import type { Answer } from "./answer";
import { withTensor } from "./with-tensor";

/** The bytes of an exported file. */
export const exportBytes: Answer<"exportBytes"> = (analysis, { format, tensor }) =>
  withTensor(analysis, tensor, (shown) => exportFile(format, analysis.problem, shown, analysis.gradients));
