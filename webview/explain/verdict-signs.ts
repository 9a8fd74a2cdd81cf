import { CLAIMS } from "../../src/core/explained-words";
import type { Verdict } from "../../src/core/verdict";
import { t } from "../page/strings";

export const TONES: Readonly<Record<Verdict, string>> = { correct: "good", wrong: "bad", doubtful: "unsure" };
export const SIGNS = { correct: "passed", wrong: "failed", doubtful: "doubt" } as const;

export function wordOf(verdict: Verdict): string {
  switch (verdict) {
    case "correct":
      return t("agrees");
    case "wrong":
      return t("does not agree");
    case "doubtful":
      return t("could not be checked");
  }
}

export function claimOf(verdict: Verdict): string {
  return t(CLAIMS[verdict]);
}
