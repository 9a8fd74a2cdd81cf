import { html, type TemplateResult } from "lit";
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
