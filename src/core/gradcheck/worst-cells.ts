import { cellOf, indexAt, type Layout } from "../layout";
import type { CheckedTensor, GradientName } from "../verdict";

interface RankedCell {
  readonly tensor: GradientName;
  readonly index: readonly number[]; // in the tensor's own shape
  readonly offset: number; // in the tensor's values
  readonly row: number; // -1 for dgamma and dbeta
  readonly column: number;
  readonly error: number; // relative; Infinity for NaN where the gradient is a number
}

/** The cells of largest relative error over all tensors, worst first. Cells that could not be compared are left out. */
export function worstCells(
  layout: Layout,
  tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>,
  count = 10,
): RankedCell[] {
  const worst: { tensor: GradientName; offset: number; error: number }[] = [];
  for (const tensor of ["dx", "dgamma", "dbeta"] as const) {
    const errors = tensors[tensor]?.error;
    if (!errors) continue;
    for (let offset = 0; offset < errors.length; offset++) {
      const error = errors[offset];
      const last = worst.length < count ? 0 : worst[count - 1].error;
      if (!(error > last)) continue; // NaN, not checked, agreeing exactly, or not among the worst
      const place = worst.findIndex((other) => other.error < error);
      worst.splice(place < 0 ? worst.length : place, 0, { tensor, offset, error });
      if (worst.length > count) worst.pop();
    }
  }
  return worst.map(({ tensor, offset, error }) => {
    const shape = tensor === "dx" ? layout.shape : [layout.channels];
    const index = indexAt(shape, offset);
    const { row, column } = tensor === "dx" ? cellOf(layout, index) : { row: -1, column: offset };
    return { tensor, index, offset, row, column, error };
  });
}
