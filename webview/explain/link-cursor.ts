import { effect, untracked } from "@preact/signals-core";
import type { CellQuery } from "../../src/protocol/queries";
import type { Page } from "../page/page-context";
import type { Cell, Store } from "../store";
import { explainedCell, type ExplainedCell } from "./explained-cell";

interface Link {
  /** Where the picture's cursor stands for the explained cell, given where it stood. */
  readonly toPicture: (explained: ExplainedCell, before: Cell | null) => Cell;
  /** The cell that is chosen by the picture's cursor. */
  readonly toPage: (at: Cell, explained: ExplainedCell) => CellQuery;
}

/** Of a picture of the matrix plane itself. */
export const ITSELF: Link = {
  toPicture: ({ row, column }) => ({ row, column }),
  toPage: (at) => at,
};

/** Keeps the page's chosen cell and the cursor of a picture together. */
export function linkCursor(store: Store, page: Page, { toPicture, toPage }: Link): () => void {
  const isSame = (a: Cell | null, b: Cell): boolean => a?.row === b.row && a.column === b.column;
  const stops = [
    effect(() => {
      const explained = explainedCell(page);
      if (!explained) return;
      const next = toPicture(explained, store.cursor.peek());
      if (!isSame(store.cursor.peek(), next)) store.cursor.value = next;
    }),
    effect(() => {
      const at = store.cursor.value;
      const explained = untracked(() => explainedCell(page));
      if (!at || !explained) return;
      const chosen = untracked(() => toPage(at, explained));
      if (!isSame(explained, chosen)) untracked(() => page.goTo(chosen));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
