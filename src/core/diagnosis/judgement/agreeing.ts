import type { BlindSpot } from "../../verdict";
import { mistakesThatFitToo } from "../explain/too-few-digits";
import { blindReason, blindShare } from "../probe/blind-spots";
import { listed } from "../wording";
import { namesOf, type Case, type Finding } from "./case";
import { correctText } from "./verdict-text";

/** The share of a tensor's mistakes that may look right before its agreement says nothing. */
const BLIND = 0.5;

/** Every cell agrees: correct, unless the probe is blind or the digits are too few. */
export function agreeing(
  { problem, gradients, candidate, statistics, precisions, agreements }: Case,
  blind: readonly BlindSpot[],
): Finding {
  const names = namesOf(agreements);
  const unseen = names.filter((name) => blindShare(problem, blind, name) > BLIND);
  if (unseen.length > 0) {
    const agrees = unseen.length === 1 ? "agrees" : "agree";
    const said = `${listed(unseen)} ${agrees}, but the probe is blind: ${blindReason(problem, blind)}`;
    // A tensor that sees says that the rest of the candidate was made with care.
    const [first] = correctText(agreements).split(", largest");
    return unseen.length === names.length
      ? { verdict: "doubtful", reason: `doubtful: ${said}` }
      : { verdict: "correct", reason: `${first}; ${said}` };
  }
  const alike = mistakesThatFitToo(statistics, gradients, candidate, precisions).map(({ id }) => id);
  if (alike.length > 0) {
    const others = alike.length > 3 ? [...alike.slice(0, 3), `${alike.length - 3} more`] : alike;
    const words = new Set(agreements.map(({ precision }) => precision.words));
    const agree = names.length === 1 ? "agrees" : "agree";
    const reason = `doubtful: ${listed(names)} ${agree}${[...words][0]}, but these are too few digits to tell a right gradient and ${listed(others)} apart`;
    return { verdict: "doubtful", reason };
  }
  return { verdict: "correct", reason: correctText(agreements) };
}
