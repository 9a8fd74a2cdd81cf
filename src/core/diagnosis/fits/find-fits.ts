import { columnsProblem } from "../../batchnorm/columns";
import type { Candidate, Problem } from "../../problem";
import type { Tensor, Values } from "../../tensor";
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
  const open = ({ set, unsaid = [] }: Convention): boolean =>
    Object.keys(set).every((key) => unsaid.includes(key) || isOpen(key));
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
  const fitting = across.filter(({ setting }) => quick(setting) && agreesUnder(problem, judged, setting));
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
    .filter(({ set }) => around.some((one) => Object.keys(one.set).some((key) => Object.hasOwn(set, key))))
    .filter(({ setting }) => quick(setting) && agreesUnder(problem, judged, setting))
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
  if (!dx || !precision) return [];
  const first = firstColumn(problem, judged);
  if (setting.axis === undefined && problem.layout.channels > 1 && first.judged.candidate.dx) {
    const one = readGammaOff(first.problem, first.judged.candidate.dx, setting, precision);
    if (!one || !agreesUnder(first.problem, first.judged, { ...setting, gamma: one })) return [];
  }
  const gamma = readGammaOff(problem, dx, setting, precision);
  if (!gamma || !agreesUnder(problem, judged, { ...setting, gamma })) return [];
  const said = `with gamma = ${numbersOf(gamma)}`;
  return [{ setting: { ...setting, gamma }, set: { ...set, gamma: Array.from(gamma) }, words: joined(said, words) }];
}

const joined = (one: string, other: string): string => (other === "" ? one : `${one} and ${other}`);

/** The first column alone: what does not fit it, fits nowhere, and most settings do not. */
interface FirstColumn {
  readonly problem: Problem;
  readonly judged: Judged;
}

function firstColumn(problem: Problem, { candidate, precisions }: Judged): FirstColumn {
  const { outer, inner, channels } = problem.layout;
  const one = columnsProblem(problem, 0, 1);
  const first = <T extends Tensor>(tensor: T): Tensor => ({ ...tensor, shape: [1], values: tensor.values.slice(0, 1) });
  const { dx, dgamma, dbeta } = candidate;
  const column = dx && {
    ...dx,
    shape: one.layout.shape,
    values: takeFirst(dx.values, outer, inner, channels),
  };
  const taken = {
    ...(column && { dx: column }),
    ...(dgamma && { dgamma: first(dgamma) }),
    ...(dbeta && { dbeta: first(dbeta) }),
  };
  return { problem: one, judged: { candidate: taken, precisions } };
}

function takeFirst(values: Values, outer: number, inner: number, channels: number): Float64Array {
  return Float64Array.from({ length: outer * inner }, (_, row) => {
    const l = row % inner;
    return values[((row - l) / inner) * channels * inner + l];
  });
}

function quickly(problem: Problem, judged: Judged): (setting: Setting) => boolean {
  if (problem.layout.channels === 1) return () => true;
  const first = firstColumn(problem, judged);
  return (setting) => {
    if (setting.axis !== undefined) return true;
    const gamma = setting.gamma?.slice(0, 1);
    return agreesUnder(first.problem, first.judged, gamma ? { ...setting, gamma } : setting);
  };
}

function sentenceOf(candidate: Candidate, words: string, open: boolean, set: Convention["set"]): string {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => candidate[name]);
  const right = `${listed(names)} ${names.length === 1 ? "is" : "are"} right ${words}`;
  const keys = Object.keys(set);
  const which = listed(keys);
  const verb = keys.length === 1 ? "is" : "are";
  return open ? `${right}; ${which} ${verb} not given.` : `${right}; the source says something else of ${which}.`;
}
