import { html, type TemplateResult } from "lit";
import type { Headline } from "../../src/core/headline";
import type { Verdict } from "../../src/core/verdict";
import { icon, type IconName } from "../page/icons";

/** How a verdict looks. */
export const MARKS: Record<Verdict, { icon: IconName; tone: string }> = {
  correct: { icon: "passed", tone: "good" },
  wrong: { icon: "failed", tone: "bad" },
  doubtful: { icon: "doubt", tone: "unsure" },
};

/** A verdict's sign before a sentence that says the verdict itself. */
export function verdictIcon(verdict: Verdict, sentence: string): TemplateResult {
  const { icon: name, tone } = MARKS[verdict];
  return html`<span class=${tone}>${icon(name)} <strong>${sentence}</strong></span>`;
}

/** A headline's claim with its sign. A right reference has neither weight nor colour: it is not what the user came for. */
export function claimOf({ of, verdict, claim }: Headline): TemplateResult {
  if (of === "reference" && verdict === "correct") return html`${icon(MARKS[verdict].icon)} ${claim}`;
  return verdictIcon(verdict, claim);
}
