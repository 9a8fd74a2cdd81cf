import type { GradientName } from "../../src/core/verdict";
import { matrixCell } from "./geometry";
import type { Page } from "./page-context";
import { itemAt } from "../../src/core/item-at";

/** Goes to an element of a gradient, given by its index in that tensor's own shape: [c] for dgamma and dbeta. */
export function goToIndex(page: Page, tensor: GradientName, index: readonly number[]): void {
  const analysis = page.store.analysis.peek();
  if (!analysis) return;
  if (tensor === "dx") {
    page.goTo(matrixCell(analysis, index));
    return;
  }
  const row = page.cell.peek()?.query.row ?? 0;
  page.goTo({ row, column: itemAt(index, 0) });
}
