import { failure, success, type Result } from "../../core/fault";
import { sizeOf } from "../../core/tensor";

/** Bytes that an analysis takes for each cell of x at its peak: x, dout, out, dx in float64, the error map and levels. */
export const BYTES_PER_CELL = 48;

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
