import type { CheckState, FoundState } from "./analysis-state";

/** What a check has found, be it of all cells or of those that it has come to; null before it can tell. */
export function foundOfCheck(check: CheckState | null): FoundState | null {
  if (!check) return null;
  return check.status === "done" ? check : (check.found ?? null);
}
