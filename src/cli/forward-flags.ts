import { success, type Result } from "../core/fault";
import type { Forward, ForwardName } from "../core/forward";
import type { ProblemInput } from "../core/problem";
import type { Tensor } from "../core/tensor";

/** Flags for files of what a forward pass of the user's own left. */
export const FORWARD_FLAGS = ["given-out", "given-mean", "given-variance", "given-rstd"] as const;
export type ForwardFlag = (typeof FORWARD_FLAGS)[number];

export function isForwardFlag(flag: string): flag is ForwardFlag {
  return FORWARD_FLAGS.some((name) => name === flag);
}

/** Lays what files hold of a forward over an input's. Beside it there is a candidate, if only an empty one. */
export function withForward(
  input: ProblemInput,
  said: readonly (readonly [string, string])[],
  read: (file: string) => Result<Tensor>,
): Result<ProblemInput> {
  let forward: Forward = {};
  for (const [flag, file] of said) {
    if (!isForwardFlag(flag)) continue;
    const tensor = read(file);
    if (!tensor.ok) return tensor;
    forward = { ...forward, [flag.slice("given-".length) as ForwardName]: tensor.value };
  }
  if (Object.keys(forward).length === 0) return success(input);
  return success({ ...input, forward: { ...input.forward, ...forward }, candidate: input.candidate ?? {} });
}
