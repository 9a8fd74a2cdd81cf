import type { Plane } from "../../src/protocol/picture";

/** The other images of the same two axes in order, from the next one around to the one before. */
export function* otherImages(plane: Plane, shape: readonly number[]): Generator<Plane> {
  if (plane.kind !== "axes") return;
  const at = [...plane.at];
  const free = shape.map((_, axis) => axis).filter((axis) => axis !== plane.rows && axis !== plane.columns);
  const images = free.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
  for (let i = 1; i < images; i++) {
    // Counts on by one: the last axis runs fastest.
    for (const axis of free.toReversed()) {
      const next = ((at[axis] ?? 0) + 1) % (shape[axis] ?? 1);
      at[axis] = next;
      if (next > 0) break;
    }
    yield { ...plane, at: [...at] };
  }
}
