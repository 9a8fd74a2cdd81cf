import { EXPORTS } from "../../src/exports";
import type { PictureName } from "../../src/protocol/picture";
import type { ViewElement } from "../heatmap";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";
import type { Store } from "../store";
import { exportable } from "./exported-picture";

/** Makes an export of what is drawn, and puts it where it belongs. */
export type PageExport = (page: Page, tensor: PictureName) => Promise<void>;

/** Saves the picture that stands there as a file. */
export function savePicture(
  name: "png" | "svg",
  draw: (store: Store, name: PictureName, view: ViewElement) => Uint8Array | Promise<Uint8Array>,
): PageExport {
  return async (page) => {
    const found = exportable(page.store, page.pictures.peek());
    if (!found) return;
    const bytes = await draw(page.store, found.name, found.view);
    saySaved(page, await page.act("saveFile", { name: EXPORTS[name].file.replace("{0}", found.name), bytes }));
  };
}

/** Says that a file was saved, when one was. */
export function saySaved(page: Page, name: string | null | undefined): void {
  if (name) page.notice.value = t("Saved {0}.", name);
}
