import { deepEqual, equal, match } from "node:assert/strict";
import type { Page } from "playwright-core";
import { asked, checked, openBoxes, PanelTests, renewed } from "./open";

const panel = new PanelTests();

const more = (page: Page): Promise<void> => page.getByRole("button", { name: "More" }).click();
const faultOf = (page: Page, name: string) => page.locator(`[data-parameter="${name}"]`).getByRole("alert");
const box = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
/** The parameters that the strip shows, in their order. */
const shown = (page: Page): Promise<string[]> =>
  page
    .locator("gl-parameters [data-parameter]")
    .evaluateAll((items) => items.map((item) => item.getAttribute("data-parameter") ?? ""));
const USUAL = ["norm", "gamma", "beta", "eps", "dout", "seed", "mode"];

async function type(page: Page, name: string, text: string): Promise<void> {
  await box(page, name).fill(text);
  await renewed(page, () => box(page, name).press("Enter"));
}

describe("conventions in the parameter strip", () => {
  it("stand behind More until one is another than usual", async () => {
    const page = await panel.open("small", { boxes: true });
    deepEqual(await shown(page), USUAL);
    await more(page);
    const all = ["runningMean", "runningVar", "axis", "variance", "epsPlacement", "mask", "split", "activation", "tolerance"]; // prettier-ignore
    deepEqual(await shown(page), ["norm", "affine", ...USUAL.slice(1), ...all]);
    await renewed(page, () => page.getByRole("combobox", { name: "variance" }).selectOption("unbiased"));
    await renewed(page, () => page.getByRole("combobox", { name: "eps stands" }).selectOption("outside"));
    await renewed(page, () => page.getByRole("combobox", { name: "activation" }).selectOption("leaky-relu"));
    await type(page, "slope", "0.2");
    await type(page, "mask", "1, 1, 1, 1, 1, 0, 0");
    await page.getByRole("button", { name: "Less" }).click();
    deepEqual(await shown(page), [...USUAL, "variance", "epsPlacement", "mask", "activation", "slope"]);
    await renewed(page, () => page.getByRole("button", { name: "Reset variance" }).click());
    deepEqual(await shown(page), [...USUAL, "epsPlacement", "mask", "activation", "slope"]);
    deepEqual(
      (await asked(page, "setParameter")).map((ask) => Object.values(ask as object).join(" ")),
      ["variance unbiased", "epsPlacement outside", "activation leaky-relu", "slope 0.2", "mask 1, 1, 1, 1, 1, 0, 0", "variance "],
    ); // prettier-ignore
  });

  it("are kept through a reload of the window", async () => {
    const page = await panel.open("small", { boxes: true });
    await more(page);
    await type(page, "split", "3, 4");
    await type(page, "axis", "-1");
    await renewed(page, () => page.getByRole("combobox", { name: "variance" }).selectOption("unbiased"));
    const typed = { split: "3, 4", axis: "-1", variance: "unbiased" };
    const holding = await page.waitForFunction((wanted) => {
      const kept = window.panel.kept as { source?: { settings?: { typed?: unknown } } } | undefined;
      return JSON.stringify(kept?.source?.settings?.typed) === wanted ? kept : false;
    }, JSON.stringify(typed));
    const kept: unknown = await holding.jsonValue();
    const again = await panel.open("small", { kept });
    for (const [name, text] of [["split", "3, 4"], ["axis", "-1"]] as const) equal(await box(again, name).inputValue(), text); // prettier-ignore
    equal(await again.getByRole("combobox", { name: "variance" }).inputValue(), "unbiased");
  });

  it("say at their box what cannot be used, and change nothing", async () => {
    const page = await panel.open("small", { boxes: true });
    await more(page);
    const before = await page.locator("[data-verdict]").first().textContent();
    for (const [name, text, sentence] of [
      ["split", "3, 3", /split adds up to 6, expected 7, the extent of x along axis 0/],
      ["mask", "1, 0", /mask has shape 2, expected that of x without its channels/],
      ["axis", "3", /axis is 3, expected a whole number from -2 to 1/],
      ["axis", "0", /gamma has 3 values, expected 7/],
    ] as const) {
      await page.locator(`[data-parameter="${name}"] vscode-textfield`).locator("input").fill(text);
      await page.locator(`[data-parameter="${name}"] vscode-textfield`).locator("input").press("Enter");
      await faultOf(page, name).filter({ hasText: sentence }).waitFor();
      equal(await page.getByRole("grid", { name: /^dx,.* 7 rows, 3 columns/ }).count(), 1, name);
      await page.getByRole("button", { name: `Reset ${name}` }).click();
      await faultOf(page, name).waitFor({ state: "detached" });
    }
    equal(await page.locator("[data-verdict]").first().textContent(), before);
  });

  it("put another axis into the columns, and name cells by x's own index", async () => {
    const page = await panel.open("ordinary", { boxes: true });
    await more(page);
    await type(page, "axis", "0");
    await page.getByRole("grid", { name: /^dx,.* 48 rows, 64 columns/ }).waitFor();
    await page.getByRole("grid", { name: /^dx,/ }).focus();
    await page.keyboard.press("Home"); // the first key only puts the cursor in
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.locator("gl-inspector").getByText("[0, 1]").waitFor();
  });

  it("take a mask that was picked", async () => {
    const page = await panel.open("small", { boxes: true });
    await more(page);
    await page.evaluate(() => {
      const value = { shape: [7, 1], values: Float64Array.of(1, 1, 1, 1, 1, 0, 0), dtype: "float64" as const };
      window.panel.host.picks.mask = { title: "padding.npy", value };
    });
    await renewed(page, () => page.getByRole("button", { name: "Pick mask..." }).click());
    equal(await box(page, "mask").inputValue(), "padding.npy");
    equal(await page.getByRole("button", { name: "Pick split..." }).count(), 0);
  });
});

describe("gradients of channels on another axis", () => {
  it("come with the axis that fits, one click away", async () => {
    const page = await panel.open(null);
    await page.evaluate(() => window.panel.load("right for channels last"));
    const card = page.getByRole("alert").filter({ hasText: "are the channels last" });
    match((await card.textContent()) ?? "", /gamma has 3 values, expected 4/);
    await card.getByRole("button", { name: "Channels on axis 2" }).click();
    await checked(page);
    equal(await card.count(), 0);
    equal(await page.locator("[data-candidate-verdict]").first().getAttribute("data-candidate-verdict"), "correct");
    await openBoxes(page);
    equal(await box(page, "axis").inputValue(), "2");
  });
});

describe("a setting that makes the given gradients right", () => {
  for (const [problem, words, settings] of [
    ["right for the unbiased variance", /unbiased variance/, ["variance"]],
    ["right for features first", /channels on axis 0/, ["axis"]],
    ["right for two batches", /2 parts of the batch/, ["split"]],
    ["right for padding", /without the 3 rows/, ["mask"]],
    ["right for a leaky ReLU", /leaky ReLU of slope 0.2/, ["activation", "slope"]],
    ["right for another gamma", /with gamma = 0\.68, -1\.4, 1\.02, 2/, ["gamma"]],
    ["right for the sum of squares", /dout = 2 \* out/, ["dout"]],
  ] as const) {
    it(`is taken over by one click: ${problem}`, async () => {
      const page = await panel.open(problem);
      await page.getByRole("tab", { name: "Compare" }).click();
      const fit = page.locator("[data-fit]").first();
      match((await fit.locator("p").textContent()) ?? "", words);
      equal(await page.locator("[data-candidate-verdict]").first().getAttribute("data-candidate-verdict"), "doubtful");
      await renewed(page, () => fit.getByRole("button", { name: "Take it over" }).click());
      equal(await page.locator("[data-candidate-verdict]").first().getAttribute("data-candidate-verdict"), "correct");
      equal(await page.locator("[data-fit]").count(), 0);
      deepEqual(await asked(page, "takeFit"), [{ fit: 0 }]);
      await openBoxes(page);
      for (const name of settings) {
        equal(await page.getByRole("button", { name: `Reset ${name}` }).count(), 1, name);
        equal(await faultOf(page, name).count(), 0, name);
      }
    });
  }
});
