import { weigh } from "../../batchnorm/affine";
import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Gradients } from "../../batchnorm/gradients";
import { columnMembers } from "../../batchnorm/column";
import { isCentred } from "../../normalization-layer";
import { because } from "../../reason";
import { shortest } from "../../tolerance";
import type { Candidate, Problem } from "../../problem";
import type { BlindSpot, CheckedTensor, Comparison, GradientName } from "../../verdict";
import { withFewDigits } from "../evidence/few-digits";
import { precisionsOf, roundoff } from "../evidence/given-precision";
import { zeroOfLittle } from "../judgement/all-zero";
import { namesOf, type Finding } from "../judgement/case";
import { behindUnknown } from "../judgement/open-parts";
import { offByInputs } from "../judgement/off-by-inputs";
import { correctReason, doubtfulReason, reasonText, wrongReason, type JudgedTensor } from "../judgement/verdict-text";
import { numbersOf } from "../fits/conventions";
import { openWords } from "../fits/open-keys";
import { listed } from "../wording";
import { gammaBehindDx, isLeftOfGamma } from "./gamma-behind-dx";
import { agreesWhole, layerAgreements } from "./layer-agreement";
import { layerBlindShare, layerBlindSpots } from "./layer-blind-spots";
import { castBeforeWeight } from "./cast-before-weight";
import { diagnoseLayer } from "./layer-diagnosis";
import { LayerSets } from "./family/layer-sets";
import { LayerTerms } from "./layer-terms";
import { fittingLayer } from "./other-layers";

/**
 * Holds a candidate of a layer other than batch norm against the exact gradients. What does not agree is held against other
 * layers and conventions, then against the mistakes of the family.
 */
export function compareLayer(problem: Problem, gradients: Gradients, candidate: Candidate): Comparison {
  const terms = new LayerTerms(problem);
  const agreements = layerAgreements(problem, gradients, candidate, { terms });
  const set = agreements.flatMap(({ precision }) => precision.tolerance ?? []);
  const blind = blindIn(problem, agreements);
  const found = verdictOf(problem, gradients, candidate, { agreements, blind, terms });
  const { verdict, why, diagnoses = [], fits = [] } = found;
  const tensors: Partial<Record<GradientName, CheckedTensor>> = {};
  for (const { name, agreement } of found.agreements ?? agreements) tensors[name] = agreement.checked;
  return {
    ...{ verdict, reason: reasonText(verdict, why), why },
    ...{ tensors, fits, diagnoses, places: [], blind },
    ...(set.length > 0 && { tolerance: [...new Set(set)].map(shortest).join(" and ") }),
  };
}

interface Held {
  readonly agreements: readonly JudgedTensor[];
  readonly blind: readonly BlindSpot[];
  readonly terms: LayerTerms;
}

type Found = Pick<Finding, "verdict" | "why" | "diagnoses" | "agreements"> & Partial<Pick<Comparison, "fits">>;

function verdictOf(
  problem: Problem,
  gradients: Gradients,
  candidate: Candidate,
  { agreements, blind, terms }: Held,
): Found {
  const names = namesOf(agreements);
  if (agreements.length === 0) {
    return { verdict: "correct", why: because("nothing", [], "nothing to compare: no dx, dgamma or dbeta was given") };
  }
  if (agreesWhole(agreements)) return agreeing(problem, agreements, blind);
  const zero = zeroOfLittle(candidate, agreements);
  if (zero) return zero;
  const off = agreements.filter(({ agreement: { checked } }) => checked.agreeing < checked.cells);
  const found = fittingLayer(problem, candidate);
  const why = found && because("setting", names, found.fit.sentence.replace(/\.$/, ""));
  const fits = found ? [found.fit] : [];
  if (found?.open && why) return { verdict: "doubtful", why, fits };
  const open =
    (why ? undefined : behindUnknown({ problem, agreements })) ?? withOpenGamma(problem, candidate, agreements);
  if (open) return open;
  const wrong = off.filter(({ agreement }) => agreement.checked.wrong > 0);
  if (wrong.length === 0 && !why) return { verdict: "doubtful", why: doubtfulReason(off, []) };
  if (problem.x.length > MOST_CELLS) return { verdict: "wrong", why: why ?? wrongReason(off, []), fits };
  const s = new LayerSets(problem, candidate, terms.cache);
  const cast = why ? undefined : castBeforeWeight(s, candidate, off, terms);
  if (cast) return { verdict: "doubtful", why: because("setting", ["dgamma"], cast) };
  const { diagnoses, alike } = diagnoseLayer(s, gradients, candidate, wrong, terms);
  // Beside a layer that makes all of it right, only a mistake with a name says more.
  if (why) return { verdict: "wrong", why, fits, diagnoses: diagnoses.filter(({ id }) => !NAMELESS.includes(id)) };
  const loose = diagnoses.every(({ id }) => id === "unknown" || id === "local")
    ? byInputs(problem, gradients, candidate)
    : undefined;
  if (loose) return loose;
  // That single cells are off is what the sentence says already.
  const named = diagnoses.filter(({ id }) => id !== "local");
  return { verdict: "wrong", why: wrongReason(off, named, alike), diagnoses };
}

/** Larger problems are not explained: every form takes a pass over all cells. */
const MOST_CELLS = 2 ** 20;

/** The share of a tensor's mistakes that may look right before its agreement says nothing. */
const BLIND = 0.5;

/** Every cell agrees: correct, unless the numbers hide mistakes in every tensor that was given. */
function agreeing(
  problem: Problem,
  agreements: readonly JudgedTensor[],
  blind: readonly BlindSpot[],
): Pick<Finding, "verdict" | "why"> {
  const names = namesOf(agreements);
  const isBlind = (name: GradientName): boolean =>
    layerBlindShare(problem, blind, name) > BLIND || (name === "dx" && hidesPaths(problem));
  if (!names.every(isBlind)) return { verdict: "correct", why: correctReason(agreements) };
  const [spot] = blind.filter(({ ids }) => ids.includes("correct"));
  const hidden = hidesPaths(problem)
    ? "gamma * dout is the same all over each set, so that dx is 0 by many wrong formulas too"
    : `${(spot?.ids.length ?? 1) - 1} known mistakes would look right here${becauseOf(spot)}`;
  const agree = names.length === 1 ? "agrees" : "agree";
  return {
    verdict: "doubtful",
    why: because("blind", names, `${listed(names)} ${agree}, which proves little: ${hidden}`),
  };
}

const becauseOf = (spot: BlindSpot | undefined): string =>
  spot && spot.because.length > 0 ? `, because ${listed(spot.because.map(({ text }) => text))}` : "";

/** What the numbers of the probe hide, of all that they are given in the coarsest of the candidate's dtypes. */
function blindIn(problem: Problem, agreements: readonly JudgedTensor[]): BlindSpot[] {
  const whole = agreements.map(({ precision }) => ({ ...precision, printed: undefined, inputs: undefined }));
  const [coarsest] = whole.sort((one, other) => roundoff(other) - roundoff(one));
  return layerBlindSpots(problem, namesOf(agreements), coarsest);
}

const NAMELESS: readonly string[] = ["unknown", "local", "common-factor"];

/** Right with a gamma that the source does not give. */
function withOpenGamma(
  problem: Problem,
  candidate: Candidate,
  given: readonly JudgedTensor[],
): Pick<Finding, "verdict" | "why"> | undefined {
  const [first] = given;
  if (first?.name !== "dx") return undefined;
  const gamma = gammaBehindDx(problem, candidate, first.precision);
  if (!gamma) return undefined;
  const told = { ...problem, gamma };
  const exact = batchnormGradients(told, "exact");
  const agreements = layerAgreements(told, exact, candidate);
  const off = namesOf(agreements.filter(({ agreement }) => agreement.checked.wrong > 0));
  // Of printed numbers least squares leave some cells further off than others, and no more in all.
  const isLeft = off.join() === "dx" && isLeftOfGamma(told, exact.dx, candidate, first.precision);
  if (off.length > 0 && !isLeft) return undefined;
  const names = namesOf(agreements);
  const right = `${listed(names)} ${names.length === 1 ? "is" : "are"} right with gamma = ${numbersOf(gamma)}`;
  return { verdict: "doubtful", why: because("setting", names, `${right}; ${openWords(problem, ["gamma"])}`) };
}

/** Off by no more than the inputs may have lost in print. */
function byInputs(problem: Problem, gradients: Gradients, candidate: Candidate): Finding | undefined {
  const precisions = withFewDigits(problem, candidate, precisionsOf(problem, candidate));
  return offByInputs(layerAgreements(problem, gradients, candidate, { precisions }));
}

/** Whether u is the same in all of a set, for every set: then dx is 0 whatever the paths are. */
function hidesPaths(problem: Problem): boolean {
  const { layout, activation } = problem;
  if (!isCentred(problem) || problem.setMask || activation !== "none" || layout.rows < 2) return false;
  for (let k = 0; k < layout.channels; k++) {
    const dout = columnMembers(layout, problem.dout, k);
    const { u } = weigh(problem, k, dout, undefined);
    if (u.some((value) => value !== u[0])) return false;
  }
  return true;
}
