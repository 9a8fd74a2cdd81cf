import type { Diagnosis } from "../../../verdict";
import type { Cause, Evidence } from "./cause";
import { commonFactor, oneFactor } from "./common-factor";
import { doutUnchanged, residualAdded } from "./dout-passed-on";
import { allZero, clipped, notFinite, zeroRows } from "./special-cells";
import { gammaStepped } from "./stepped-gamma";
import { weightDecay } from "./weight-decay";

/** Before any formula is blamed: what happened to the finished gradients, or to what they were made of. */
const FIRST: readonly Cause[] = [notFinite, allZero, commonFactor, doutUnchanged, residualAdded, clipped, zeroRows];

/** Where no single mistake of the catalogue explains everything. */
const THEN: readonly Cause[] = [gammaStepped, weightDecay, oneFactor];

export function firstCause(evidence: Evidence): Diagnosis[] | undefined {
  return firstOf(FIRST, evidence);
}

export function laterCause(evidence: Evidence): Diagnosis[] | undefined {
  return firstOf(THEN, evidence);
}

function firstOf(causes: readonly Cause[], evidence: Evidence): Diagnosis[] | undefined {
  for (const cause of causes) {
    const found = cause(evidence);
    if (found) return found;
  }
  return undefined;
}
