import type { TensorName } from "../../src/protocol/picture";
import type { Store } from "../store";

/** How many cells of a tensor a verdict calls wrong, of how many. Read where a change must draw. */
export function wrongShare(store: Store, tensor: TensorName): { readonly wrong: number; readonly cells: number } {
  const summary = store.analysis.value?.summaries[tensor];
  if (!summary) return { wrong: 0, cells: 0 };
  const { finite, nan, positiveInfinite, negativeInfinite } = summary;
  return { wrong: store.wrongIn(tensor), cells: finite + nan + positiveInfinite + negativeInfinite };
}

/** One cell that is wrong is one that is, not all. */
export function isAllWrong(store: Store, tensor: TensorName): boolean {
  const { wrong, cells } = wrongShare(store, tensor);
  return cells > 1 && wrong === cells;
}
