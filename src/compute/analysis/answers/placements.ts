import { placementNotes } from "../../../core/explain/placement-notes";
import { placeable } from "../../../core/explain/needs-x";
import { placementsSaid } from "../../../core/explain/placement-said";
import { success } from "../../../core/fault";
import { placementReports } from "../explain/explain-reports";
import type { Answer } from "./answer";

/** How long one ask works. */
const SLICE_MILLISECONDS = 40;

/** Goes on with the placements of batch norm and the ReLU, and says how far they have come. */
export const placements: Answer<"placements"> = ({ problem, precision, explaining }) => {
  const whole = placeable(problem);
  if (!whole.ok) return whole;
  const run = explaining.placements;
  const found = run.advance(SLICE_MILLISECONDS) ? run.result() : null;
  const { done, total, checkedRows } = run;
  return success({
    done,
    total,
    notes: placementNotes(problem, checkedRows, found ?? [], precision),
    said: found && placementsSaid(found),
    placements: found && placementReports(found, (name) => explaining.distribution(name)),
  });
};
