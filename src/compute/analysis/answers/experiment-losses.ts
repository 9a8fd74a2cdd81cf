import { experimentSaid } from "../../../core/explain/placement-said";
import { success } from "../../../core/fault";
import type { Answer } from "./answer";

/** How long one ask works. */
const SLICE_MILLISECONDS = 40;

/** Goes on with the experiment, and gives the losses that have come since. */
export const experiment: Answer<"experiment"> = ({ explaining }, { seed, from, isNew }) => {
  const run = explaining.experiment(seed, isNew);
  const isDone = run.advance(SLICE_MILLISECONDS);
  const { done, total, checks } = run;
  const said = isDone ? experimentSaid(run.result(), checks) : []; // it takes the losses from the first on
  return success({ ...run.result(from), done, total, from, said });
};
