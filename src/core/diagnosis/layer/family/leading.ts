import { indexAt, offsetOf } from "../../../layout";
import { itemAt } from "../../../item-at";
import { normalizesAxes } from "../../../normalization-layer";
import type { Problem } from "../../../problem";

/** What a loop over a layer's sets runs along: its sets in layer and RMS norm, samples where sets are parts of samples. */
export interface Leading {
  readonly count: number;
  readonly of: (k: number) => number; // of set k
}

export function leadingOf({ norm, layout }: Problem): Leading {
  if (normalizesAxes({ norm })) return { count: layout.channels, of: (k) => k };
  const axis = layout.axis === 0 ? 1 : 0;
  return { count: itemAt(layout.shape, axis), of: (k) => itemAt(indexAt(layout.shape, offsetOf(layout, 0, k)), axis) };
}

/** Where the last block of so many may begin: usual blocks of many, any of few. */
export function lastBlocks(count: number): number[] {
  const MOST_TRIED = 64;
  const sizes =
    count <= MOST_TRIED
      ? Array.from({ length: count }, (_, i) => i + 1)
      : Array.from({ length: 12 }, (_, i) => 2 ** i).filter((size) => size < count);
  const starts = sizes.map((size) => Math.floor((count - 1) / size) * size);
  return [...new Set(starts)].filter((start) => start > 0).sort((one, other) => one - other);
}
