import { failure, success, type Result } from "../../core/fault";
import { sizeOf } from "../../core/tensor";
import { BYTES_PER_CELL } from "./messages";

/** Refuses a problem that needs more memory than it may have. */
export function allowMemory(shape: readonly number[], limit: number): Result<null> {
  const bytes = sizeOf(shape) * BYTES_PER_CELL;
  if (bytes <= limit) return success(null);
  const text =
    `A tensor of ${shape.join(" x ")} needs ${mebibytes(bytes)} for its analysis, ` +
    `the limit is ${mebibytes(limit)} (setting gradientLens.memoryLimit).`;
  return failure("memory-limit", text);
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MiB`;
}
