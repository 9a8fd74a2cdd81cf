import type { PictureName } from "../../src/protocol/picture";
import type { LinkedViewsElement, ViewElement } from "../heatmap";
import type { Store } from "../store";

/** The picture that an export takes: the active one where it is on screen, else the first that is. */
export function exportable(
  store: Store,
  views: LinkedViewsElement | null,
): { name: PictureName; view: ViewElement } | null {
  for (const name of [store.active.peek(), ...store.views.peek()]) {
    const view = views?.viewOf(name);
    if (view) return { name, view };
  }
  return null;
}
