import { viewOf, type TensorName } from "../../src/views";

/** How a tensor is called on a picture's edge, where that is too long, and in one phrase. */
export function labelOf(tensor: TensorName): string {
  return viewOf(tensor).label;
}
export function signOf(tensor: TensorName): string {
  const { sign, label } = viewOf(tensor);
  return sign ?? label;
}
export function titleOf(tensor: TensorName): string {
  return viewOf(tensor).title;
}
