import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate, Problem } from "../../problem";
import type { GradientName } from "../../verdict";
import { compareCells } from "../evidence/cell-agreement";
import type { GivenPrecision } from "../evidence/given-precision";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import { each } from "../formula/term-effect";
import { gatherColumn } from "../../batchnorm/column";
import { gradientsUnder, normalise } from "./gradients-under";
import { partEnds, problemWith, type Setting } from "./setting";

/** A candidate, and what its numbers can hold. */
export interface Judged {
  readonly candidate: Candidate;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
}

/** What a leaky ReLU closes counts as well; and the narrowest part says how far lost digits of x reach. */
function statisticsUnder(problem: Problem, setting: Setting): Statistics {
  const changed = problemWith(problem, setting);
  const s = createStatistics(changed, setting.slope === undefined ? "correct" : "omitted");
  if (setting.split === undefined && setting.mask === undefined) return s;
  const ends = partEnds(changed.layout, setting.split);
  const x = new Float64Array(s.N);
  const r = each(s.D, (k) => {
    gatherColumn(changed.layout, changed.x, k, x);
    return Math.max(...ends.map((to, i) => normalise(changed, setting, k, x, i === 0 ? 0 : ends[i - 1], to).r));
  });
  return { ...s, r };
}

/** Whether every cell of the candidate is the right one of the problem under a setting. */
export function agreesUnder(
  problem: Problem,
  { candidate, precisions }: Judged,
  setting: Setting,
  gradients: Pick<Gradients, GradientName> = gradientsUnder(problem, setting),
): boolean {
  const s = statisticsUnder(problem, setting);
  return (["dx", "dgamma", "dbeta"] as const).every((name) => {
    const tensor = candidate[name];
    const precision = precisions[name];
    if (!tensor || !precision) return true;
    if (!gradients[name].some(Number.isFinite)) return false;
    const { checked } = compareCells(s, gradients, name, tensor, precision);
    // Where the digits given leave open on which side of a ReLU a cell is, its column is doubtful.
    const most = s.problem.activation === "none" ? 0 : checked.cells / 2;
    return checked.wrong === 0 && checked.doubtful <= most;
  });
}
