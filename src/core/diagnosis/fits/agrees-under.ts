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
 * much of them (statistics of two rows, a large dout) would make the candidate's opposite right as well, and zeros.
 */
export function fitsUnder(problem: Problem, judged: Judged, setting: Setting): boolean {
  const gradients = gradientsUnder(problem, setting);
  if (!agreesUnder(problem, judged, setting, gradients)) return false;
  const { dx, dgamma, dbeta } = judged.candidate;
  if (dx && isZero(dx)) {
    const isTold = !isZero(dgamma) || !makesAnyZero(problem, setting);
    return isTold && zeroHolds(problem, judged, setting, gradients);
  }
  const lostDigits = Object.values(judged.precisions).some(({ inputs }) => inputs?.shared === true);
  const isNothing = [dgamma, dbeta].every(isZero) && !dx;
  return !lostDigits || isNothing || !agreesUnder(problem, negated(judged), setting, gradients);
}

const isZero = (tensor: Tensor | undefined): boolean => tensor?.values.every((value) => value === 0) ?? true;

/** Whether a dx of zeros is that of a setting beyond doubt, whatever the inputs lost. */
function zeroHolds(
  problem: Problem,
  { candidate, precisions }: Judged,
  setting: Setting,
  gradients: Pick<Gradients, GradientName>,
): boolean {
  if (!candidate.dx || !precisions.dx) return true;
  const s = createStatistics(problemWith(problem, setting));
  const precision = { ...precisions.dx, inputs: undefined };
  return cellsHold({ s, gradients, name: "dx", candidate: candidate.dx, precision });
}

const TELLING_ROWS = 3; // of two, dx is nearly 0 whatever dout is

/** Whether a setting has statistics of so few rows that dx is 0 by theory: zeros were not told by it. */
function makesAnyZero(problem: Problem, setting: Setting): boolean {
  if (!setting.split && setting.axis === undefined && !setting.mask) return false;
  const { layout, split, mask } = problemWith(problem, setting);
  const rows = split.length > 0 ? Math.min(...split) * layout.positions : layout.rows;
  const kept = mask ? mask.reduce((sum, value) => sum + value, 0) : rows;
  return Math.min(rows, kept) < TELLING_ROWS;
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
