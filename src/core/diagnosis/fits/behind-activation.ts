import { numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import { roundoff, type GivenPrecision } from "../evidence/given-precision";
import { inputRounding } from "../evidence/input-rounding";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import { listed } from "../wording";
import { ACTIVATION_SLOPES, type ActivationSlope } from "./activation-slopes";
import { agreesUnder, fitsUnder, type Judged } from "./agrees-under";
import type { Convention } from "./conventions";
import { firstColumns } from "./first-column";
import { gradientsUnder } from "./gradients-under";

const MOST_CELLS = 2 ** 14; // beyond, a dout of as many numbers is nothing to be taken over
const XHAT = 3; // of usual size

/**
 * An activation behind the batch norm that a problem cannot have: the candidate is right for the dout that came through
 * it. That dout is what can be taken over; what the source left open, or contradicts, is the activation.
 */
export function behindActivation(
  problem: Problem,
  judged: Judged,
  among: readonly ActivationSlope[] = ACTIVATION_SLOPES,
): Convention[] {
  if (problem.x.length > MOST_CELLS || problem.activation !== "none") return [];
  const loose = withRoundedDout(problem, judged);
  const first = firstColumns(problem, loose);
  const inFirst = through(first.problem);
  const whole = through(problem);
  const fitting = among.filter(
    ({ at }) =>
      agreesUnder(first.problem, first.judged, { dout: inFirst(at) }) && fitsUnder(problem, loose, { dout: whole(at) }),
  );
  const [found, ...alike] = fitting;
  if (!found) return [];
  const dout = asPrinted(whole(found.at), judged, loose);
  const or = alike.length > 0 ? ` (or ${listed(alike.map(({ name }) => name))}, which looks the same here)` : "";
  const words = `for ${found.name}${or} behind the batch norm, whose slope at out is multiplied into dout`;
  const set: Convention["set"] = found.setting ? { activation: found.setting } : { dout: Array.from(dout) };
  return [{ setting: { dout }, set, words, about: ["activation"] }];
}

/** Where the inputs were printed, in the digits that are left of it: so it is judged when it is taken over. */
function asPrinted(dout: Float64Array, judged: Judged, loose: Judged): Float64Array {
  const isPrinted = Object.values(judged.precisions).some(({ inputs }) => inputs?.shared === true);
  const decimals = Object.values(loose.precisions).map(({ inputs }) => inputs?.dout?.decimals ?? Infinity);
  const kept = Math.floor(Math.min(...decimals));
  return isPrinted && kept >= 0 ? dout.map((value) => Number(value.toFixed(kept))) : dout;
}

/** dout after it came through an activation of this slope. */
function through(problem: Problem): (at: ActivationSlope["at"]) => Float64Array {
  const { out } = gradientsUnder(problem, {});
  return (at) => Float64Array.from(problem.dout, (value, i) => value * at(numberAt(out, i)));
}

/** What reaches the batch norm was rounded on its way through the activation, with what out was rounded by. */
function withRoundedDout(problem: Problem, judged: Judged): Judged {
  const s = createStatistics(problem);
  const largest = Float64Array.from(problem.dout, Math.abs).reduce((most, value) => Math.max(most, value), 0);
  const precisions = Object.entries(judged.precisions).map(([name, precision]) => {
    const shared = precision.inputs?.shared === true ? precision.inputs : {};
    const decimals = -Math.log10(2 * largest * outLost(s, precision));
    return [name, { ...precision, inputs: { ...shared, dout: { decimals, digits: 17 }, shared: true } }];
  });
  return { ...judged, precisions: Object.fromEntries(precisions) as Judged["precisions"] };
}

/** How far out may have moved: by rounding, and by what the inputs lost in print. */
function outLost(s: Statistics, precision: GivenPrecision): number {
  const rounding = precision.inputs?.shared === true ? inputRounding(s, precision) : undefined;
  return Array.from(s.gamma.keys()).reduce((most, k) => {
    const size = Math.abs(numberAt(s.gamma, k)) * (XHAT + numberAt(s.offset, k)) + Math.abs(numberAt(s.beta, k));
    return Math.max(most, roundoff(precision) * (1 + size) + (rounding?.out(k, XHAT) ?? 0));
  }, 0);
}
