import { viewOf, type TensorName } from "../../src/views";

/** How a tensor is called on a picture's edge, and in one phrase. */
export function labelOf(tensor: TensorName): string {
  return viewOf(tensor).label;
}
export function titleOf(tensor: TensorName): string {
  return viewOf(tensor).title;
}
