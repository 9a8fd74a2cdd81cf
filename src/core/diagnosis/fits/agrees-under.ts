import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate, Problem } from "../../problem";
import type { Tensor } from "../../tensor";
import type { GradientName } from "../../verdict";
import { cellsHold } from "../evidence/cell-agreement";
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
    // Where the digits given leave open on which side of a ReLU a cell is, its column is doubtful.
    const doubtful = s.problem.activation === "none" ? 0 : gradients[name].length / 2;
    return cellsHold({ s, gradients, name, candidate: tensor, precision }, doubtful);
  });
}

/**
 * Whether a setting makes the candidate right, and not anything: where inputs lost digits in print, a setting that makes
 * much of them (statistics of two rows, a large dout) would make the candidate's opposite right as well.
 */
export function fitsUnder(problem: Problem, judged: Judged, setting: Setting): boolean {
  const gradients = gradientsUnder(problem, setting);
  if (!agreesUnder(problem, judged, setting, gradients)) return false;
  const lostDigits = Object.values(judged.precisions).some(({ inputs }) => inputs?.shared === true);
  const { dx, dgamma, dbeta } = judged.candidate;
  const zero = [dx, dgamma, dbeta].every((tensor) => tensor?.values.every((value) => value === 0) ?? true);
  return !lostDigits || zero || !agreesUnder(problem, negated(judged), setting, gradients);
}

function negated(judged: Judged): Judged {
  const { dx, dgamma, dbeta } = judged.candidate;
  const of = (tensor: Tensor): Tensor => ({ ...tensor, values: tensor.values.map((value) => -value) });
  const candidate = {
    ...(dx && { dx: of(dx) }),
    ...(dgamma && { dgamma: of(dgamma) }),
    ...(dbeta && { dbeta: of(dbeta) }),
  };
  return { ...judged, candidate };
}
