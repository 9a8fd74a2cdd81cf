import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { asked, checked, PanelTests, renewed, waitAsked } from "./open";

const verdict = (page: Page): Locator => page.getByRole("region", { name: "Verdict" });
const mine = (page: Page): Locator => page.locator("[data-candidate-verdict]");
const textOf = async (part: Locator): Promise<string> => ((await part.textContent()) ?? "").replace(/\s+/g, " ").trim();

describe("the one verdict in the head", () => {
  const panel = new PanelTests();

  it("names the user's mistake, goes to the worst cell and to the comparison; the reference stands small beside it", async () => {
    const page = await panel.open("candidate");
    match(await textOf(mine(page)), /^Your dx is wrong: gamma left out\. worst: dx\[\d+, \d+\] Compare$/);
    const beside = verdict(page).locator("[data-verdict]");
    equal(await textOf(beside), "reference verified numerically");
    const size = (part: Locator): Promise<number> =>
      part.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    ok((await size(beside)) < (await size(mine(page))), "expected the reference to be small");
    await page.getByRole("tab", { name: "Cell" }).click();
    const worst = mine(page).getByTitle("Go to this cell");
    const place = ((await worst.textContent()) ?? "").trim().replace("dx", "");
    await worst.click();
    await page.locator("gl-inspector").getByText(place).waitFor();
    await mine(page).getByRole("button", { name: "Compare" }).click();
    await page.locator('[data-diagnosis="gamma-omitted"]').waitFor();
    await verdict(page).getByRole("button", { name: "How it was checked" }).click();
    equal(await verdict(page).getByRole("row").count(), 4);
  });

  it("says beside a reference that is right that nothing of the user's was compared, and is not green for it", async () => {
    for (const width of [400, 540, 800]) {
      const page = await panel.open("small", { width, height: 900 });
      const line = verdict(page).locator('[data-verdict="correct"]');
      match(await textOf(line), /^Reference gradients verified: 27 of 27 cells/);
      const yours = verdict(page).getByText("Yours: not compared yet.", { exact: true });
      const look = (part: Locator): Promise<{ size: number; weight: number; green: number }> =>
        part.evaluate((element) => {
          const { fontSize, fontWeight } = getComputedStyle(element);
          return { size: Number.parseFloat(fontSize), weight: Number(fontWeight), green: element.querySelectorAll(".good, .bad").length }; // prettier-ignore
        });
      const [reference, own] = [await look(line.locator("p")), await look(yours)];
      ok(own.size > reference.size && own.weight > reference.weight, JSON.stringify({ reference, own }));
      equal(reference.green, 0);
      // It stands under the button that takes what is to be compared.
      const [under, button] = [await yours.boundingBox(), await page.getByRole("button", { name: "Check mine..." }).boundingBox()]; // prettier-ignore
      ok(under && button && under.y - button.y < 80, `${under?.y} px, the button at ${button?.y}`);
    }
  });

  it("says so no more once they are compared", async () => {
    const page = await panel.open("right candidate");
    equal(await verdict(page).locator("[data-yours]").count(), 0);
    equal(await mine(page).locator(".good").count(), 1);
  });

  it("is one green line where all is right, without a link to a cell that is worst", async () => {
    const page = await panel.open("right for the unbiased variance");
    await renewed(page, () => mine(page).getByRole("button", { name: "Take it over" }).click());
    equal(await mine(page).getAttribute("data-candidate-verdict"), "correct");
    match(await textOf(mine(page)), /^Your dx, dgamma and dbeta are right: 56 of 56 cells/);
    equal((await mine(page).getByTitle("Go to this cell").count()) <= 1, true);
  });

  it("asks its question where it is doubtful, with the button that answers it", async () => {
    const page = await panel.open("right for the sum of squares");
    equal(await mine(page).getAttribute("data-candidate-verdict"), "doubtful");
    match(
      await textOf(mine(page)),
      /^Your dx, dgamma and dbeta are right with dout = 2 \* out: dout is not given\. Use that\? Take it over Compare/,
    );
    await renewed(page, () => mine(page).getByRole("button", { name: "Take it over" }).click());
    deepEqual(await asked(page, "takeFit"), [{ fit: 0 }]);
    equal(await mine(page).getAttribute("data-candidate-verdict"), "correct");
  });

  it("says how many mistakes gamma = 1 and beta = 0 hide, and puts in values that show them", async () => {
    const page = await panel.open("right but blind");
    match(await textOf(mine(page)), /With gamma = 1 and beta = 0, \d+ mistakes look right\./);
    await renewed(page, () => mine(page).getByRole("button", { name: "Try values that show them" }).click());
    equal((await asked(page, "useSeparatingProbe")).length, 1);
    await renewed(page, () => page.getByRole("button", { name: "Back to my values" }).click());
    match(await textOf(mine(page)), /mistakes look right\./);
  });

  it("keeps the check of the reference in reach while it runs, and when it was cancelled", async () => {
    const page = await panel.open("long check", { waits: false });
    await page.evaluate(() => {
      const values = new Float64Array(16).fill(1);
      window.panel.host.picks["candidate.dbeta"] = { title: "mine", value: { shape: [16], values, dtype: "float64" } };
    });
    await page.getByRole("button", { name: "Check mine..." }).click();
    await page.getByRole("menuitem", { name: /^My dβ/ }).click();
    await mine(page).waitFor();
    await verdict(page)
      .getByText(/^Checking the reference: /)
      .waitFor();
    await verdict(page).getByRole("button", { name: "Cancel" }).click();
    await verdict(page).getByRole("button", { name: "Check again" }).waitFor();
    equal(await mine(page).getAttribute("data-candidate-verdict"), "doubtful", "without a dout nobody can tell");
  });

  for (const width of [320, 400, 540, 800]) {
    it(`lets no word be cut at ${width} px`, async () => {
      const page = await panel.open("candidate", { width, height: 900 });
      const over = await verdict(page).evaluate((section) => section.scrollWidth - section.clientWidth);
      equal(over, 0);
    });
  }
});

describe("Check mine...", () => {
  const panel = new PanelTests();

  it("takes gradients from a selection or a file", async () => {
    const page = await panel.open("small");
    await page.getByRole("button", { name: "Check mine..." }).click();
    const items = await page.getByRole("menuitem").allInnerTexts();
    deepEqual(items, ["My dx...", "My dγ (dgamma)...", "My dβ (dbeta)...", "Pasted text..."]);
    await page.getByRole("menuitem", { name: "My dx..." }).click();
    deepEqual(await waitAsked(page, "pick"), { role: "candidate.dx" });
  });

  it("takes pasted text: a box to paste into, then what it is", async () => {
    const page = await panel.open("small");
    await page.getByRole("button", { name: "Check mine..." }).click();
    await page.getByRole("menuitem", { name: "Pasted text..." }).click();
    const dialog = page.getByRole("dialog", { name: "Paste numbers and use them as" });
    const first = dialog.getByRole("button").first();
    equal(await first.textContent().then((text) => text?.trim()), "my dx");
    await dialog.getByRole("textbox", { name: "Numbers" }).fill("1 2 3");
    await renewed(page, () => dialog.getByRole("button", { name: "my dβ (dbeta)" }).click());
    await checked(page);
    match(await textOf(mine(page)), /^Your dbeta is doubtful: the source has no dout, and dbeta cannot be judged/);
    await page.getByRole("button", { name: "Check mine..." }).click();
    await renewed(page, () => page.getByRole("menuitem", { name: "Put mine away" }).click());
    equal(await mine(page).count(), 0);
  });

  it("offers variables while a program is debugged, and what the program has already", async () => {
    const page = await panel.open("long names");
    await page.getByRole("button", { name: "Check mine..." }).click();
    await page.getByRole("group", { name: "From a variable, a selection or a file" }).waitFor();
  });
});
