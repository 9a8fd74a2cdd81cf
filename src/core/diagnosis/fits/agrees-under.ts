import type { Gradients } from "../../gradients";
import type { Candidate, Problem } from "../../problem";
import type { GradientName } from "../../verdict";
import { compareCells } from "../evidence/cell-agreement";
import type { GivenPrecision } from "../evidence/given-precision";
import { createStatistics } from "../formula/column-statistics";
import { gradientsUnder } from "./gradients-under";
import { problemWith, type Setting } from "./setting";

/** A candidate, and what its numbers can hold. */
export interface Judged {
  readonly candidate: Candidate;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
}

/** Whether every cell of the candidate is the right one of the problem under a setting. */
export function agreesUnder(
  problem: Problem,
  { candidate, precisions }: Judged,
  setting: Setting,
  gradients: Pick<Gradients, GradientName> = gradientsUnder(problem, setting),
): boolean {
  const s = createStatistics(problemWith(problem, setting));
  return (["dx", "dgamma", "dbeta"] as const).every((name) => {
    const tensor = candidate[name];
    const precision = precisions[name];
    if (!tensor || !precision) return true;
    if (!gradients[name].some(Number.isFinite)) return false;
    const { checked } = compareCells(s, gradients, name, tensor, precision);
    return checked.agreeing === checked.cells;
  });
}
