import { html, type TemplateResult } from "lit";
import { bareReason as reasonOf } from "../../src/core/headline";
import type { Verdict } from "../../src/core/verdict";
import { icon, type IconName } from "../page/icons";
import { t } from "../page/strings";

/** How a verdict looks. */
export const MARKS: Record<Verdict, { icon: IconName; tone: string }> = {
  correct: { icon: "passed", tone: "good" },
  wrong: { icon: "failed", tone: "bad" },
  doubtful: { icon: "doubt", tone: "unsure" },
};

function verdictWord(verdict: Verdict): string {
  if (verdict === "correct") return t("Correct");
  if (verdict === "wrong") return t("Wrong");
  return t("Doubtful");
}

export function verdictMark(verdict: Verdict): TemplateResult {
  const { icon: name, tone } = MARKS[verdict];
  return html`<span class=${tone}>${icon(name)} <strong>${verdictWord(verdict)}</strong></span>`;
}

/** A verdict's sign before a sentence that says the verdict itself. */
export function verdictIcon(verdict: Verdict, sentence: string): TemplateResult {
  const { icon: name, tone } = MARKS[verdict];
  return html`<span class=${tone}>${icon(name)} <strong>${sentence}</strong></span>`;
}

/** The reason without the verdict's word in front, which stands there in colour already. */
export function bareReason(reason: string, verdict: Verdict): string {
  const text = reasonOf(reason, verdict);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
