import { deepEqual, equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { PageCommand } from "../../../src/protocol/page-commands";
import { gradientsOf } from "./gradients";
import { PanelTests, spoil, waitAsked } from "./open";

describe("what menus of VS Code have the panel do", () => {
  const panel = new PanelTests();
  const command = (page: Page, given: PageCommand): Promise<void> =>
    page.evaluate((sent) => {
      globalThis.dispatchEvent(new MessageEvent("message", { data: { event: "command", command: sent } }));
    }, given);

  it("copies a cell, a row and a column of the picture that was clicked", async () => {
    const page = await panel.open("small");
    const { dx } = gradientsOf("small");
    const at = { tensor: "dx", row: 1, column: 2 } as const;
    for (const [i, [what, expected]] of (
      [
        ["cell", dx[5]],
        ["row", [...dx.subarray(3, 6)]],
        ["column", Array.from({ length: 7 }, (_, row) => [dx[row * 3 + 2]])],
      ] as const
    ).entries()) {
      await command(page, { do: "copy", what, ...at });
      const { text } = (await waitAsked(page, "copyText", i + 1)) as { text: string };
      deepEqual(JSON.parse(text), expected);
    }
    await command(page, { do: "reveal", ...at });
    deepEqual(await waitAsked(page, "reveal"), { row: 1, column: 2 });
  });

  it("opens the exports, and Explain at an element of a gradient", async () => {
    const page = await panel.open("small");
    await command(page, { do: "export" });
    await page.getByRole("menuitem", { name: "Save as PNG..." }).waitFor();
    await page.keyboard.press("Escape");
    await command(page, { do: "show", tensor: "dx", index: [2, 1], explain: true });
    await page.locator("gl-explain [data-cell]").waitFor();
  });

  it("leads from a fault to its place in the text", async () => {
    const page = await panel.open("small");
    await spoil(page);
    await page.getByRole("button", { name: /^Line 3, column/ }).click();
    const { line } = (await waitAsked(page, "showPlace")) as { line: number };
    equal(line, 3);
  });

  it("tells VS Code the cell under the pointer, and nothing beside the pictures", async () => {
    const page = await panel.open("small");
    const context = (): Promise<string | undefined> => page.evaluate(() => document.body.dataset.vscodeContext);
    await page.getByRole("grid", { name: /^dx,/ }).click({ button: "right", position: { x: 3, y: 3 } });
    deepEqual(JSON.parse((await context()) ?? "{}"), {
      ...{ webviewSection: "cell", preventDefaultContextMenuItems: true, tensor: "dx", row: 0, column: 0 },
    });
    await page.getByRole("button", { name: "Export" }).click({ button: "right" });
    equal(await context(), undefined);
  });
});
