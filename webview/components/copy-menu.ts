import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { PictureName } from "../../src/protocol/picture";
import type { CopyFormat } from "../../src/protocol/queries";
import type { CellRange } from "../store";
import { cellsToText } from "../page/copy";
import { SYMBOLS } from "../page/math";
import { count } from "../page/numbers";
import { t } from "../page/strings";
import { PartElement } from "../page/watching-element";
import "./menu";
import type { MenuGroup } from "./menu";

const FORMATS: readonly (readonly [CopyFormat, string])[] = [
  ["json", "JSON"],
  ["numpy", "NumPy"],
  ["csv", "CSV"],
  ["markdown", "Markdown"],
];

/** Copies the value, its row or column, or the selection of the picture that keys act on. */
@customElement("gl-copy-menu")
export class CopyMenu extends PartElement {
  override render(): TemplateResult {
    return html`<gl-menu sign="copy" .label=${t("Copy numbers")} .groups=${this.groups}></gl-menu>`;
  }

  private readonly groups = (): readonly MenuGroup[] => {
    const { store } = this.page;
    const cell = store.cursor.peek() ?? store.inspected.peek();
    const selection = store.selection.peek();
    const { rows, columns } = store.planeSize.peek();
    const groups: MenuGroup[] = [];
    const add = (title: string, what: string, range: CellRange): void => {
      groups.push({
        title,
        items: FORMATS.map(([format, name]) => ({
          text: t("{0} as {1}", what, name),
          run: () => void copyCells(this.page, store.active.peek(), range, format, what),
        })),
      });
    };
    if (selection) {
      const size = `${count(selection.row1 - selection.row0)} × ${count(selection.column1 - selection.column0)}`;
      add(t("Selection, {0}", size), t("Selection"), selection);
    }
    if (cell) {
      const { row, column } = cell;
      const one = { row0: row, row1: row + 1, column0: column, column1: column + 1 };
      add(t("Cell {0}, {1}", row, column), t("Value"), one);
      add(t("Row {0}", row), t("Row"), { ...one, column0: 0, column1: columns });
      add(t("Column {0}", column), t("Column"), { ...one, row0: 0, row1: rows });
    }
    return groups;
  };
}

/** Fetches the cells in double precision and puts them on the clipboard. */
export async function copyCells(
  page: PartElement["page"],
  tensor: PictureName,
  range: CellRange,
  format: CopyFormat,
  what: string,
): Promise<void> {
  const { store } = page;
  const report = await page.act("values", { tensor, plane: store.plane.peek(), ...range });
  if (!report) return;
  const text = cellsToText(report, format, tensor, range.column0);
  if ((await page.act("copyText", { text })) === undefined) return;
  page.notice.value = t("Copied: {0} of {1}, {2} values.", what, SYMBOLS[tensor], count(report.values.length));
}
