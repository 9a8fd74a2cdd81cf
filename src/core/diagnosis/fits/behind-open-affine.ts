import type { Problem } from "../../problem";
import { roundoff } from "../evidence/given-precision";
import { ACTIVATION_SLOPES, type ActivationSlope } from "./activation-slopes";
import { readAffineOff, type OpenAffine } from "./affine-read-off";
import type { Judged } from "./agrees-under";
import { behindActivation } from "./behind-activation";
import { numbersOf, type Convention } from "./conventions";
import { firstColumns } from "./first-column";
import { at } from "../formula/term-effect";
import { toldColumns, type Affine, type ToldColumn } from "./told-column";

const MOST_ROWS = 256; // beyond, the grid of a column is too coarse for its time
const MOST_COLUMNS = 128;
const COARSE = 2 ** -11; // roundoff of the candidate: with less everything fits
const FARTHEST = 16; // a beta that nobody has
const SPREAD = 0.1; // of the slope in a column, or the activation does nothing there
const BESIDE = 3; // numbers of a column that are left to tell an accident, when gamma and beta have taken theirs

/** Which of the two numbers that decide what an activation lets through were not given. */
export type OpenKeys = Pick<OpenAffine, "gamma" | "beta">;

/**
 * An activation behind the batch norm, and the gamma and beta of each column that were not given, which decide what it
 * lets through: read off together.
 */
export function behindOpenAffine(problem: Problem, judged: Judged, open: OpenKeys): Convention[] {
  const { layout, activation, mode, mask, sets } = problem;
  const isPlain = activation === "none" && mode === "train" && !mask && sets.length === 1;
  const params = Number(open.gamma) + Number(open.beta);
  if (!isPlain || !judged.precisions.dx || roundoff(judged.precisions.dx) > COARSE) return [];
  if (layout.rows > MOST_ROWS || layout.channels > MOST_COLUMNS || layout.rows - 2 - params < BESIDE) return [];
  const first = firstColumns(problem, judged);
  for (const slope of ACTIVATION_SLOPES) {
    if (!under(first.problem, first.judged, slope, open, 0)) continue;
    const found = under(problem, judged, slope, open, 0.5);
    if (found) return [found];
  }
  return [];
}

/** `share` of the columns in which the activation must do something. */
function under(
  problem: Problem,
  judged: Judged,
  slope: ActivationSlope,
  open: OpenKeys,
  share: number,
): Convention | undefined {
  const columns = toldColumns(problem, judged);
  const found = columns.flatMap((column, k) => {
    const one = readAffineOff(column, slope, { ...open, at: [at(problem.gamma, k), at(problem.beta, k)] });
    return one && Math.abs(one[1]) <= FARTHEST ? [one] : [];
  });
  const acts = columns.filter((column, k) => found[k] && spreadOf(column, slope, found[k]) >= SPREAD);
  if (found.length < columns.length || acts.length < share * columns.length) return undefined;
  const gamma = Float64Array.from(found, ([own]) => own);
  const beta = Float64Array.from(found, ([, own]) => own);
  const [fit] = behindActivation({ ...problem, gamma, beta }, judged, [slope]);
  if (!fit) return undefined;
  const numbers = { ...(open.gamma && { gamma }), ...(open.beta && { beta }) };
  const entries = Object.entries(numbers);
  return {
    setting: { ...fit.setting, ...numbers },
    set: { ...Object.fromEntries(entries.map(([key, values]) => [key, Array.from(values)])), ...fit.set },
    words: `${fit.words}, with ${entries.map(([key, values]) => `${key} = ${numbersOf(values)}`).join(" and ")}`,
    about: [...entries.map(([key]) => key), "activation"],
  };
}

function spreadOf({ xhat }: ToldColumn, { at: slope }: ActivationSlope, [gamma, beta]: Affine): number {
  const slopes = xhat.map((value) => slope(gamma * value + beta));
  return Math.max(...slopes) - Math.min(...slopes);
}
