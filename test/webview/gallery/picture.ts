import type { HarnessPage } from "../harness/page";
import type { OpenOptions } from "../harness/browser";

/** One picture of the gallery: numbers, a window, and what is done before it is taken. */
export interface Picture extends OpenOptions {
  readonly name: string;
  /** Why it is here: what would be seen if it went wrong. */
  readonly reason: string;
  readonly scenario: string;
  /** Runs in the page. */
  readonly act?: (page: HarnessPage) => void;
}

export const small = { width: 620, height: 420 };
export const only =
  (name: "x" | "dx" | "error" | "candidate" | "difference") =>
  ({ store }: HarnessPage): void => {
    store.views.value = [name];
    store.active.value = name;
  };
