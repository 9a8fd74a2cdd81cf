import { copyCells } from "../components/copy-menu";
import { t } from "../page/strings";
import type { PageExport } from "./page-export";

/** All cells of the plane, as JSON on the clipboard. */
export const json: PageExport = async (page, tensor) => {
  const { rows, columns } = page.store.planeSize.peek();
  const whole = { row0: 0, row1: rows, column0: 0, column1: columns };
  await copyCells(page, tensor, whole, "json", t("Everything"));
};
