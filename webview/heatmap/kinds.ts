import { viewOf, type TensorName } from "../../src/views";
import type { Kind } from "../../src/views/view";

export type { Kind };

/** What kind of numbers a tensor holds: it decides family and scale of its colours. */
export function kindOf(tensor: TensorName): Kind {
  return viewOf(tensor).kind;
}
