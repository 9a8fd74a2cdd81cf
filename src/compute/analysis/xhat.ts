import type { Normaliser } from "../../core/normaliser";
import type { Problem } from "../../core/problem";
import { derivedTensor, type ShownTensor } from "./shown-tensors";

/** xhat (N,D), made from x on the way with what the forward normalises by. */
export function xhatTensor({ x, layout }: Problem, { unit, m, delta, r }: Normaliser): ShownTensor {
  const { inner, channels } = layout;
  const inverse = unit.map((power) => 1 / power); // of powers of two: times it is the same as divided by the unit
  const normalised = (offset: number, k: number): number => (x[offset] * inverse[k] - m[k] - delta[k]) * r[k];
  return derivedTensor(
    "xhat",
    (offset) => normalised(offset, Math.floor(offset / inner) % channels),
    (offset, target) => {
      let k = Math.floor(offset / inner) % channels;
      let left = inner - (offset % inner); // cells until the next column
      for (let i = 0; i < target.length; i++) {
        target[i] = normalised(offset + i, k);
        if (--left > 0) continue;
        left = inner;
        if (++k === channels) k = 0;
      }
    },
  );
}
