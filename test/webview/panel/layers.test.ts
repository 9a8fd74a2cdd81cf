import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { PanelTests, renewed, stopAt } from "./open";

const section = (page: Page, name: string) => page.locator("gl-inspector").getByRole("region", { name, exact: true });
const index = (page: Page) => page.getByRole("group", { name: "dx", exact: true }).locator(".readout .index");

const layer = (page: Page) => page.getByRole("combobox", { name: /^(Normalization )?layer$/ });
const fault = (page: Page, name: string) => page.locator(`[data-parameter="${name}"]`).getByRole("alert");

async function fill(page: Page, name: string, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: new RegExp(`^${name}`) });
  await box.fill(text);
  await box.press("Enter");
}

/** Chooses a cell of the last picture by a click. */
async function choose(page: Page, [row, column]: readonly number[], [rows, columns]: readonly number[]): Promise<void> {
  const box = await page.locator("gl-heatmap").last().boundingBox();
  if (!box) throw new Error("expected a picture");
  const along = (at = 0, of = 1, size: number): number => ((at + 0.5) / of) * size;
  const [x, y] = [along(column, columns, box.width), along(row, rows, box.height)];
  await page.mouse.click(box.x + x, box.y + y);
  await page.getByRole("tab", { name: "Cell" }).click();
}

/** Clicks the middle of one of so many equal parts. */
async function clickIn(strip: Locator, [column, row]: Pair, [columns, rows]: Pair): Promise<void> {
  const box = await strip.boundingBox();
  if (!box) throw new Error("expected a strip");
  await strip.click({ position: { x: ((column + 0.5) / columns) * box.width, y: ((row + 0.5) / rows) * box.height } });
}
type Pair = readonly [number, number];

/** The names of the figures of a section. */
const figures = (page: Page, name: string): Promise<string[]> => section(page, name).locator("th").allInnerTexts();

describe("a layer that is not batch norm", () => {
  const panel = new PanelTests();

  it("opens B x T x D with a row for each set, and names set and cell by the tensor's own axes", async () => {
    const page = await panel.open("layer norm");
    await page.getByRole("grid", { name: /^dx,.* 10 rows, 8 columns/ }).waitFor();
    equal(await layer(page).inputValue(), "layer");
    await page.getByRole("region", { name: "Parameters" }).getByText("over the last axis (8)").waitFor();
    await choose(page, [6, 3], [10, 8]);
    await index(page).getByText("[1, 1, 3]").waitFor();
    await section(page, "Row 6").locator('[data-field="dv"]').waitFor();
    deepEqual(await figures(page, "Row 6"), ["μ", "v", "dμ", "dv"]);
    deepEqual((await figures(page, "Column 3")).slice(0, 4), ["γ", "β", "dγ", "dβ"]);
  });

  it("says once in Compare for which other layer a candidate is right", async () => {
    const page = await panel.open("right for another layer");
    await page.getByRole("tab", { name: "Compare" }).click();
    const said = page.getByText("dx, dgamma and dbeta are right for instance norm, but norm says otherwise.");
    await page.locator("gl-compare [data-fit]").filter({ has: said }).waitFor();
    equal(await page.locator("gl-compare .summary").count(), 0);
  });

  it("says what a candidate has wrong, and goes to its worst cell", async () => {
    const page = await panel.open("layer norm");
    await page.getByText("Your dx is wrong").first().waitFor();
    await page.getByRole("button", { name: "dx[0, 3, 3]" }).click();
    await index(page).getByText("[0, 3, 3]").waitFor();
  });

  it("has no mean path and no mean in RMS norm", async () => {
    const page = await panel.open("rms norm");
    await choose(page, [2, 1], [12, 16]);
    await section(page, "Row 2").locator('[data-field="dv"]').waitFor();
    deepEqual(await figures(page, "Row 2"), ["v", "dv"]);
    equal(await page.locator("gl-inspector .terms").getByText("mean path").count(), 0);
  });

  it("names groups of channels by their sample", async () => {
    const page = await panel.open("group norm");
    await page.getByRole("grid", { name: /^dx,.* 12 rows, 6 columns/ }).waitFor();
    await choose(page, [5, 4], [12, 6]);
    await section(page, "Group 1 of sample 1").locator('[data-field="dv"]').waitFor();
    await index(page).getByText("[1, 4, 1]").waitFor();
    match((await figures(page, "Column 4")).join(), /dγ/);
  });

  it("shows instance norm's images side by side", async () => {
    const page = await panel.open("instance norm");
    await page.getByRole("grid", { name: /^dx,.* 18 rows, 20 columns/ }).waitFor();
    await choose(page, [7, 6], [18, 20]);
    await section(page, "Channel 1 of sample 1").waitFor();
  });

  it("has what is known of each row beside the rows of the input, linked by the cursor", async () => {
    const page = await panel.open("rms norm");
    const input = page.getByRole("group", { name: "x", exact: true });
    equal(await input.getByRole("img", { name: /^μ of x/ }).count(), 0, "no mean is taken off");
    const strip = input.getByRole("img", { name: /^v of x, .* one value for each row$/ });
    const [rows, cells] = [await strip.boundingBox(), await input.locator("gl-heatmap").boundingBox()];
    deepEqual([rows?.y, rows?.height], [cells?.y, cells?.height]);
    ok(cells && rows && rows.x >= cells.x + cells.width);
    await clickIn(strip, [0, 7], [1, 12]);
    await page.getByRole("tab", { name: "Cell" }).click();
    await section(page, "Row 7").locator('[data-field="dv"]').waitFor();
    const known = await section(page, "Row 7").locator('tr[data-tensor="variance"] td').innerText();
    const shown = await input.locator('.at[data-strip="variance"]').innerText();
    ok(shown !== "" && Math.abs(Number(shown) / Number(known) - 1) < 1e-3, `${shown} for ${known}`);
  });

  it("has what is known of each group under the input, block by block, linked by the cursor", async () => {
    const page = await panel.open("group norm");
    const input = page.getByRole("group", { name: "x", exact: true });
    await clickIn(input.getByRole("img", { name: /^μ of x, .* one value for each block$/ }), [1, 2], [2, 3]);
    await index(page).getByText("[2, 3, 0]").waitFor();
    await page.getByRole("tab", { name: "Cell" }).click();
    await section(page, "Group 1 of sample 2").waitFor();
    await input.getByRole("img", { name: /^v of x, / }).waitFor();
  });

  it("has them in Find and in the table, by the sets' own places", async () => {
    const page = await panel.open("layer norm");
    await page.keyboard.press("Control+f");
    const find = page.getByRole("textbox", { name: "Find" });
    await find.fill("mean[1, 2]");
    await find.press("Enter");
    await index(page)
      .getByText(/^\[1, 2, /)
      .waitFor();
    await find.press("Escape");
    await page.getByRole("tab", { name: "Table" }).click();
    await page.getByRole("combobox", { name: "Table of" }).selectOption("mean");
    const table = page.getByRole("grid", { name: "Table of μ" });
    deepEqual([await table.getAttribute("aria-rowcount"), await table.getAttribute("aria-colcount")], ["11", "2"]);
    await table.getByRole("gridcell", { selected: true }).and(page.locator("#c7-0")).waitFor();
    await table.focus();
    await page.keyboard.press("ArrowDown");
    await index(page)
      .getByText(/^\[1, 3, /)
      .waitFor();
  });

  it("has them beside the rows of a plane whose rows are sets, and nowhere in another", async () => {
    const page = await panel.open("layer norm"); // 2 x 5 x 8
    const strip = page.getByRole("group", { name: "x", exact: true }).getByRole("img", { name: /^μ of x/ });
    await page.keyboard.press("Control+f");
    await page.getByRole("textbox", { name: "Find" }).fill("mean");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await page.getByRole("grid", { name: /^x,.* 5 rows, 8 columns/ }).waitFor();
    await clickIn(strip, [0, 3], [1, 5]);
    await index(page)
      .getByText(/^\[0, 3, /)
      .waitFor();
    await page.locator("gl-plane label", { hasText: "rows" }).locator("select").selectOption("0");
    await strip.waitFor({ state: "detached" });
  });

  it("says whether it is affine, and has no box of batch norm's", async () => {
    const page = await panel.open("layer norm");
    const words = page.getByRole("region", { name: "Parameters" });
    equal(await words.getByRole("button", { name: "training" }).count(), 0);
    await page.getByRole("button", { name: "Rarely changed settings" }).click();
    const items = (await page.getByRole("menuitem").allInnerTexts()).join();
    ok(/affine/i.test(items) && !/mask|split|running/i.test(items), items);
    await page.getByRole("menuitem", { name: /^Affine/ }).click();
    await renewed(page, () => page.getByRole("combobox", { name: "affine" }).selectOption("without them"));
    await page.getByRole("button", { name: "Fold the parameters into one line" }).click();
    await words.getByRole("button", { name: "not affine" }).waitFor();
    await renewed(page, () => page.getByRole("button", { name: "Undo", exact: true }).click());
    await words.getByRole("button", { name: /^gamma/ }).waitFor();
  });

  it("is chosen before there is a picture where another layer may have one", async () => {
    const page = await panel.open(null);
    await page.evaluate(() => window.panel.host.source.giveText("[1.5, -2, 0.25, 3]"));
    await page.getByRole("combobox", { name: "Normalization layer" }).selectOption("RMS norm");
    await page.getByRole("grid", { name: /^dx,.* 1 rows?, 4 columns/ }).waitFor();
    await page.getByRole("region", { name: "Parameters" }).getByText("over the last axis (4)").waitFor();
  });

  it("is chosen in the panel's head; what does not fit is said at its box, and the one undo gives all back", async () => {
    const page = await panel.open("layer norm");
    await renewed(page, () => layer(page).selectOption("RMS norm"));
    const words = page.getByRole("region", { name: "Parameters" });
    await words.getByRole("button", { name: "over the last axis (8)" }).click();
    await fill(page, "normalized shape", "5 x 8");
    await fault(page, "normalizedShape").getByText("gamma has 8 values, expected 40 (5 x 8) for rms norm").waitFor();
    await page.getByText("normalizedShape cannot be used as it was given").waitFor();
    equal(await layer(page).inputValue(), "rms");
    const undo = page.getByRole("button", { name: "Undo", exact: true });
    await renewed(page, () => undo.click());
    await fault(page, "normalizedShape").waitFor({ state: "detached" });
    await renewed(page, () => undo.click());
    equal(await layer(page).inputValue(), "layer");
    await undo.waitFor({ state: "detached" });
  });

  it("has groups that divide the channels when group norm is chosen, and says which numbers do", async () => {
    const page = await panel.open("instance norm");
    await renewed(page, () => layer(page).selectOption("Group norm"));
    await page.getByRole("region", { name: "Parameters" }).getByRole("button", { name: "2 groups" }).click();
    await fill(page, "groups", "3");
    await fault(page, "groups")
      .getByText("groups is 3, expected a whole number that divides the 4 channels of x (axis 1).")
      .waitFor();
    await renewed(page, () => fill(page, "groups", "4"));
    await fault(page, "groups").waitFor({ state: "detached" });
  });

  it("is named in the head as the picture has it once a choice that was refused is taken back", async () => {
    const page = await panel.open("layer norm");
    await stopAt(page, 5);
    await renewed(page, () => layer(page).selectOption("Layer norm"));
    await page.getByRole("button", { name: "over the last axis (2)" }).click();
    await renewed(page, () => fill(page, "normalized shape", "3, 2"));
    await renewed(page, () => fill(page, "gamma", "1, 2, 3, 4, 5, 6"));
    await page.getByRole("button", { name: "Fold the parameters into one line" }).click();
    await layer(page).selectOption("Batch norm");
    const refusal = page.getByText("gamma has 6 values, expected 2").first();
    await refusal.waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await refusal.waitFor({ state: "detached" });
    equal(await layer(page).inputValue(), "layer");
  });
});
