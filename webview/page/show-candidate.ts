import { picturesShown } from "../../src/views";
import { effect } from "@preact/signals-core";
import type { PictureName } from "../../src/protocol/picture";
import type { Store } from "../store";
import type { Page } from "./page-context";
import { isXKept, openingViews } from "./task-views";

/** dx, the candidate on the same scale, and their difference. False when there is no such picture. */
export function showCandidate(store: Store): boolean {
  const summaries = store.analysis.peek()?.summaries ?? {};
  if (!summaries.candidate) return false; // only dgamma or dbeta was given: the strips show it
  store.views.value = (["dx", ...picturesShown("with a candidate")] as const).filter((name) => summaries[name]);
  store.single.value = false;
  if (!store.views.value.includes(store.active.value)) store.active.value = "candidate"; // the keys act on what is shown
  store.sharedRange.value = true;
  return true;
}

/** What the user looked at before a candidate came. */
interface Before {
  readonly views: readonly PictureName[];
  readonly areViewsChosen: boolean;
  readonly sharedRange: boolean;
}

/**
 * Shows a candidate when one comes, and puts the views back that were there when it goes. Views that the user has chosen
 * beside a candidate stay for the next one. A restored page has views of its own, and keeps them for the candidate that it
 * was restored with.
 */
export function followCandidate({ store, view }: Page, restored: boolean): void {
  const { views, areViewsChosen, sharedRange, active } = store;
  let title: string | null = null;
  let before: Before | null = null;
  let first = true;
  let isOpened = false; // the details, by a candidate that is not right
  effect(() => {
    const analysis = store.analysis.value;
    if (!analysis) return;
    const now = analysis.summaries.candidate ? (analysis.comparison?.title ?? "") : null;
    const came = now !== null && now !== title;
    if (came && !(first && restored)) {
      if (title === null) {
        before = {
          views: views.peek(),
          areViewsChosen: areViewsChosen.peek(),
          sharedRange: sharedRange.peek(),
        };
        areViewsChosen.value = false;
      }
      if (!areViewsChosen.peek()) showCandidate(store);
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
    const left = views.peek().filter((name) => analysis.summaries[name]);
    if (now === null && (title !== null || left.length === 0)) {
      views.value = before?.areViewsChosen
        ? before.views
        : before || left.length === 0
          ? openingViews(false, isXKept(store))
          : left;
      areViewsChosen.value = before?.areViewsChosen ?? areViewsChosen.peek();
      sharedRange.value = before?.sharedRange ?? sharedRange.peek();
      before = null;
    }
    if (!analysis.summaries[active.peek()])
      active.value = views.peek().includes("dx") ? "dx" : (views.peek()[0] ?? "x");
    title = now;
    first = false;
  });
}
