import { effect } from "@preact/signals-core";
import { isTourStep, type Page } from "./page-context";

/** Takes the guided tour to the step that a link or a command has asked for, once. */
export function followTour(page: Page): void {
  const { store, view } = page;
  effect(() => {
    const step = store.panel.value?.tour;
    if (!isTourStep(step)) return;
    view.tab.value = "explain";
    view.sideOpen.value = true;
    view.tour.value = step;
    void page.act("tourTaken", null);
  });
}
