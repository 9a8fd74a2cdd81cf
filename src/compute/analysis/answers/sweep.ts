import { sweep as errorsOfSteps } from "../../../core/gradcheck/step-sweep";
import { success } from "../../../core/fault";
import { cellAmongSets } from "../../../core/shown-matrix";
import type { Answer } from "./answer";

/** Error of the numeric derivative against its step. */
export const sweep: Answer<"sweep"> = ({ problem, shown, gradients }, query) =>
  success(errorsOfSteps(problem, gradients, { ...query, ...cellAmongSets(problem, shown, query) }));
