import { onlyBatch } from "../../../core/only-batch";
import { allTensors } from "../all-tensors";
import type { Writer } from "./writer";

/** All tensors by their names, as NumPy's archive. */
export const npz: Writer = (problem, _tensor, gradients) => {
  const batch = onlyBatch(problem, "An archive of all tensors is of batch norm so far");
  return batch.ok ? allTensors(problem, gradients) : batch;
};
