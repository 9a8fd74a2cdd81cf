import type { Candidate, Problem } from "../../problem";
import type { Fit } from "../../verdict";
import { listed, withoutBrackets } from "../wording";
import { agreesUnder, fitsUnder, type Judged } from "./agrees-under";
import { behindActivation } from "./behind-activation";
import { behindOpenAffine } from "./behind-open-affine";
import { acrossColumns, inColumns, keysOf, numbersOf, pairsOf, type Convention } from "./conventions";
import { doutFits } from "./dout-families";
import { firstColumns, ofFirst, quickly } from "./first-column";
import { canReadKinkOff, nearestKink, readKinkOff, type OpenAtKink } from "./kink-read-off";
import { readGammaOff } from "./gamma-read-off";
import { masksReadOff } from "./mask-read-off";
import { partsReadOff } from "./parts-read-off";
import { againstWords, isOpen, openWords } from "./open-keys";
import { readEpsOff, readSlopeOff } from "./number-read-off";
import { readRunningOff } from "./running-read-off";
import { unevenParts } from "./uneven-parts";

/** A fit, and whether the source leaves it open. */
export interface FoundFit extends Fit {
  readonly isOpen: boolean;
  /** Completes "dx is right": "for the unbiased variance". */
  readonly words: string;
}

const PAIR_CELLS = 2 ** 14; // beyond, two at a time stay in their columns
const ACROSS_CELLS = 2 ** 20; // beyond, axes and parts of the batch are not tried: each is a pass over the tensor

const AS_GIVEN: Convention = { setting: {}, set: {}, words: "" };

/**
 * Other settings under which every cell of the candidate is right, those that the source leaves open first. One at a
 * time; then gamma, dout and beta where they were not given; then two at a time. `sure`: cells are off by more than
 * careless arithmetic loses.
 */
export function findFits(problem: Problem, judged: Judged, sure: boolean): FoundFit[] {
  for (const search of searches(problem, judged, sure)) {
    const found = search();
    if (found.length === 0) continue;
    if (!sure || !contradictsActivation(problem, found)) return sorted(found, problem, judged.candidate);
    const opened = openedThroughout(problem, judged);
    if (opened.length > 0) return sorted(opened, problem, judged.candidate);
    if (canReadKinkOff(problem)) return sorted(found, problem, judged.candidate);
  }
  return [];
}

/** Whether all that was found is another activation than the source says, where gamma or beta may let everything through. */
function contradictsActivation(problem: Problem, found: readonly Convention[]): boolean {
  if (problem.activation === "none" || !(isOpen(problem, "gamma") || isOpen(problem, "beta"))) return false;
  return !found.some(openIn(problem)) && found.every(({ set }) => Object.hasOwn(set, "activation"));
}

/** What is right without a ReLU is right behind one that is open in every cell. */
function openedThroughout(problem: Problem, judged: Judged): Convention[] {
  const [gamma, beta] = [isOpen(problem, "gamma"), isOpen(problem, "beta")];
  const byBeta = beta ? kinkFit(problem, judged, AS_GIVEN, { gamma: false, beta }) : [];
  return byBeta.length > 0 || !gamma ? byBeta : kinkFit(problem, judged, AS_GIVEN, { gamma, beta });
}

/** Evaluation mode with running statistics that the source does not give. */
export function findRunning(problem: Problem, judged: Judged): FoundFit[] {
  return sorted(readRunningOff(problem, judged, isOpen(problem, "gamma")), problem, judged.candidate);
}

const openIn =
  (problem: Problem) =>
  (convention: Convention): boolean =>
    keysOf(convention).every((key) => convention.unsaid?.includes(key) === true || isOpen(problem, key));

/** From what assumes least to what assumes most; the first that finds anything is the last that is asked. */
function searches(problem: Problem, judged: Judged, sure: boolean): readonly (() => Convention[])[] {
  const open = openIn(problem);
  const quick = quickly(problem, judged);
  const fitting = (conventions: readonly Convention[]): Convention[] =>
    conventions.filter(({ setting }) => quick(setting) && fitsUnder(problem, judged, setting));
  const columns = inColumns(problem);
  const across = problem.x.length <= ACROSS_CELLS ? acrossColumns(problem, judged.candidate) : [];
  const around = problem.x.length <= PAIR_CELLS ? across.filter(open) : [];
  const beside = [AS_GIVEN, ...columns.filter(open), ...around];
  const first = (tryWith: (convention: Convention) => Convention[], among = beside) => firstOf(among, tryWith);
  // A dx of nothing but 0 was not made by a gamma of 0, or by a ReLU that is closed everywhere.
  const some = judged.candidate.dx?.values.some((value) => value !== 0) ?? true;
  const gamma = some && isOpen(problem, "gamma");
  const beta = some && isOpen(problem, "beta");
  const withGamma = (one: Convention): Convention[] => gammaFit(problem, judged, one);
  return [
    () => fitting(columns),
    () => fitting(across),
    // What is off by careless rounding alone fits some gamma or dout, too.
    () => (sure && gamma ? first(withGamma) : []),
    () => (sure && isOpen(problem, "dout") ? first((one) => doutFit(problem, judged, one)) : []),
    () => (sure ? fitting(unevenParts(problem)) : []),
    () => (sure ? first((one) => partsFit(problem, judged, one, false)) : []),
    () => (sure && gamma ? first((one) => partsFit(problem, judged, one, true)) : []),
    () => (sure ? fitting(masksReadOff(problem, judged)) : []),
    () => (sure ? behindActivation(problem, judged) : []),
    () => fitting(pairsOf(problem, columns.filter(open))),
    () => fitting(pairsOf(problem, [...columns.filter(open), ...around]).filter((pair) => isOneOf(around, pair))),
    () => (sure && isOpen(problem, "eps") ? first((one) => epsFit(problem, judged, one, false)) : []),
    () => (sure && isOpen(problem, "activation") ? readSlopeOff(problem, judged, {}) : []),
    () => (sure && beta ? first((one) => kinkFit(problem, judged, one, { gamma: false, beta })) : []),
    () => (sure && gamma ? first((one) => kinkFit(problem, judged, one, { gamma, beta })) : []),
    () => (sure && (gamma || beta) ? behindOpenAffine(problem, judged, { gamma, beta }) : []),
    () => (sure && gamma && isOpen(problem, "eps") ? first((one) => epsFit(problem, judged, one, true)) : []),
  ];
}

function sorted(conventions: readonly Convention[], problem: Problem, candidate: Candidate): FoundFit[] {
  const open = openIn(problem);
  return conventions
    .map((one): FoundFit => {
      const { set, words } = one;
      const isOpen = open(one);
      return { set, words, isOpen, ...saidOf(problem, candidate, one, isOpen) };
    })
    .sort((one, other) => Number(other.isOpen) - Number(one.isOpen));
}

function firstOf(beside: readonly Convention[], tryWith: (convention: Convention) => Convention[]): Convention[] {
  for (const convention of beside) {
    const found = tryWith(convention);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether a pair holds one of these conventions. */
function isOneOf(conventions: readonly Convention[], { set }: Convention): boolean {
  return conventions.some((one) => Object.keys(one.set).some((key) => Object.hasOwn(set, key)));
}

/** A convention and what was read off under it. */
function beside(one: Convention, found: Convention): Convention {
  return {
    setting: found.setting,
    set: { ...one.set, ...found.set },
    words: one.words === "" ? found.words : `${found.words} and ${one.words}`,
    unsaid: [...(one.unsaid ?? []), ...(found.unsaid ?? [])],
    about: [...new Set([...keysOf(one), ...keysOf(found)])],
  };
}

function gammaFit(problem: Problem, judged: Judged, one: Convention): Convention[] {
  const { setting } = one;
  const { dx } = judged.candidate;
  const precision = judged.precisions.dx;
  // What is made of the given gamma leaves none to be read off.
  if (!dx || !precision || setting.gamma) return [];
  if (setting.axis === undefined) {
    const first = firstColumns(problem, judged);
    const own = ofFirst(setting);
    const gamma = readGammaOff(first.problem, first.judged.candidate.dx ?? dx, own, precision);
    if (!gamma || !agreesUnder(first.problem, first.judged, { ...own, gamma })) return [];
  }
  const gamma = readGammaOff(problem, dx, setting, precision);
  if (!gamma || !fitsUnder(problem, judged, { ...setting, gamma })) return [];
  const words = `with gamma = ${numbersOf(gamma)}`;
  return [beside(one, { setting: { ...setting, gamma }, set: { gamma: Array.from(gamma) }, words })];
}

function partsFit(problem: Problem, judged: Judged, one: Convention, gammaIsOpen: boolean): Convention[] {
  return partsReadOff(problem, judged, one.setting, gammaIsOpen).flatMap((parts) => {
    const both = beside(one, { ...parts, setting: { ...one.setting, ...parts.setting } });
    if (gammaIsOpen) return gammaFit(problem, judged, both);
    return fitsUnder(problem, judged, both.setting) ? [both] : [];
  });
}

function doutFit(problem: Problem, judged: Judged, one: Convention): Convention[] {
  return doutFits(problem, judged, one.setting, one !== AS_GIVEN).map(({ setting, text, words }) =>
    beside(one, { setting, set: { dout: text }, words }),
  );
}

function epsFit(problem: Problem, judged: Judged, one: Convention, gammaIsOpen: boolean): Convention[] {
  const quick = quickly(problem, judged);
  return readEpsOff(problem, judged, one.setting, gammaIsOpen, (near) => {
    const both = beside(one, { ...near, setting: { ...one.setting, ...near.setting } });
    if (gammaIsOpen) return gammaFit(problem, judged, both);
    return quick(both.setting) && fitsUnder(problem, judged, both.setting) ? [both] : [];
  });
}

function kinkFit(problem: Problem, judged: Judged, one: Convention, open: OpenAtKink): Convention[] {
  const { setting } = one;
  if (!canReadKinkOff(problem) || (open.gamma && setting.gamma)) return [];
  if (setting.axis === undefined) {
    const first = firstColumns(problem, judged);
    const own = ofFirst(setting);
    const nearest = nearestKink(first.problem, first.judged, own, open);
    if (!nearest || !agreesUnder(first.problem, first.judged, { ...own, ...nearest })) return [];
  }
  return readKinkOff(problem, judged, setting, open).map((found) => beside(one, found));
}

/** The sentence of a fit, and its halves in few words. */
function saidOf(
  problem: Problem,
  candidate: Candidate,
  convention: Convention,
  open: boolean,
): Pick<Fit, "sentence" | "right" | "open"> {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => candidate[name]);
  const right = `${listed(names)} ${names.length === 1 ? "is" : "are"} right ${convention.words}`;
  const keys = keysOf(convention);
  const given = keys.filter((key) => !isOpen(problem, key));
  const contradicted = given.filter((key) => !convention.unsaid?.includes(key));
  const halves = (rest: string, stop = ";"): Pick<Fit, "sentence" | "right" | "open"> => {
    return { sentence: `${right}${stop} ${rest}.`, right: withoutBrackets(right), open: rest };
  };
  if (!open) return halves(againstWords(contradicted), ",");
  const words = openWords(problem, keys.filter((key) => !given.includes(key))); // prettier-ignore
  const used = given.length > 0 ? `that ${listed(given)} is used as it stands is not said` : "";
  return halves([words, used].filter((part) => part !== "").join("; "));
}
