import { equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import { load, PanelTests } from "./open";

const shown = (page: Page) => page.getByRole("combobox", { name: "What is shown" });
const pictureOf = (page: Page, rows: number, columns: number) =>
  page.getByRole("grid", { name: new RegExp(`^dx,.* ${rows} rows, ${columns} columns`) });

describe("a tensor of rank 4", () => {
  const panel = new PanelTests();

  it("opens as images: a row of them for each sample, a column for each channel", async () => {
    const page = await panel.open("images"); // 4 x 6 x 12 x 10
    await pictureOf(page, 4 * 12, 6 * 10).waitFor();
    equal(await shown(page).inputValue(), "images");
    await load(page, "small", 1);
    await pictureOf(page, 7, 3).waitFor();
    await load(page, "images", 2);
    await pictureOf(page, 4 * 12, 6 * 10).waitFor();
  });

  it("stays the matrix that was chosen, after other numbers and after a reload", async () => {
    const page = await panel.open("images");
    await shown(page).selectOption("matrix");
    await pictureOf(page, 4 * 12 * 10, 6).waitFor();
    await load(page, "images", 1);
    equal(await shown(page).inputValue(), "matrix");
    const holding = await page.waitForFunction(() => {
      const kept = window.panel.kept as { place?: { plane?: { kind?: string } } } | undefined;
      return kept?.place?.plane?.kind === "matrix" ? kept : false;
    });
    const again = await panel.open("images", { kept: await holding.jsonValue() });
    equal(await shown(again).inputValue(), "matrix");
    await pictureOf(again, 4 * 12 * 10, 6).waitFor();
  });
});
