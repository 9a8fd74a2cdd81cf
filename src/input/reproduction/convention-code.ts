import type { Problem } from "../../core/problem";

/** Whether something else than each whole column shares a mean and a variance. */
export function hasOwnSets({ mode, mask, split }: Problem): boolean {
  return mode === "train" && (mask !== undefined || split.length > 1);
}

/** `member` (in the shape of x, 1 where an element makes the statistics) and `parts` (stretches of axis 0). */
export function numbersOf({ layout, mask, split }: Problem): string[] {
  const { shape, axis } = layout;
  const rows = shape.map((extent, at) => (at === axis ? 1 : extent));
  const sizes = split.length > 0 ? split : shape.slice(0, 1);
  let end = 0;
  const parts = sizes.map((size) => {
    const from = end;
    end += size;
    return `(${from}, ${end})`;
  });
  return [
    mask
      ? `member = np.broadcast_to(mask.reshape(${rows.join(", ")}), x.shape)  # 1: makes the statistics`
      : "member = np.ones(x.shape)",
    `parts = [${parts.join(", ")}]  # of axis 0, normalized apart`,
  ];
}

/** The derivative of the worst cell by the complex step. `r`: code of r at every element of x. */
export function byComplexStep(r: string): string[] {
  return [
    "# The same derivative by the complex step, at the cell where |dx| is largest.",
    "cell = np.unravel_index(np.argmax(np.abs(dx)), dx.shape)",
    `step = 1e-20 / ${r}[cell]`,
    "shifted = x.astype(np.complex128)",
    "shifted[cell] += 1j * step",
    'print("dx", tuple(int(i) for i in cell), "formula", dx[cell], "numeric", (dout * forward(shifted)[0]).sum().imag / step)',
  ];
}

/** What eps outside of the root makes of c: dr / dv is another there, and a variance of 0 has no derivative. */
export const C_OUTSIDE =
  "np.divide(np.sqrt(v) + eps, np.sqrt(v), out=np.zeros_like(v), where=v > 0)  # eps outside of the root";
