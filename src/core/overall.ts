import { candidateHeadline, headlineOf, headlineText, type Compared } from "./headline";
import type { Check, Verdict } from "./verdict";

/** A comparison as the core has it or as a page has it, with a second candidate beside it where there is one. */
interface Both extends Compared {
  readonly second?: { readonly comparison: Compared };
}

/** The verdict of everything together: the worst there is. */
export function overallVerdict(check: Pick<Check, "verdict">, comparison: Both | undefined): Verdict {
  const verdicts = [check.verdict, comparison?.verdict, comparison?.second?.comparison.verdict];
  if (verdicts.includes("wrong")) return "wrong";
  return verdicts.includes("doubtful") ? "doubtful" : "correct";
}

/** What a second candidate comes to: "Your second dx is wrong: ...". */
export function secondSentence(second: Compared): string {
  return headlineText(candidateHeadline(second)).replace(/^Your /, "Your second ");
}

/** The headline, and a second one where there are two candidates: so it never says less than the verdict. */
export function overallSentence(check: Pick<Check, "verdict" | "words">, comparison: Both | undefined): string {
  const first = headlineText(headlineOf(check, comparison));
  const second = comparison?.second;
  return second ? `${first.replace(/\.$/, "")}. ${secondSentence(second.comparison)}` : first;
}
