import { picturesShown } from "../../src/views";
import { effect } from "@preact/signals-core";
import type { PictureName } from "../../src/protocol/picture";
import type { Store } from "../store";
import type { Page } from "./page-context";

/** dx, the candidate on the same scale, their difference and its relative size. False when there is no such picture. */
export function showCandidate(store: Store): boolean {
  const summaries = store.analysis.peek()?.summaries ?? {};
  if (!summaries.candidate) return false; // only dgamma or dbeta was given: the strips show it
  store.views.value = (["dx", ...picturesShown("with a candidate")] as const).filter((name) => summaries[name]);
  store.single.value = false;
  if (!store.views.value.includes(store.active.value)) store.active.value = "candidate"; // the keys act on what is shown
  store.sharedRange.value = true;
  return true;
}

/**
 * Shows a candidate when one comes, and puts the views back that were there when it goes. A restored page has views of
 * its own, and keeps them for the candidate that it was restored with.
 */
export function followCandidate({ store, view }: Page, restored: boolean): void {
  let title: string | null = null;
  let before: { views: readonly PictureName[]; sharedRange: boolean } | null = null;
  let first = true;
  let isOpened = false; // the details, by a candidate that is not right
  effect(() => {
    const analysis = store.analysis.value;
    if (!analysis) return;
    const now = analysis.summaries.candidate ? (analysis.comparison?.title ?? "") : null;
    const came = now !== null && now !== title;
    if (came && !(first && restored)) {
      if (title === null) before = { views: store.views.peek(), sharedRange: store.sharedRange.peek() };
      showCandidate(store);
      // What is wrong with it is what the user came for, unless a cell is being looked at.
      if (view.tab.peek() === "cell" && !store.cursor.peek()) view.tab.value = "compare";
    }
    // The details of what is right can wait.
    const isWrong = now !== null && analysis.comparison?.verdict !== "correct";
    if (isWrong && view.sideOpen.peek() === null) [view.sideOpen.value, isOpened] = [true, true];
    else if (!isWrong && isOpened) {
      if (!store.cursor.peek() && view.tab.peek() === "compare") view.sideOpen.value = null;
      isOpened = false;
    }
    const left = store.views.peek().filter((name) => analysis.summaries[name]);
    if (now === null && (title !== null || left.length === 0)) {
      store.views.value = before?.views ?? (left.length ? left : picturesShown("at first"));
      store.sharedRange.value = before?.sharedRange ?? store.sharedRange.peek();
      before = null;
    }
    const { active, views } = store;
    if (!analysis.summaries[active.peek()])
      active.value = views.peek().includes("dx") ? "dx" : (views.peek()[0] ?? "x");
    title = now;
    first = false;
  });
}
