import { batchnormGradients } from "../../batchnorm/batchnorm";
import { because } from "../../reason";
import type { BlindSpot } from "../../verdict";
import type { Mistake } from "../catalogue/contract/mistake";
import { evenlySpread } from "../evidence/selected-columns";
import { MOST_CELLS, mistakesThatFitToo } from "../explain/too-few-digits";
import { createStatistics } from "../formula/column-statistics";
import { blindReason, blindShare } from "../probe/blind-spots";
import { pickCandidate, pickColumns } from "../probe/sampled-columns";
import { listed } from "../wording";
import { namesOf, type Case, type Finding } from "./case";
import { correctReason, heldWords, toleranceWords } from "./verdict-text";

/** The share of a tensor's mistakes that may look right before its agreement says nothing. */
const BLIND = 0.5;

/** Every cell agrees: correct, unless the numbers hide mistakes, or the digits or the tolerance do. */
export function agreeing(seen: Case, blind: readonly BlindSpot[]): Finding {
  const { problem, agreements } = seen;
  const names = namesOf(agreements);
  const unseen = names.filter((name) => blindShare(problem, blind, name) > BLIND);
  if (unseen.length > 0) {
    const agrees = unseen.length === 1 ? "agrees" : "agree";
    const said = `${listed(unseen)} ${agrees}, which proves little: ${blindReason(problem, blind)}`;
    if (unseen.length === names.length) return { verdict: "doubtful", why: because("blind", unseen, said) };
    // A tensor that sees says that the rest of the candidate was made with care.
    const { words, ...right } = correctReason(agreements);
    const cells = words.filter(({ role }) => role !== "figure");
    return { verdict: "correct", why: { ...right, words: [...cells, { text: `; ${said}` }] } };
  }
  const alike = fittingToo(seen).map(({ title }) => `"${title}"`);
  if (alike.length > 0) {
    const others = alike.length > 3 ? [...alike.slice(0, 3), `${alike.length - 3} more`] : alike;
    const agree = `${listed(names)} ${names.length === 1 ? "agrees" : "agree"}`;
    const apart = `to tell a right gradient and ${listed(others)} apart`;
    const set = agreements.flatMap(({ precision: { tolerance } }) => tolerance ?? []);
    const loosest = agreements.find(({ agreement }) => agreement.byInputs) ?? agreements[0];
    const text =
      set.length > 0
        ? `${agree}${loosest?.precision.words ?? ""}${toleranceWords(Math.max(...set), "within")}, which is too wide ${apart}`
        : `${agree}${loosest ? heldWords(loosest, "agreeing") : ""}, but these are too few digits ${apart}`;
    return { verdict: "doubtful", why: because("few digits", names, text) };
  }
  return { verdict: "correct", why: correctReason(agreements) };
}

/** Mistakes that fit as well. Where a tolerance lets them, not even many cells show them: some columns tell as much. */
function fittingToo(seen: Case): readonly Mistake[] {
  const { problem, candidate, agreements } = seen;
  const { rows, channels } = problem.layout;
  const isTolerant = agreements.some(({ precision }) => precision.tolerance !== undefined);
  if (!isTolerant) return mistakesThatFitToo(seen.statistics, seen.gradients, candidate, seen.precisions);
  const count = Math.max(1, Math.floor(MOST_CELLS / rows));
  const columns = channels > count ? evenlySpread(channels, count) : undefined;
  const told = columns ? pickColumns(problem, columns) : problem;
  const gradients = columns ? batchnormGradients(told, "standard") : seen.gradients;
  const given = columns ? pickCandidate(problem, candidate, columns) : candidate;
  const precisions = Object.fromEntries(agreements.map(({ name, precision }) => [name, precision]));
  return mistakesThatFitToo(columns ? createStatistics(told) : seen.statistics, gradients, given, precisions);
}
