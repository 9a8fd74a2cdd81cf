import { itemAt } from "../../../item-at";
import type { Gradients } from "../../../batchnorm/gradients";
import type { Candidate } from "../../../problem";
import type { Values } from "../../../tensor";
import type { Diagnosis, GradientName } from "../../../verdict";
import { cellsHold, compareCells, type Held } from "../../evidence/cell-agreement";
import type { GivenPrecision } from "../../evidence/given-precision";
import type { Statistics } from "../../formula/column-statistics";
import { DBETA, DGAMMA, DX, DX_IN_EVALUATION } from "../../catalogue/formulas/right-formulas";
import { listed } from "../../wording";

/** What one cause behind all tensors is looked for in. */
export interface Evidence {
  readonly s: Statistics;
  readonly gradients: Gradients;
  readonly candidate: Candidate;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
  readonly names: readonly GradientName[]; // that are given
  readonly off: readonly GradientName[]; // of them, those with cells that do not agree
}

/** What a cause says; the rest of a diagnosis follows from the tensors it was found in. */
export interface CauseDescription {
  readonly id: string;
  readonly title: string; // in few words
  readonly text: string; // sentences
  readonly written: (tensor: GradientName) => string;
  readonly code: Diagnosis["code"];
}

/** A cause that was found, and the tensors that it explains to their last cell. */
export interface FoundCause {
  readonly names: readonly GradientName[];
  readonly diagnoses: [Diagnosis];
}

/** Looks for one cause; undefined when it does not explain every cell of some tensors. */
export type Cause = (evidence: Evidence) => FoundCause | undefined;

export const RIGHT = { dx: DX, dgamma: DGAMMA, dbeta: DBETA } as const;

/** One diagnosis for all tensors together; it stands with the first of them. */
export function causeOf({ s }: Evidence, names: readonly GradientName[], words: CauseDescription): FoundCause {
  const { id, title, text, written, code } = words;
  const right = (tensor: GradientName): string => (tensor === "dx" && !s.training ? DX_IN_EVALUATION : RIGHT[tensor]);
  const lines = (of: (tensor: GradientName) => string): string => names.map(of).join(";  ");
  const said = { id, title, text, code, written: lines(written), correct: lines(right) };
  return { names, diagnoses: [{ ...said, tensor: itemAt(names, 0), explains: 1, harmless: false }] };
}

/** Whether every cell of a tensor is the exact one, or a multiple of it in each column. */
export function isMultiple(e: Evidence, name: GradientName, factor: Float64Array): boolean {
  const held = heldAgainst(e, name, e.gradients[name]);
  return !held || cellsHold({ ...held, factor });
}

/** Cells of a tensor that are not the exact ones. A number that is fitted needs more of them than itself. */
export function cellsOff(e: Evidence, name: GradientName): number {
  const held = heldAgainst(e, name, e.gradients[name]);
  if (!held) return 0;
  const { checked } = compareCells(held);
  return checked.cells - checked.agreeing;
}

/** Whether every cell of a tensor is what a cause predicts. */
export function isAs(e: Evidence, name: GradientName, predicted: Float64Array): boolean {
  const held = heldAgainst(e, name, predicted);
  return !held || cellsHold(held);
}

/** A tensor of the candidate beside a prediction; undefined where it was not given. */
function heldAgainst(e: Evidence, name: GradientName, predicted: Float64Array): Held | undefined {
  const candidate = e.candidate[name];
  const precision = e.precisions[name];
  if (!candidate || !precision) return undefined;
  return { s: e.s, gradients: { ...e.gradients, [name]: predicted }, name, candidate, precision };
}

export const valuesOf = ({ candidate }: Evidence, name: GradientName): Values =>
  candidate[name]?.values ?? new Float64Array(0);

/** "dx, dgamma and dbeta are"; "dx is". */
export const areOf = (names: readonly GradientName[]): string =>
  `${listed(names)} ${names.length === 1 ? "is" : "are"}`;
