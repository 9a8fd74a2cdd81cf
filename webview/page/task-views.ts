import { effect } from "@preact/signals-core";
import type { PictureName } from "../../src/protocol/picture";
import { PICTURES, picturesShown } from "../../src/views";
import type { Store } from "../store";

/** What is shown until the user chooses: the problem and its answer, and the error where the check is not content. */
export function openingViews(isInDoubt: boolean, isKept: boolean): readonly PictureName[] {
  const shown = [...picturesShown("at first"), ...(isInDoubt ? picturesShown("in doubt") : [])];
  return PICTURES.filter((name) => shown.includes(name === "xhat" && isKept ? "x" : name) && !(name === "x" && isKept));
}

/** Whether xhat stands in the place of x, which is not given. */
export function isXKept(store: Store): boolean {
  return (store.analysis.peek()?.kept ?? null) !== null;
}

const BOTH = [false, true];

/**
 * Views that nobody has chosen follow what is given of x, and the check: the error comes when it says something, and goes
 * when it does not.
 */
export function followTask(store: Store): void {
  effect(() => {
    const check = store.check.value;
    if (!store.analysis.value || store.areViewsChosen.peek()) return;
    const now = store.views.peek().join();
    const before = BOTH.find((doubt) => BOTH.some((kept) => openingViews(doubt, kept).join() === now));
    if (before === undefined) return;
    // While a check runs nothing is known: what the one before has shown stays.
    const next = openingViews(check?.status === "done" ? check.verdict !== "correct" : before, isXKept(store));
    if (next.join() !== now) store.views.value = next;
  });
}
