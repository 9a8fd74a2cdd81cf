import type { GradientName } from "../../src/core/verdict";
import { affineColumn, matrixCell } from "./geometry";
import type { Page } from "./page-context";

/** Goes to an element of a gradient, given by its index in that tensor's own shape. */
export function goToIndex(page: Page, tensor: GradientName, index: readonly number[]): void {
  const analysis = page.store.analysis.peek();
  if (!analysis) return;
  if (tensor === "dx") {
    page.goTo(matrixCell(analysis, index));
    return;
  }
  const row = page.cell.peek()?.query.row ?? 0;
  page.goTo({ row, column: affineColumn(analysis, index) });
}
