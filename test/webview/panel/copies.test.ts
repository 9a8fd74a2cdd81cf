import { deepEqual, equal, match } from "node:assert/strict";
import { chooseView } from "../harness/choose-view";
import { gradientsOf } from "./gradients";
import { focusPicture, load, PanelTests, spoil, waitAsked } from "./open";

const dxOf = (name: string): Float64Array => gradientsOf(name).dx;

describe("the panel's copies, exports and menus", () => {
  const panel = new PanelTests();

  it("copies what is chosen as JSON, NumPy, CSV and Markdown", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown"]) await page.keyboard.press(key);
    const dx = dxOf("small");
    const copy = async (item: string, nth: number): Promise<string> => {
      await page.locator("gl-inspector").getByRole("button", { name: "Copy numbers" }).click();
      await page.getByRole("menuitem", { name: item, exact: true }).click();
      return ((await waitAsked(page, "copyText", nth)) as { text: string }).text;
    };
    equal(Number(await copy("Value as JSON", 1)), dx[3]);
    deepEqual(JSON.parse(await copy("Row as JSON", 2)), [...dx.subarray(3, 6)]);
    equal(await copy("Row as NumPy", 3), `dx = np.array([${[...dx.subarray(3, 6)].join(", ")}], dtype=np.float64)`);
    const column = Array.from({ length: 7 }, (_, row) => dx[row * 3]);
    deepEqual((await copy("Column as CSV", 4)).split("\n").map(Number), column);
    equal((await copy("Column as Markdown", 5)).split("\n").length, 9);
    await page.getByText("Copied: Column of dx, 7 values.").first().waitFor();
  });

  it("copies odd numbers so that they read back", async () => {
    const page = await panel.open("with NaN");
    await focusPicture(page, "x");
    for (const key of ["Home", "Control+Home"]) await page.keyboard.press(key);
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowDown");
    const copy = page.locator("gl-inspector").getByRole("button", { name: "Copy numbers" });
    await copy.click();
    await page.getByRole("menuitem", { name: "Row as JSON" }).click();
    const { text } = (await waitAsked(page, "copyText")) as { text: string };
    equal((JSON.parse(text) as unknown[])[3], "NaN");
    await copy.click();
    await page.getByRole("menuitem", { name: "Row as NumPy" }).click();
    match(((await waitAsked(page, "copyText", 2)) as { text: string }).text, /, np\.nan, /);
  });

  it("exports the picture that its menu names, when a candidate has taken the other's place", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "x");
    await page.keyboard.press("Home");
    await load(page, "candidate");
    await page.getByRole("grid", { name: /^your dx,/ }).waitFor();
    const choose = async (item: string): Promise<void> => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("group", { name: "Picture of your dx" }).waitFor();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await choose("Save as PNG...");
    equal(((await waitAsked(page, "saveFile")) as { name: string }).name, "candidate.png");
    await choose("Save as .npy...");
    deepEqual(await waitAsked(page, "saveExport"), { format: "npy", tensor: "candidate", name: "candidate.npy" });
    await load(page, "small");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("group", { name: "Picture of dx" }).waitFor();
  });

  it("names in its menu the picture that stands there, not one that is put away", async () => {
    const page = await panel.open("small");
    const single = page.getByRole("button", { name: "One at a time" });
    await single.click();
    await chooseView(page, "out");
    await page.getByRole("grid", { name: /^out,/ }).waitFor();
    await single.click(); // the three again, without out
    await page.getByRole("grid", { name: /^dout,/ }).waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("group", { name: "Picture of x", exact: true }).waitFor();
    await page.getByRole("menuitem", { name: "Save as CSV..." }).click();
    deepEqual(await waitAsked(page, "saveExport"), { format: "csv", tensor: "x", name: "x.csv" });
  });

  it("saves numbers and reports, and copies code that reproduces the problem", async () => {
    const page = await panel.open("small");
    const saved = async (item: string, nth: number): Promise<{ name: string; bytes: Buffer }> => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await page.waitForFunction((count) => window.panel.host.saved.length === count, nth);
      const { name, bytes } = await page.evaluate((at) => {
        const file = window.panel.host.saved[at - 1];
        if (!file) throw new Error(`expected ${at} saved files`);
        return { name: file.name, bytes: [...file.bytes] };
      }, nth);
      return { name, bytes: Buffer.from(bytes) };
    };
    const npy = await saved("Save as .npy...", 1);
    equal(npy.name, "dx.npy");
    const numbers = npy.bytes.subarray(npy.bytes.indexOf("\n") + 1);
    deepEqual(
      Array.from({ length: 21 }, (_, i) => numbers.readDoubleLE(8 * i)),
      [...dxOf("small")],
    );
    const report = await saved("Save HTML report...", 2);
    equal(report.name, "gradient-lens.html");
    match(report.bytes.toString("utf8"), /<title>activations\.json - Gradient Lens<\/title>/);
    await page.getByText("Saved gradient-lens.html.").first().waitFor();

    const copied = async (item: string, nth: number): Promise<string> => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await page.waitForFunction((count) => window.panel.host.copied.length === count, nth);
      return page.evaluate((at) => {
        const text = window.panel.host.copied[at - 1];
        if (text === undefined) throw new Error(`expected ${at} copied texts`);
        return text;
      }, nth);
    };
    match(await copied("Copy as NumPy code", 1), /import numpy as np/);
    match(await copied("Copy as PyTorch code", 2), /import torch/);
  });

  it("saves the last good picture when the newest input could not be used", async () => {
    const page = await panel.open("small");
    await spoil(page);
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Save as CSV..." }).click();
    await page.waitForFunction(() => window.panel.host.saved.length === 1);
    const text = await page.evaluate(() => new TextDecoder().decode(window.panel.host.saved[0]?.bytes));
    deepEqual(text.trim().split(/[\n,]/).map(Number), [...dxOf("small")]);
  });

  it("walks its menus with the keyboard", async () => {
    const page = await panel.open("small");
    const button = page.getByRole("button", { name: "Export" });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Save as PNG..." }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("End");
    await page.getByRole("menuitem", { name: "Save HTML report..." }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Escape");
    equal(await page.getByRole("menu", { name: "Export" }).isVisible(), false);
    await button.and(page.locator(":focus")).waitFor();
  });
});
