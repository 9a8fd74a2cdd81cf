import type { Tensor } from "./tensor";

/** What a forward pass of the user's own left: it says which layer and which conventions that was. */
export interface Forward {
  readonly out?: Tensor; // in the shape of x, behind the activation
  readonly mean?: Tensor; // one of each set, in any shape
  readonly variance?: Tensor; // one of each set; of RMS norm the mean square
  readonly rstd?: Tensor; // one of each set
}

export type ForwardName = keyof Forward;
export const FORWARD_NAMES: readonly ForwardName[] = ["out", "mean", "variance", "rstd"];

export function forwardNames(forward: Forward): ForwardName[] {
  return FORWARD_NAMES.filter((name) => forward[name]);
}
