import type { PictureName } from "../../src/protocol/picture";
import type { Page } from "./page-context";

/** VS Code's menu for a webview, over a picture: it is told the cell under the pointer, and offers what is for one. */
export function offerCells({ store, pictures }: Page): void {
  globalThis.addEventListener(
    "contextmenu",
    (event) => {
      const shown = pictures.peek();
      const cell = shown && event.composedPath().includes(shown) ? store.hover.peek() : null;
      const { dataset } = document.body;
      if (!cell) {
        delete dataset.vscodeContext;
        return;
      }
      const at: { readonly tensor: PictureName; readonly row: number; readonly column: number } = {
        tensor: store.active.peek(),
        ...cell,
      };
      dataset.vscodeContext = JSON.stringify({ webviewSection: "cell", preventDefaultContextMenuItems: true, ...at });
    },
    { capture: true },
  );
}
