import { columnsProblem } from "../../columns";
import type { Candidate, Problem } from "../../problem";
import type { Fit } from "../../verdict";
import { listed } from "../wording";
import { agreesUnder, type Judged } from "./agrees-under";
import { acrossColumns, inColumns, numbersOf, pairsOf, type Convention } from "./conventions";
import { doutFits } from "./dout-families";
import { readGammaOff } from "./gamma-read-off";
import type { Setting } from "./setting";

/** A fit, and whether the source leaves it open. */
export interface FoundFit extends Fit {
  readonly open: boolean;
  /** Completes "dx is right": "for the unbiased variance". */
  readonly words: string;
}

const PAIR_CELLS = 2 ** 14; // beyond, two at a time stay in their columns
const ACROSS_CELLS = 2 ** 20; // beyond, axes and parts of the batch are not tried: each is a pass over the tensor

/**
 * Other settings under which every cell of the candidate is right, those that the source leaves open first. One at a
 * time; then gamma and dout where they were not given; then two at a time. `sure`: cells are off by more than careless
 * arithmetic loses.
 */
export function findFits(problem: Problem, judged: Judged, sure: boolean): FoundFit[] {
  const isOpen = (key: string): boolean =>
    !problem.stated.includes(key) && !(key === "dout" && problem.stated.includes("doutSeed"));
  const open = ({ set, unsaid }: Convention): boolean => unsaid === true || Object.keys(set).every(isOpen);
  const found = (convention: Convention): FoundFit => {
    const { set, words } = convention;
    return { set, words, open: open(convention), sentence: sentenceOf(judged.candidate, words, open(convention), set) };
  };
  const columns = inColumns(problem);
  const quick = quickly(problem, judged);
  const fits = (conventions: readonly Convention[]): FoundFit[] =>
    conventions
      .filter(({ setting }) => quick(setting) && agreesUnder(problem, judged, setting))
      .sort((one, other) => Number(open(other)) - Number(open(one)))
      .map(found);
  const single = fits(columns);
  if (single.length > 0) return single;
  const across = problem.x.length <= ACROSS_CELLS ? acrossColumns(problem) : [];
  const fitting = across.filter(({ setting }) => agreesUnder(problem, judged, setting));
  if (fitting.length > 0) return fitting.map(found).sort((one, other) => Number(other.open) - Number(one.open));
  const around = problem.x.length <= PAIR_CELLS ? across.filter(open) : [];
  const beside: readonly Convention[] = [{ setting: {}, set: {}, words: "" }, ...columns.filter(open), ...around];
  // What is off by careless rounding alone fits some gamma or dout, too.
  if (sure && isOpen("gamma")) {
    const gammas = firstOf(beside, ({ setting, set, words }) => gammaFit(problem, judged, setting, set, words));
    if (gammas.length > 0) return gammas.map(found);
  }
  if (sure && isOpen("dout")) {
    const douts = firstOf(beside, ({ setting, set, words }) =>
      doutFits(problem, judged, setting).map((fit): Convention => ({
        setting: fit.setting,
        set: { ...set, dout: fit.text },
        words: joined(fit.words, words),
      })),
    );
    if (douts.length > 0) return douts.map(found);
  }
  const pairs = fits(pairsOf(columns.filter(open)));
  if (pairs.length > 0) return pairs;
  return pairsOf([...columns.filter(open), ...around])
    .filter(({ set }) => around.some((one) => Object.keys(one.set).some((key) => key in set)))
    .filter(({ setting }) => agreesUnder(problem, judged, setting))
    .map(found);
}

function firstOf(beside: readonly Convention[], tryWith: (convention: Convention) => Convention[]): Convention[] {
  for (const convention of beside) {
    const found = tryWith(convention);
    if (found.length > 0) return found;
  }
  return [];
}

function gammaFit(
  problem: Problem,
  judged: Judged,
  setting: Setting,
  set: Convention["set"],
  words: string,
): Convention[] {
  const { dx } = judged.candidate;
  const precision = judged.precisions.dx;
  const gamma = dx && precision && readGammaOff(problem, dx, setting, precision);
  if (!gamma || !agreesUnder(problem, judged, { ...setting, gamma })) return [];
  const said = `with gamma = ${numbersOf(gamma)}`;
  return [{ setting: { ...setting, gamma }, set: { ...set, gamma: Array.from(gamma) }, words: joined(said, words) }];
}

const joined = (one: string, other: string): string => (other === "" ? one : `${one} and ${other}`);

/** Whether a setting fits the first column alone: most do not, and need no more. */
function quickly(problem: Problem, { candidate, precisions }: Judged): (setting: Setting) => boolean {
  const { layout } = problem;
  if (layout.channels === 1) return () => true;
  const one = columnsProblem(problem, 0, 1);
  const shape = one.layout.shape;
  const { outer, inner, channels } = layout;
  const first: Candidate = {
    ...(candidate.dx && {
      dx: {
        ...candidate.dx,
        shape,
        values: Float64Array.from({ length: outer * inner }, (_, row) => {
          const l = row % inner;
          return candidate.dx?.values[((row - l) / inner) * channels * inner + l] ?? NaN;
        }),
      },
    }),
    ...(candidate.dgamma && {
      dgamma: { ...candidate.dgamma, shape: [1], values: candidate.dgamma.values.slice(0, 1) },
    }),
    ...(candidate.dbeta && { dbeta: { ...candidate.dbeta, shape: [1], values: candidate.dbeta.values.slice(0, 1) } }),
  };
  return (setting) => agreesUnder(one, { candidate: first, precisions }, setting);
}

function sentenceOf(candidate: Candidate, words: string, open: boolean, set: Convention["set"]): string {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => candidate[name]);
  const right = `${listed(names)} ${names.length === 1 ? "is" : "are"} right ${words}`;
  const keys = Object.keys(set);
  const which = listed(keys);
  const verb = keys.length === 1 ? "is" : "are";
  return open ? `${right}; ${which} ${verb} not given.` : `${right}; the source says something else of ${which}.`;
}
