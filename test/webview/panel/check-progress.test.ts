import { equal, match, ok } from "node:assert/strict";
import { PanelTests } from "./open";

describe("a check that takes hours", () => {
  const panel = new PanelTests();

  it("answers by a sample, asks before all cells, tells the time left, and keeps what was done", async function () {
    this.timeout(120_000);
    const page = await panel.open("endless check", { waits: false });
    const progress = page.locator("gl-check-progress");
    const sampled = progress.locator("[data-found=correct]");
    await progress.getByRole("button", { name: "Check all" }).waitFor({ timeout: 60_000 });
    const text = (await sampled.textContent()) ?? "";
    match(
      text,
      /Reference gradients verified: a sample of [\d,]+ of 720,048 cells, largest relative error \S+ at dx\[\d+, \d+\]\./,
    );
    match(text, /All 720,000 cells would take about \d+ (minutes|hours)\./);
    equal(await page.locator("[data-verdict]").count(), 0, "no verdict of all cells");

    await progress.getByRole("button", { name: "Check all" }).click();
    await progress.getByText(/^Checking the rest, about \d+ (minutes|hours) left/).waitFor();
    ok((await page.getByRole("progressbar", { name: "Gradient check" }).count()) === 1);
    await progress.getByRole("button", { name: "Cancel" }).click();
    await progress.getByRole("button", { name: "Check again" }).waitFor();
    match((await sampled.textContent()) ?? "", /a sample of [\d,]+ of 720,048 cells|cells so far/);
    match(
      (await sampled.textContent()) ?? "",
      /Check of the reference cancelled\s*:\s*[\d,]+ of 720,000 cells were checked\./,
    );
  });

  it("starts anew with other settings, and asks again", async function () {
    this.timeout(120_000);
    const page = await panel.open("endless check", { waits: false });
    const all = page.locator("gl-check-progress").getByRole("button", { name: "Check all" });
    await all.waitFor({ timeout: 60_000 });
    await all.click();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    await page.evaluate(() => {
      window.panel.host.receive({
        id: 999,
        name: "setParameter",
        generation: 0,
        ask: { name: "activation", text: "none" },
      } as never);
    });
    await page.locator("[data-verdict=correct]").waitFor({ timeout: 60_000 });
    match((await page.locator("[data-verdict]").textContent()) ?? "", /720,048 of 720,048 cells/);
  });
});
