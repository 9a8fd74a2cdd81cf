import { equal, ok } from "node:assert/strict";
import { gradientsOf } from "./gradients";
import { focusPicture, PanelTests, said } from "./open";
import { itemAt } from "../../../src/core/item-at";

const dxOf = (name: string): Float64Array => gradientsOf(name).dx;

describe("the panel's table", () => {
  const panel = new PanelTests();

  it("shows the numbers as a table of which only what is in sight is there", async () => {
    const page = await panel.open("10,000 columns");
    await page.getByRole("tab", { name: "Table" }).click();
    const table = page.getByRole("grid", { name: "Table of dx" });
    equal(await table.getAttribute("aria-colcount"), "10001");
    equal(await table.getAttribute("aria-rowcount"), "41");
    ok((await table.getByRole("gridcell").count()) < 400);
    const dx = dxOf("10,000 columns");
    // The last column in sight is whole; those who hear it have all its digits.
    const end = table.getByRole("row").nth(1).getByRole("gridcell").filter({ hasText: /\d/ }).last();
    const edge = await table.evaluate((port) => port.getBoundingClientRect().left + port.clientWidth);
    const box = await end.boundingBox();
    ok(box && box.x + box.width <= edge + 1, `a cell ends at ${box && box.x + box.width} px, the table at ${edge}`);
    const [text, title] = [await end.locator("span").first().textContent(), await end.getAttribute("title")];
    equal(await end.locator(".unseen").textContent(), title);
    const read = (number: string | null): number => Number(number?.trim().replace("\u2212", "-"));
    ok(Math.abs(read(text) / read(title) - 1) < 1e-4, `${text} for ${title}`);
    await table.focus();
    await page.keyboard.press("Control+End");
    const last = table.locator("#c39-9999");
    await last.waitFor();
    await page.waitForFunction(
      (title) => {
        const side = document.querySelector("gl-app")?.shadowRoot?.querySelector("gl-side")?.shadowRoot;
        const cell = side?.querySelector("gl-table")?.shadowRoot?.querySelector("#c39-9999");
        return (
          cell?.getAttribute("aria-selected") === "true" &&
          Math.abs(Number(cell.getAttribute("title")?.replace("\u2212", "-")) / title - 1) < 1e-14 // of another engine
        );
      },
      itemAt(dx, 39 * 10_000 + 9999),
    );
    equal(await table.getAttribute("aria-activedescendant"), "c39-9999");
    await page.keyboard.press("Control+Home");
    await table.locator("#c0-0").waitFor();
  });

  it("moves through the table of a strip, marks the channel and keeps the pictures' row", async () => {
    const page = await panel.open("small");
    const { dgamma } = gradientsOf("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    await page.getByRole("tab", { name: "Table" }).click();
    await page.getByRole("combobox", { name: "Table of" }).selectOption("dgamma");
    const table = page.getByRole("grid", { name: "Table of dγ" });
    await table.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown"); // there is one row
    await table.getByRole("gridcell", { selected: true }).and(page.locator("#c0-1")).waitFor();
    equal(await table.getAttribute("aria-activedescendant"), "c0-1");
    await said(page, /^dγ 2, 1: (\S+)\. dx/, itemAt(dgamma, 1));
    await page.getByRole("tab", { name: "Cell" }).click();
    await page.locator("gl-inspector").getByText("[2, 1]").waitFor();
  });

  it("moves through the channels in the table of a strip, whatever plane the pictures show", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await page.getByRole("tab", { name: "Table" }).click();
    await page.getByRole("combobox", { name: "Table of" }).selectOption("dbeta");
    const table = page.getByRole("grid", { name: "Table of dβ" });
    await table.focus();
    for (const key of ["ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    equal(await table.getAttribute("aria-activedescendant"), "c0-2");
    equal(await page.getByRole("slider", { name: "Entry of axis c" }).inputValue(), "2");
    await page.getByRole("tab", { name: "Cell" }).click();
    await page.locator("gl-inspector").getByText("[0, 2, 1, 1]").waitFor();
  });

  it("reads out the number at the table's cursor, also when the pointer rests on a picture", async () => {
    const page = await panel.open("small");
    const { out } = gradientsOf("small");
    await page.getByRole("tab", { name: "Table" }).click();
    await page.getByRole("combobox", { name: "Table of" }).selectOption("out");
    await page.getByRole("grid", { name: "Table of out" }).focus();
    await page.getByRole("grid", { name: /^x,/ }).hover();
    for (const key of ["Control+Home", "ArrowDown"]) await page.keyboard.press(key);
    await said(page, /^out 1, 0: (\S+)\. dx/, itemAt(out, 3));
  });
});
