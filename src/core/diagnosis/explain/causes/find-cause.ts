import type { Cause, Evidence, FoundCause } from "./cause";
import { commonFactor, factorOfSome } from "./common-factor";
import { doutUnchanged } from "./dout-passed-on";
import { foreignPart } from "./foreign-part";
import { momentumReadOff } from "./momentum-read-off";
import { ranksReadOff } from "./ranks-read-off";
import { reordered } from "./reordered";
import { residualAdded, somethingAdded } from "./something-added";
import { allZero, clipped, notFinite, zeroRows } from "./special-cells";
import { gammaStepped } from "./stepped-gamma";
import { weightDecay } from "./weight-decay";

/** Before any formula is blamed: what happened to the finished gradients, or to what they were made of. */
const FIRST: readonly Cause[] = [notFinite, allZero, commonFactor, doutUnchanged, residualAdded, clipped, zeroRows];

/** Where no single mistake of the catalogue explains everything. */
const THEN: readonly Cause[] = [
  gammaStepped,
  weightDecay,
  factorOfSome,
  momentumReadOff,
  ranksReadOff,
  somethingAdded,
  reordered,
  foreignPart,
];

export function firstCause(evidence: Evidence): FoundCause | undefined {
  return firstOf(FIRST, evidence);
}

export function laterCause(evidence: Evidence): FoundCause | undefined {
  return firstOf(THEN, evidence);
}

function firstOf(causes: readonly Cause[], evidence: Evidence): FoundCause | undefined {
  for (const cause of causes) {
    const found = cause(evidence);
    if (found) return found;
  }
  return undefined;
}
