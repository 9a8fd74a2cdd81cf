import { affineShapeOf, cellOf, indexAt, type Layout } from "../layout";
import type { CheckedTensor, GradientName } from "../verdict";
import { worstFirst } from "../worst-first";

interface RankedCell {
  readonly tensor: GradientName;
  readonly index: readonly number[]; // in the tensor's own shape
  readonly offset: number; // in the tensor's values
  readonly row: number; // -1 for dgamma and dbeta
  readonly column: number;
  readonly error: number; // relative; Infinity for NaN where the gradient is a number; NaN where there is none
}

/**
 * The cells of largest relative error over all tensors, worst first. An error of NaN is the worst of a candidate, whose
 * cell holds no number, or counts for nothing in a check, where a column holds nothing to compare.
 */
export function worstCells(
  layout: Layout,
  tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>,
  nan: "is worst" | "is left out",
  count = 10,
): RankedCell[] {
  const worst: { tensor: GradientName; offset: number; error: number }[] = [];
  for (const tensor of ["dx", "dgamma", "dbeta"] as const) {
    const errors = tensors[tensor]?.error;
    if (!errors) continue;
    for (let offset = 0; offset < errors.length; offset++) {
      const error = errors[offset];
      if (error <= 0 || (Number.isNaN(error) && nan === "is left out")) continue; // not checked, or agreeing exactly
      const last = worst.length < count ? 0 : worst[count - 1].error;
      if (worstFirst(error, last) >= 0) continue;
      const place = worst.findIndex((other) => worstFirst(error, other.error) < 0);
      worst.splice(place < 0 ? worst.length : place, 0, { tensor, offset, error });
      if (worst.length > count) worst.pop();
    }
  }
  return worst.map(({ tensor, offset, error }) => {
    const shape = tensor === "dx" ? layout.shape : affineShapeOf(layout);
    const index = indexAt(shape, offset);
    const { row, column } = tensor === "dx" ? cellOf(layout, index) : { row: -1, column: offset };
    return { tensor, index, offset, row, column, error };
  });
}
