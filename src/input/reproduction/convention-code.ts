import type { Problem } from "../../core/problem";
import { csvNumber } from "../write-csv";

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

/** What an activation makes of what is not above 0, in out and in dout. */
export function slopeText({ activation, slope }: Problem): { readonly out: string; readonly dout: string } {
  if (activation === "leaky-relu") return { out: `${csvNumber(slope)} * out`, dout: `${csvNumber(slope)} * dout` };
  return { out: "0", dout: "0" };
}
