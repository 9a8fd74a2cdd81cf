import { placementNotes } from "../../../core/explain/placement-notes";
import { placeable } from "../../../core/explain/needs-x";
import { success } from "../../../core/fault";
import { placementReports } from "../explain/explain-reports";
import type { Answer } from "./answer";

/** How long one ask works. */
const SLICE_MILLISECONDS = 40;

/** Goes on with the placements of batch norm and the ReLU, and says how far they have come. */
export const placements: Answer<"placements"> = ({ problem, explaining }) => {
  const whole = placeable(problem);
  if (!whole.ok) return whole;
  const run = explaining.placements;
  const isDone = run.advance(SLICE_MILLISECONDS);
  const { done, total, checkedRows } = run;
  return success({
    done,
    total,
    notes: placementNotes(problem, checkedRows),
    placements: isDone ? placementReports(run.result()) : null,
  });
};
