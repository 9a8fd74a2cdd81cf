import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { load, PanelTests, renewed, waitAsked } from "./open";

/** What stands in Compare to be read, as long as the details are closed. */
async function seen(page: Page): Promise<string> {
  const parts = page.locator("gl-compare :is(.title p, .summary, [data-place], details), gl-diagnosis article");
  return (await parts.allInnerTexts()).join("\n").trim();
}

describe("Compare", () => {
  const panel = new PanelTests();

  it("shows a candidate beside dx on the same scale and names the mistake", async () => {
    const page = await panel.open("candidate");
    await page.locator('[data-candidate-verdict="wrong"]').waitFor();
    for (const name of ["dx", "your dx", "difference"]) {
      await page.getByRole("grid", { name: new RegExp(`^${name},`) }).waitFor(); // the one of its name
    }
    equal(await page.getByRole("button", { name: "Shared colours" }).getAttribute("aria-pressed"), "true");
    const high = (name: string): Promise<string> =>
      page.getByRole("textbox", { name: `Upper colour limit of ${name}` }).inputValue();
    equal(await high("your dx"), await high("dx"));

    equal(await page.getByRole("tab", { name: "Compare" }).getAttribute("aria-selected"), "true");
    await page.getByRole("tab", { name: "Cell" }).click();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    const found = page.locator('[data-diagnosis="gamma-omitted"]');
    await found.waitFor();
    for (const name of ["What happened", "Written", "Should be", "Usually"])
      await found.getByText(name, { exact: true }).waitFor();
    match((await found.locator('[data-field="correct"]').textContent()) ?? "", /gamma/);
    const numpy = await found.locator("pre").textContent();
    await found.getByRole("button", { name: "PyTorch" }).click();
    ok(numpy !== (await found.locator("pre").textContent()));
    await renewed(page, () => page.getByRole("button", { name: "Put your gradients away" }).click());
    await page.locator("[data-candidate-verdict]").waitFor({ state: "detached" });
  });

  it("says first what is wrong in words alone; ids, shares and signatures stand under Details", async () => {
    const page = await panel.open("candidate");
    const part = page.locator("gl-compare");
    await part.getByText("Your dx is wrong.").waitFor();
    const first = await seen(page);
    ok(!/gamma-omitted|signature|probe|residual|explains|\btol/i.test(first), first);
    match(first, /dx: gamma left out\s/);
    await part.getByText("Details", { exact: true }).click();
    match(await seen(page), /gamma-omitted explains 100 %[^]*Signature \(a, b, k\)/);
  });

  it("shows the line of the user's own program where it is certain, and goes there", async () => {
    const page = await panel.open(null);
    const line = "grad_input = rstd * (g - g.mean(0) - xhat * (g * xhat).mean(0))";
    await page.evaluate((text) => {
      window.panel.host.source.program = { name: "train.py", text: `# a layer\n\n${text}\n` };
    }, line);
    await load(page, "candidate");
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.locator("gl-diagnosis").getByText(line).waitFor();
    await page.getByRole("button", { name: "train.py:3" }).click();
    deepEqual(await waitAsked(page, "showOwnLine"), { line: 3 });
    await page.waitForFunction(() => String(window.panel.host.source.linesShown) === "3");
    await page.evaluate((text) => {
      window.panel.host.source.program = { name: "train.py", text: `${text}\n${text}\n` };
    }, line);
    await load(page, "candidate");
    await page.locator("gl-diagnosis").getByText("What happened").waitFor();
    equal(await page.getByText("Your line").count(), 0); // there are two of them
  });

  it("judges two candidates, and says which is closer", async () => {
    const page = await panel.open("two candidates");
    await page.getByRole("tab", { name: "Compare" }).click();
    const second = page.getByRole("region", { name: "Your second gradients" });
    await second.getByText("Your dx and dgamma are right.").waitFor();
    await page.locator("gl-compare").getByText("Your dx is wrong.").waitFor();
    const row = second.locator("table[data-between] tbody tr");
    equal(await row.count(), 1); // dgamma is the second's alone
    match(
      (await row.innerText()).replace(/\s+/g, " "),
      /^dx second [\d,]+ of 1,024 [\d.e]+ \[\d+, \d+\] [\d.e+]+ float64$/,
    );
  });

  it("shows the line of code at first sight where the details lie below the pictures", async () => {
    const page = await panel.open("candidate", { width: 800, height: 960 });
    const found = page.locator('[data-diagnosis="gamma-omitted"]');
    const code = await found.locator("pre").boundingBox();
    const pane = await page.getByRole("tabpanel").boundingBox();
    ok(
      code && pane && code.y + code.height <= pane.y + pane.height,
      `${JSON.stringify(code)} in ${JSON.stringify(pane)}`,
    );
    const languages = await found.getByRole("group", { name: "Language" }).boundingBox();
    ok(languages && languages.x > code.x + 100 && languages.y < code.y + code.height, "the languages stand beside it");
  });

  it("says the tolerance that is set, in the box and in the verdict", async () => {
    const page = await panel.open("candidate", { boxes: true });
    await page.getByRole("button", { name: "More" }).click();
    const box = page.getByRole("textbox", { name: "tolerance", exact: true });
    await box.fill("float64=50");
    await renewed(page, () => box.press("Enter"));
    await page.getByRole("tab", { name: "Compare" }).click();
    await page
      .locator("gl-compare .summary")
      .getByText(/within the tolerance of 50 you set, which is too wide to tell/)
      .waitFor();
    equal(await box.inputValue(), "float64=50");
    await box.fill("much");
    await box.press("Enter");
    await page.getByRole("alert").filter({ hasText: "The tolerance is much, expected a number" }).waitFor();
  });

  it("has one green line and nothing else to read for right gradients", async () => {
    const page = await panel.open("right candidate");
    await page.getByRole("tab", { name: "Compare" }).click();
    const part = page.locator("gl-compare");
    await part.getByText("Your dx, dgamma and dbeta are right.").waitFor();
    match(await seen(page), /^\s*Your dx, dgamma and dbeta are right\.\s+\(given with x\)\s+Details\s*$/);
  });

  it("puts the views back when the candidate goes", async () => {
    const page = await panel.open("small");
    await load(page, "candidate");
    await page.getByRole("grid", { name: /^your dx,/ }).waitFor();
    await load(page, "ordinary");
    for (const name of ["x", "dout", "dx"]) await page.getByRole("grid", { name: new RegExp(`^${name},`) }).waitFor();
    equal(await page.getByRole("grid").count(), 3, "nothing of the candidate stays");
    equal(await page.getByRole("button", { name: "Shared colours" }).getAttribute("aria-pressed"), "false");
  });

  it("names what the probe cannot see where it matters to the verdict, and offers one that can", async () => {
    const page = await panel.open("right but blind");
    await page.getByRole("tab", { name: "Compare" }).click();
    const blind = page.getByRole("region", { name: "What these numbers hide" });
    await blind
      .getByText(/^\s*With gamma = 1\b.*, \d+ mistakes look right\. Try values that show them\.\s*$/)
      .waitFor();
    const id = page.getByRole("tabpanel").getByText("gamma-omitted").first(); // gamma = 1 everywhere hides it
    equal(await id.isVisible(), false);
    await page.getByText("Details", { exact: true }).click();
    await id.waitFor();
    await renewed(page, () => blind.getByRole("button", { name: "Try values that show them" }).click());
    equal(await blind.count(), 0);
    // Where nothing is compared there is no verdict that it could matter to; a probe is offered all the same.
    await load(page, "ordinary");
    equal(await blind.count(), 0);
    await renewed(page, () => page.getByRole("button", { name: "Try values that show them" }).click());
  });

  it("has a way back from a probe: one click brings back the parameters and the candidate", async () => {
    const page = await panel.open("ordinary", { boxes: true });
    const eps = page.getByRole("textbox", { name: "eps", exact: true });
    const gamma = page.getByRole("textbox", { name: "gamma", exact: true });
    await eps.fill("0.5");
    await renewed(page, () => eps.press("Enter"));
    const before = [await eps.inputValue(), await gamma.inputValue()];
    await page.getByRole("tab", { name: "Compare" }).click();
    const undo = page.getByRole("tabpanel").getByRole("button", { name: "Back to my values" });
    equal(await undo.count(), 0);
    await renewed(page, () => page.getByRole("button", { name: "Try values that show them" }).click());
    ok((await gamma.inputValue()) !== before[1], "the probe has a gamma of its own");
    await renewed(page, () => undo.click());
    equal(await undo.count(), 0);
    deepEqual([await eps.inputValue(), await gamma.inputValue()], before);
  });

  it("says nothing beside a mistake that was named of what would hide others", async () => {
    const page = await panel.open("candidate");
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.locator("[data-diagnosis]").first().waitFor();
    equal(await page.getByRole("region", { name: "What these numbers hide" }).count(), 0);
  });
});
