import type { Gradients } from "../../../core/batchnorm/gradients";
import { failure, type Result } from "../../../core/fault";
import type { Problem } from "../../../core/problem";
import { shownMatrix } from "../../../core/shown-matrix";
import { extentOf, type ShownTensor } from "../../picture/shown-tensors";

/** Writes an export of the worker's: a tensor as it is shown, or the whole problem. */
export type Writer = (problem: Problem, tensor: ShownTensor, gradients: Gradients) => Result<Uint8Array>;

/** Cells that fit into a text which can still be opened. */
const TEXT_LIMIT = 16_000_000;

/** A text that is written of the cells of a tensor, or refused where there are too many. */
export function textWriter(write: (problem: Problem, tensor: ShownTensor) => string): Writer {
  return (problem, tensor) => {
    const [rows, columns] = extents(problem, tensor);
    if (rows * columns <= TEXT_LIMIT) return { ok: true, value: new TextEncoder().encode(write(problem, tensor)) };
    return failure(
      "too-many-cells",
      `Expected at most ${TEXT_LIMIT} cells for this format, got ${rows} x ${columns}; .npy has no limit.`,
    );
  };
}

/** Rows and columns of a tensor in the matrix plane. */
export function extents(problem: Problem, tensor: ShownTensor): readonly [rows: number, columns: number] {
  const { rows, columns } = extentOf(tensor, shownMatrix(problem));
  return [rows, columns];
}
