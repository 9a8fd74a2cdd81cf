import type { PageCommand } from "../../src/protocol/page-commands";
import { copyCells } from "../components/copy-menu";
import { indexInShape, matrixCell } from "./geometry";
import { goToIndex } from "./go-to-index";
import type { Page } from "./page-context";
import { t } from "./strings";

/** Does what a menu or an editor of VS Code asks of the page. */
export function obey(page: Page, command: PageCommand): void {
  const { store, view } = page;
  switch (command.do) {
    case "show":
      goToIndex(page, command.tensor, command.index);
      if (command.explain) view.tab.value = "explain";
      view.sideOpen.value = true;
      return;
    case "reveal": {
      const analysis = store.analysis.peek();
      const index = analysis && indexInShape(analysis, store.plane.peek(), command);
      if (index) void page.act("reveal", matrixCell(analysis, index));
      return;
    }
    case "export":
      view.exportAsked.value = true;
      return;
    case "copy": {
      const { what, tensor, row, column } = command;
      const { rows, columns } = store.planeSize.peek();
      const words = { cell: t("Value"), row: t("Row"), column: t("Column") };
      const range = {
        ...(what === "column" ? { row0: 0, row1: rows } : { row0: row, row1: row + 1 }),
        ...(what === "row" ? { column0: 0, column1: columns } : { column0: column, column1: column + 1 }),
      };
      void copyCells(page, tensor, range, "json", words[what]);
    }
  }
}
