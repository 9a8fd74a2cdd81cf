import { deepEqual, equal, match } from "node:assert/strict";
import type { Page } from "playwright-core";
import { checked, PanelTests } from "./open";

/** A problem file as an editor holds it. */
const file = (more: object): string => JSON.stringify({ x: [[1, 2], [3, 5], [4, 4]], ...more }); // prettier-ignore
const give = (page: Page, text: string): Promise<void> =>
  page.evaluate((content) => window.panel.host.source.giveText(content), text);
const stale = (page: Page) => page.getByRole("status").filter({ hasText: "Stale" });

/** The numbers of dgamma, as they can be copied. */
async function dgamma(page: Page): Promise<string> {
  await page.getByRole("tab", { name: "Table" }).click();
  return page.locator("gl-side").innerText();
}

async function type(page: Page, name: string, text: string): Promise<void> {
  const box = page.locator(`[data-parameter="${name}"] vscode-textfield`).locator("input");
  await box.fill(text);
  await box.press("Enter");
}

describe("a value that cannot be used", () => {
  const panel = new PanelTests();

  for (const [name, text, why] of [
    ["gamma", "abc", /abc/],
    ["gamma", "[1, 2, 3, 4]", /gamma has 4 values, expected 3/],
    ["eps", "-1", /eps is -1, expected a finite number/],
  ] as const) {
    it(`that is typed leaves the last good picture, marked stale: ${name} ${text}`, async () => {
      const page = await panel.open("small", { boxes: true });
      const before = await dgamma(page);
      await type(page, name, text);
      const fault = page.locator(`[data-parameter="${name}"]`).getByRole("alert");
      match((await fault.textContent()) ?? "", why);
      match(await stale(page).innerText(), new RegExp(`${name} cannot be used as it was given`));
      await checked(page);
      equal(await dgamma(page), before);
      await page.getByRole("button", { name: `Reset ${name}` }).click();
      await stale(page).waitFor({ state: "detached" });
    });
  }

  for (const [what, more, why] of [
    ["a gamma that is no number", { gamma: "abc" }, /gamma/],
    ["a gamma of a wrong length", { gamma: [1, 2, 3] }, /gamma has 3 values, expected 2/],
    ["a negative eps", { eps: -1 }, /eps/],
  ] as const) {
    it(`that comes by an edit of the problem file leaves it, too: ${what}`, async () => {
      const page = await panel.open(null);
      await give(page, file({ gamma: [2, 3] }));
      await checked(page);
      await give(page, file(more));
      const card = page.locator("[data-fault]");
      await card.waitFor();
      match((await card.textContent()) ?? "", why);
      match(await stale(page).innerText(), /last good picture/);
      await give(page, file({ gamma: [2, 3] }));
      await stale(page).waitFor({ state: "detached" });
    });

    it(`is a fault without a verdict where nothing was good yet: ${what}`, async () => {
      const page = await panel.open(null);
      await give(page, file(more));
      await page.getByRole("heading", { name: "No picture yet" }).waitFor();
      match((await page.locator("[data-fault]").textContent()) ?? "", why);
      equal(await page.locator("[data-verdict]").count(), 0);
    });
  }

  it("that was kept from before is a fault without a verdict, and is mended where it is said", async () => {
    const settings = { typed: {}, refused: { gamma: "abc" }, picked: {}, precision: "standard", probeSeed: null };
    const page = await panel.open(null, { kept: { source: { source: { kind: "test" }, settings } } });
    await give(page, file({}));
    const said = page.getByRole("list", { name: "What you have said" });
    await said.waitFor();
    match((await page.locator("[data-fault]").textContent()) ?? "", /abc/);
    equal(await page.locator("[data-verdict]").count(), 0);
    const box = said.getByRole("textbox", { name: "gamma" });
    equal(await box.inputValue(), "abc");
    await box.fill("[2, 3]");
    await box.press("Enter");
    await checked(page);
    deepEqual([await said.count(), await stale(page).count(), await page.locator("[data-fault]").count()], [0, 0, 0]);
  });
});
