import assert from "node:assert/strict";
import type { CheckState } from "../../../src/protocol/analysis-state";

/** A check claims no more than it has looked at. */
export function checkClaim(check: CheckState): void {
  const found = check.status === "done" ? check : check.found;
  if (!found) return;
  const { cells } = found.tensors.dx;
  const isPart = /\bsample\b|so far/.test(found.reason);
  if (check.status === "done") assert.ok(!isPart, `a part is called done: ${found.reason}`);
  else assert.ok(isPart || cells === check.total, `${cells} of ${check.total} cells are told as all: ${found.reason}`);
}
