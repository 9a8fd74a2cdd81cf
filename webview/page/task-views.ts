import { effect } from "@preact/signals-core";
import type { PictureName } from "../../src/protocol/picture";
import { PICTURES, picturesShown } from "../../src/views";
import type { Store } from "../store";

/** What is shown until the user chooses: the problem and its answer, and the error where the check is not content. */
export function openingViews(isInDoubt: boolean): readonly PictureName[] {
  const shown = [...picturesShown("at first"), ...(isInDoubt ? picturesShown("in doubt") : [])];
  return PICTURES.filter((name) => shown.includes(name));
}

/** Views that nobody has chosen follow the check: the error comes when it says something, and goes when it does not. */
export function followDoubt(store: Store): void {
  effect(() => {
    const check = store.check.value;
    // While a check runs nothing is known: what the one before has shown stays.
    if (check?.status !== "done" || store.areViewsChosen.peek()) return;
    const isInDoubt = check.verdict !== "correct";
    if (store.views.peek().join() === openingViews(!isInDoubt).join()) store.views.value = openingViews(isInDoubt);
  });
}
