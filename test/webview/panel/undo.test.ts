import { deepEqual, equal, match } from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { gradientsOf } from "./gradients";
import { asked, PanelTests, renewed } from "./open";

const undo = (page: Page): Locator => page.getByRole("button", { name: "Undo", exact: true });
const verdict = async (page: Page): Promise<string> =>
  (await page.getByRole("region", { name: "Verdict" }).innerText()).replace(/\s+/g, " ").trim();

async function pickBeta(page: Page, title: string, factor: number): Promise<void> {
  const values = Array.from(gradientsOf("small").dbeta, (value) => factor * value);
  await page.evaluate(
    ([name, numbers]) => {
      const value = { shape: [numbers.length], values: Float64Array.from(numbers), dtype: "float64" as const };
      window.panel.host.picks["candidate.dbeta"] = { title: name, value };
    },
    [title, values] as const,
  );
  await page.getByRole("button", { name: "Check mine..." }).click();
  await page.getByRole("menuitem", { name: /^My dβ/ }).click();
}

describe("the one undo of the panel", () => {
  const panel = new PanelTests();

  it("brings back a candidate that another took the place of, or that was put away, by its button and by Ctrl+Z", async () => {
    const page = await panel.open("small");
    equal(await undo(page).count(), 0, "nothing was done yet");
    await renewed(page, () => pickBeta(page, "mine.npy", 1));
    const right = await verdict(page);
    match(right, /^Your dbeta is right/);
    await renewed(page, () => pickBeta(page, "other.npy", 2));
    match(await verdict(page), /^Your dbeta is (wrong|doubtful)/);
    await renewed(page, async () => {
      await page.getByRole("button", { name: "Check mine..." }).click();
      await page.getByRole("menuitem", { name: "Put mine away" }).click();
    });
    match(await verdict(page), /Yours: not compared yet\./);
    equal(await undo(page).getAttribute("title"), "Undo (Ctrl+Z): brings back your gradients as before");
    await renewed(page, () => undo(page).click());
    match(await verdict(page), /^Your dbeta is (wrong|doubtful)/);
    await renewed(page, () => page.keyboard.press("Control+z"));
    equal(await verdict(page), right);
    await renewed(page, () => undo(page).click());
    match(await verdict(page), /Yours: not compared yet\./);
    await undo(page).waitFor({ state: "detached" });
  });

  it("brings back what a fit that was taken over has set, and leaves Ctrl+Z in a box to the box", async () => {
    const page = await panel.open("right for the sum of squares", { boxes: true });
    const question = await verdict(page);
    await renewed(page, () => page.getByRole("button", { name: "Take it over" }).first().click());
    await page.getByRole("textbox", { name: "gamma" }).press("Control+z");
    equal((await asked(page, "undo")).length, 0);
    await renewed(page, () => undo(page).click());
    equal(await verdict(page), question);
    deepEqual(await asked(page, "undo"), [null]);
  });
});
