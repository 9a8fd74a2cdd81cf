import { COMING_IN } from "../../views";
import type { ShownCells } from "../picture/shown-tensors";

/** Tells the numbers of a tensor that stand for a cell which is not there yet: it counts as nothing at all. */
export function isUncheckedIn({ name }: ShownCells): (value: number) => boolean {
  return COMING_IN.some((other) => other === name) ? (value) => value < 0 : () => false;
}
