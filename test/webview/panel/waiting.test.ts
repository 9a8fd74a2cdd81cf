import { deepEqual, equal } from "node:assert/strict";
import { load, PanelTests } from "./open";

describe("the panel while its user waits", () => {
  const panel = new PanelTests();

  it("says what is under way before the first numbers, and what is wrong when there are none", async () => {
    const page = await panel.open(null);
    await page.getByRole("heading", { name: "Reading x.json ..." }).waitFor();
    await page.evaluate(() => window.panel.host.source.give({ code: "no-matrix", text: "There is no matrix here." }));
    await page.getByRole("heading", { name: "No picture yet" }).waitFor();
    await page.getByRole("alert").filter({ hasText: "There is no matrix here." }).waitFor();
    await load(page, "small");
  });

  it("rehearses a picture while it waits", async () => {
    const page = await panel.open(null);
    await page.waitForFunction(() => window.panel.rehearsals === 1);
    await page.locator("body > gl-view").waitFor({ state: "detached" });
  });

  it("shows how far a long reading is, and cancels it", async () => {
    const page = await panel.open("small");
    const text = "Reading x: 5 MiB of 16 MiB";
    await page.evaluate((said) => {
      const { source } = window.panel.host;
      source.slow();
      source.giveText("[[1, 2], [3, 4]]");
      source.progress(said, 0.3125);
    }, text);
    const bar = page.getByRole("progressbar", { name: text });
    await bar.waitFor();
    equal(await bar.getAttribute("aria-valuenow"), "31");
    await page.locator("gl-header").getByRole("button", { name: "Cancel" }).click();
    await bar.waitFor({ state: "detached" });
    await page.getByRole("alert").filter({ hasText: "Reading x.json was cancelled." }).waitFor();
    equal(await page.getByRole("grid", { name: /^dx,/ }).count(), 1);
  });

  it("offers what the source knows to fit, one click away", async () => {
    const page = await panel.open("small");
    const offer = { role: "candidate.dx", title: "x.grad" } as const;
    await page.evaluate((known) => {
      window.panel.host.source.giveText("[[1, 2], [3, 5], [4, 4]]", { offers: [known] });
    }, offer);
    await page.getByRole("button", { name: "Compare with x.grad" }).click();
    await page.waitForFunction(() => window.panel.host.source.used.length > 0);
    deepEqual(await page.evaluate(() => window.panel.host.source.used), [offer]);
  });

  it("offers variables that are called as what is assumed, and none for what is given", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => {
      const offers = (["gamma", "beta", "dout"] as const).map((role) => ({
        role,
        title: role === "dout" ? "dy" : role,
      }));
      window.panel.host.source.giveText("[[1, 2], [3, 5], [4, 4]]", { offers });
    });
    const names = page.getByRole("group", { name: "Variables of these names" });
    await names.getByRole("button", { name: "Use beta", exact: true }).waitFor();
    await page.getByRole("button", { name: "Change the parameters" }).click();
    await page.getByRole("textbox", { name: "gamma" }).fill("2");
    await page.keyboard.press("Enter");
    await names.getByRole("button", { name: "Use gamma", exact: true }).waitFor({ state: "detached" });
    await names.getByRole("button", { name: "Use dy as dout" }).click();
    await page.waitForFunction(() => window.panel.host.source.used.length > 0);
    deepEqual(await page.evaluate(() => window.panel.host.source.used), [{ role: "dout", title: "dy" }]);
  });

  it("shows a refused request and lets it be closed", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => {
      window.panel.host.source.refusal = { code: "gone", text: "The document was closed." };
    });
    await page.getByRole("region", { name: "Verdict" }).getByTitle("Go to this cell").click();
    await page.getByRole("button", { name: "Reveal in editor" }).click();
    await page.getByRole("alert").filter({ hasText: "The document was closed." }).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    equal(await page.getByRole("alert").count(), 0);
  });
});

describe("the panel while it is empty", () => {
  const panel = new PanelTests();

  it("offers what can be done: read again, paste, choose a file, see an example", async () => {
    const page = await panel.open(null);
    await page.evaluate(() => window.panel.host.source.give({ code: "no-matrix", text: "There is no matrix here." }));
    await page.getByRole("button", { name: "Read again" }).waitFor();
    await page.getByRole("button", { name: "Paste numbers..." }).click();
    const dialog = page.getByRole("dialog", { name: "Paste numbers and use them as" });
    await dialog.getByRole("textbox", { name: "Numbers" }).fill("1 2\n3 5\n4 4");
    await dialog.getByRole("button", { name: "x, in a panel of its own" }).click();
    await page.getByLabel("File with numbers").setInputFiles({
      name: "mine.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("1,2\n3,5\n"),
    });
    await page.getByRole("button", { name: "Show an example" }).click();
    await page.waitForFunction(() => window.panel.host.shown.length === 3);
    const shown = await page.evaluate(() => window.panel.host.shown.map(({ name }) => name));
    deepEqual(shown, ["pasted text", "mine.csv", "example.gradlens.json"]);
  });

  it("has an example that the panel names the mistake of", async () => {
    const page = await panel.open(null);
    await page.evaluate(() => window.panel.host.source.give({ code: "no-matrix", text: "There is no matrix here." }));
    await page.getByRole("button", { name: "Show an example" }).click();
    await page.waitForFunction(() => window.panel.host.shown.length === 1);
    await page.evaluate(() => {
      const [given] = window.panel.host.shown;
      if (!given || !("content" in given)) throw new Error("expected the content of the example");
      window.panel.host.source.give({
        source: { kind: "text", content: given.content, name: given.name },
        provenance: { title: given.name },
      });
    });
    await page.locator('[data-candidate-verdict="wrong"]').filter({ hasText: "variance path left out" }).waitFor();
  });

  it("can cancel a long reading where there is nothing to see yet", async () => {
    const page = await panel.open(null);
    await page.evaluate(() => window.panel.host.source.progress("Reading x: 5 MiB of 16 MiB", 0.3));
    await page.getByRole("heading", { name: "Reading x: 5 MiB of 16 MiB" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("alert").filter({ hasText: "was cancelled" }).waitFor();
  });
});
