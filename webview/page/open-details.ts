import { effect } from "@preact/signals-core";
import type { Page } from "./page-context";

/**
 * Opens the details with the first cell that is chosen, where the user has not said that they stay shut. A rectangle that
 * is being drawn does not: the pictures would move away under the pointer.
 */
export function openDetails({ store, view }: Page): void {
  effect(() => {
    if (store.cursor.value !== null && view.sideOpen.peek() === null) view.sideOpen.value = true;
  });
}
