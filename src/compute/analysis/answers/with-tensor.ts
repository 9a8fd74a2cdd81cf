import { failure, type Result } from "../../../core/fault";
import type { TensorName } from "../../../protocol/picture";
import type { ShownTensor } from "../../picture/shown-tensors";
import type { Analysed } from "./answer";

/** What `use` makes of a tensor, or the fault that there is none of this name. */
export function withTensor<T>(
  analysis: Analysed,
  name: TensorName,
  use: (tensor: ShownTensor) => Result<T>,
): Result<T> {
  const tensor = analysis.tensor(name);
  return tensor ? use(tensor) : failure("no-tensor", `There is no tensor ${name} in this analysis.`);
}
