import { effect } from "@preact/signals-core";
import type { Store } from "../store";

/**
 * Writes on the body what is on screen: data-state "empty", "drawing" or "drawn", and data-generation of the analysis
 * drawn. Whoever drives the page waits for these, not for time.
 */
export function markDrawn(store: Store): void {
  const { dataset } = document.body;
  effect(() => {
    const generation = store.analysis.value?.generation;
    const pending = store.pendingTiles.value;
    void store.revision.value;
    if (generation === undefined) {
      dataset.state = store.panel.value ? "empty" : "loading";
      delete dataset.generation;
      return;
    }
    dataset.state = "drawing";
    if (pending > 0) return;
    // Parts that are only now being put in have their turn first: they ask for their tiles when they are.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (store.pendingTiles.peek() > 0 || store.analysis.peek()?.generation !== generation) return;
        dataset.state = "drawn";
        dataset.generation = String(generation);
      }),
    );
  });
}
