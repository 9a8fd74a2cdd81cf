import { numberAt } from "../../item-at";
import { because, type Reason } from "../../reason";
import type { GradientName } from "../../verdict";
import { quotientOf } from "../evidence/difference-quotient";
import { digitsOfNumericDerivative } from "../evidence/numeric-derivative";
import type { FoundCause } from "../explain/causes/cause";
import { firstCause, laterCause } from "../explain/causes/find-cause";
import { explainTensors, type Explained } from "../explain/diagnose";
import { sameText } from "../explain/diagnosis-text";
import { suspect } from "../explain/suspect";
import { findFits, findRunning, type FoundFit } from "../fits/find-fits";
import { isOpen } from "../fits/open-keys";
import { listed, short } from "../wording";
import { zeroOfLittle, zeroThatMayBe } from "./all-zero";
import { withFewDigits } from "../evidence/few-digits";
import { besideNotFinite } from "./beside-not-finite";
import { agreementsOf, namesOf, sharp, type Case, type Finding } from "./case";
import { withNearestKink, withNearestGamma, withoutKink, withoutDout } from "./open-parts";
import { offByInputs } from "./off-by-inputs";
import { unknownActivation } from "./unknown-activation";
import { withFactor } from "./with-factor";
import { withoutAffine } from "./without-affine";
import { doubtfulReason, wrongReason } from "./verdict-text";

/** Cells disagree: which setting makes them right, what cannot be judged, and what is wrong; in this order. */
export function contradicted(seen: Case): Finding {
  return (
    zeroOfLittle(seen.candidate, seen.agreements) ??
    fitting(seen) ??
    zeroThatMayBe(seen) ??
    withoutDout(seen) ??
    withoutKink(seen) ??
    withNearestKink(seen, contradicted) ??
    (couldBeEvaluation(seen) ? inEvaluation(seen) : undefined) ??
    withNearestGamma(seen, contradicted) ??
    disagreeing(seen)
  );
}

/** Right under another setting: doubtful where the source leaves it open, wrong where the source says otherwise. */
function fitting({ problem, gradients, candidate, statistics, precisions, off }: Case): Finding | undefined {
  const sure = off.some(({ agreement }) => agreement.checked.wrong > 0);
  const fits = findFits(problem, { candidate, precisions }, sure);
  const [first] = fits;
  if (!first) return undefined;
  const why = ofFit(first, namesOf(off));
  if (first.isOpen) return { verdict: "doubtful", why, fits };
  // What careless arithmetic may have done contradicts nobody.
  if (!sure) return undefined;
  const { diagnoses } = explainTensors(problem, gradients, candidate, { wrong: namesOf(off), statistics });
  // Two mistakes at once explain less than one convention does.
  const byTwo = new Set(diagnoses.flatMap(({ tensor, explains }) => (explains < 1 ? [tensor] : [])));
  const named = diagnoses.filter(({ id, tensor }) => id !== "unknown" && id !== "local" && !byTwo.has(tensor));
  return { verdict: "wrong", why, diagnoses: named, fits };
}

/** The first of the fits says it. */
function ofFit({ sentence }: FoundFit, tensors: readonly GradientName[]): Reason {
  return because("setting", tensors, sentence.replace(/\.$/, ""));
}

function disagreeing(seen: Case): Finding {
  const { problem, gradients, candidate, statistics, precisions, agreements, off } = seen;
  const wrong = namesOf(off.filter(({ agreement }) => agreement.checked.wrong > 0));
  const digits = digitsOfNumericDerivative(statistics, gradients, candidate, off);
  if (digits !== undefined) {
    const agree = off.length === 1 ? "agrees" : "agree";
    const text = `${listed(namesOf(off))} ${agree} to ${digits} digits, and what is off follows no formula: the noise of a numeric derivative; compare the gradient of your backward pass itself`;
    return { verdict: "doubtful", why: because("numeric", namesOf(off), text) };
  }
  const numeric = aQuotient(seen);
  if (numeric) return numeric;
  if (wrong.length === 0) {
    const offDx = agreements.some(({ name, agreement }) => name === "dx" && agreement.checked.doubtful > 0);
    const diagnoses =
      offDx && candidate.dx && precisions.dx ? suspect(statistics, gradients, candidate.dx, precisions.dx) : [];
    return { verdict: "doubtful", why: doubtfulReason(agreements, diagnoses), diagnoses };
  }
  const evidence = {
    s: statistics,
    gradients,
    candidate,
    precisions: sharp(precisions),
    names: namesOf(agreements),
    off: namesOf(off),
  };
  const explain = (names: readonly GradientName[]) =>
    explainTensors(problem, gradients, candidate, { wrong: names, statistics });
  const caused = ({ names, diagnoses: found }: FoundCause): Finding => {
    const rest = wrong.filter((name) => !names.includes(name));
    const diagnoses = rest.length > 0 ? [...found, ...explain(rest).diagnoses] : found;
    return { verdict: "wrong", why: wrongReason(agreements, diagnoses), diagnoses };
  };
  const first = firstCause(evidence);
  if (first && first.diagnoses[0].id !== "all-zero") return caused(first);
  const numbersBeside = besideNotFinite(seen, evidence, contradicted);
  if (numbersBeside) return numbersBeside;
  const explained = explain(wrong);
  if (first) return explained.certain ? orZero(seen, explained, first) : caused(first);
  const later = explained.certain ? undefined : laterCause(evidence);
  if (later) return caused(later);
  const { diagnoses, whole } = explained;
  const isNamed = diagnoses.some(({ id }) => id !== "unknown");
  const isLocal = diagnoses.some(({ id }) => id === "local");
  const multiplied = explained.certain ? undefined : withFactor(seen, evidence);
  if (multiplied) return multiplied;
  const unproven = explained.certain
    ? undefined
    : (inEvaluation(seen) ??
      (whole || isLocal ? undefined : (unknownActivation(seen) ?? (isNamed ? undefined : withoutAffine(seen)))) ??
      (whole ? undefined : byInputs(seen)));
  return unproven ?? { verdict: "wrong", why: wrongReason(agreements, diagnoses, explained.alike), diagnoses };
}

/** Zeros that a mistake makes as well as nothing does. */
function orZero({ agreements }: Case, { diagnoses, alike }: Explained, { diagnoses: [zero] }: FoundCause): Finding {
  const titles = [...new Set(diagnoses.map(({ title }) => title))];
  const all = [...diagnoses, { ...zero, text: `${zero.text} ${sameText(titles)}` }];
  return { verdict: "wrong", why: wrongReason(agreements, all, [...alike, zero.id]), diagnoses: all };
}

const LINEAR_NOISE = 1e-6; // of dgamma and dbeta, in which the loss is linear: a quotient is off by rounding alone

/** dx is a quotient of differences, and off by the error of one. */
function aQuotient({ problem, gradients, candidate, statistics: s, off, precisions }: Case): Finding | undefined {
  const { dx } = candidate;
  if (!dx || precisions.dx?.printed || !namesOf(off).includes("dx")) return undefined;
  const isNoise = (name: "dgamma" | "dbeta"): boolean => {
    const sizes = name === "dgamma" ? s.sums : s.sumsBeta;
    const values = candidate[name]?.values ?? gradients[name];
    return gradients[name].every(
      (value, k) => Math.abs(numberAt(values, k) - value) <= LINEAR_NOISE * numberAt(sizes, k),
    );
  };
  const quotient = isNoise("dgamma") && isNoise("dbeta") ? quotientOf(problem, gradients, dx) : undefined;
  if (!quotient) return undefined;
  const text = `dx is the numeric derivative ${quotient.words} with h = ${short(quotient.step)}, right but for the error of that step; compare the gradient of your backward pass itself`;
  return { verdict: "doubtful", why: because("numeric", ["dx"], text) };
}

/** Whether an evaluation comes before every mistake: what it takes is open. */
function couldBeEvaluation({ problem }: Case): boolean {
  return isOpen(problem, "gamma") || problem.readAtStop.includes("runningVar");
}

/** With running statistics that the source does not give every cell would be right. */
function inEvaluation({ problem, candidate, precisions, agreements }: Case): Finding | undefined {
  const fits = findRunning(problem, { candidate, precisions });
  const [first] = fits;
  if (!first) return undefined;
  return { verdict: first.isOpen ? "doubtful" : "wrong", why: ofFit(first, namesOf(agreements)), fits };
}

/** Nothing is proven, and the digits that the inputs may have lost would do as much. */
function byInputs(seen: Case): Finding | undefined {
  const precisions = withFewDigits(seen.problem, seen.candidate, seen.precisions);
  return offByInputs(agreementsOf({ ...seen, precisions }));
}
