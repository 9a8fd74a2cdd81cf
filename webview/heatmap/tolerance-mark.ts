import { foundOfCheck } from "../../src/protocol/found-of-check";
import type { TensorName } from "../../src/protocol/picture";
import type { Store } from "../store";
import { short } from "./number-format";
import type { Scale } from "./scale";

/** A value that has a name on a bar of colours. */
export interface Mark {
  readonly value: number;
  readonly text: string;
}

/**
 * The tolerance by which the check has judged the cells of a picture, where it stands on the picture's bar. Gradients of
 * the user's own are judged cell by cell, by what their numbers can hold: there is no one tolerance to be marked.
 */
export function toleranceMark(store: Store, tensor: TensorName, scale: Scale): Mark | null {
  const check = foundOfCheck(store.check.value);
  if (!store.isOfCheck(tensor) || !check) return null;
  const { tolerance: value } = check;
  return value >= scale.low && value <= scale.high ? { value, text: `tolerance ${short(value)}` } : null;
}
