import { success, type Result } from "../../../core/fault";
import type { Values } from "../../../core/tensor";
import type { Target } from "../../session/dap-session";
import { LIST_MILLISECONDS, type Reader, type ReadOptions } from "../reader";

/**
 * The numbers of several tensors of a frame, each read by itself, where a debugger has no way to read them together. What
 * is larger than `bytes` is left out, and so is what there is no time for.
 */
export async function beginningsOneByOne(
  reader: Pick<Reader, "describe" | "read">,
  frame: Omit<Target, "expression">,
  expressions: readonly string[],
  bytes: number,
  options: ReadOptions,
): Promise<Result<readonly (Values | null)[]>> {
  const end = performance.now() + (options.listMilliseconds ?? LIST_MILLISECONDS);
  const found: (Values | null)[] = [];
  let isSilent = false;
  for (const expression of expressions) {
    found.push(null);
    if (isSilent || options.signal.aborted || performance.now() >= end) continue;
    const target = { ...frame, expression };
    const described = await reader.describe(target, options);
    isSilent = !described.ok && described.fault.code === "time-out";
    if (!described.ok || described.value.shape === null || described.value.bytes > bytes) continue;
    const read = await reader.read(target, options);
    isSilent = !read.ok && read.fault.code === "time-out";
    if (read.ok) found.splice(-1, 1, read.value.tensor.values);
  }
  return success(found);
}
