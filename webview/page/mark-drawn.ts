import { effect } from "@preact/signals-core";
import type { Store } from "../store";
import { RequestError } from "../transport";

/**
 * Writes on the body what is on screen: data-state "empty", "drawing" or "drawn", data-generation of the analysis drawn
 * and data-drawn-at, when its pictures first stood there whole (ms since 1970). Whoever drives the page waits for
 * these, not for time. The worker is told too: its check waits for the pictures.
 */
export function markDrawn(store: Store): void {
  const { dataset } = document.body;
  let last: number | undefined;
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
        if (generation === last) return;
        last = generation;
        dataset.drawnAt = String(performance.timeOrigin + performance.now());
        // An analysis that has been overtaken needs no word any more.
        store.client.request("drawn", null).catch((error: unknown) => {
          if (!(error instanceof RequestError)) throw error;
        });
      }),
    );
  });
}
