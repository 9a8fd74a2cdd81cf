import { foundOfCheck } from "../../src/protocol/found-of-check";
import type { TensorName } from "../../src/protocol/picture";
import type { Store } from "../store";
import { short } from "./number-format";
import type { Scale } from "./scale";

/** A value that has a name on a bar of colours. */
export interface Mark {
  readonly value: number;
  readonly text: string;
  readonly title?: string; // what it means, in a sentence
}

/**
 * Where right ends and wrong begins on the bar of a picture of errors: the tolerance by which the check has judged, or the
 * user has. Else each cell of the user's gradients is judged by what its own numbers can hold, and there is no one
 * tolerance: marked is the smallest error of a cell that is wrong.
 */
export function toleranceMark(store: Store, tensor: TensorName, scale: Scale): Mark | null {
  const mark = tensor === "relative" ? markOfComparison(store) : markOfCheck(store, tensor);
  return mark && mark.value >= scale.low && mark.value <= scale.high ? mark : null;
}

function markOfCheck(store: Store, tensor: TensorName): Mark | null {
  const check = foundOfCheck(store.check.value);
  if (!store.isOfCheck(tensor) || !check) return null;
  return named(check.tolerance, "A cell agrees when its relative error is no larger.");
}

function markOfComparison(store: Store): Mark | null {
  const comparison = store.analysis.value?.comparison;
  if (!comparison) return null;
  const set = Number(comparison.tolerance);
  if (set > 0) return named(set, "The tolerance that you set: a cell agrees when its relative error is no larger.");
  const value = comparison.tensors.dx?.wrongFrom;
  if (value === undefined) return null;
  const title =
    "The smallest relative error of a wrong cell. Each cell is judged by what its own numbers can hold, so a larger one may still be right.";
  return { value, text: `wrong from ${short(value)}`, title };
}

const named = (value: number, title: string): Mark => ({ value, text: `tolerance ${short(value)}`, title });
