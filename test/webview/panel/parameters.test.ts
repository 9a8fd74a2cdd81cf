import { equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { drawn } from "../harness/browser";
import { asked, openBoxes, PanelTests, renewed, stopAt } from "./open";

const line = (page: Page): Locator => page.getByRole("region", { name: "Parameters" });
/** What is to be seen of the line. */
const textOf = async (page: Page): Promise<string> => {
  const text = await line(page).evaluate((words) => {
    const seen = words.cloneNode(true) as HTMLElement;
    for (const unseen of seen.querySelectorAll(".unseen")) unseen.remove();
    return seen.textContent;
  });
  return text.replace(/\s+/g, " ").replace(/ ?· ?/g, " · ").trim();
};
const box = (page: Page, name: string): Locator => page.getByRole("textbox", { name, exact: true });

describe("the parameters in one line", () => {
  const panel = new PanelTests();

  it("say what was computed with, each with its word and what it is for", async () => {
    const page = await panel.open("ordinary");
    equal(await textOf(page), "γ 1 · β 0 · ε 1e-5 · dout standard normal, seed 1 · training");
    const words = line(page).getByRole("button");
    for (const name of ["gamma 1", "beta 0", "eps 1e-5", "dout standard normal, seed 1", "mode training"])
      equal(await line(page).getByRole("button", { name, exact: true }).count(), 1, name);
    for (const title of await words.evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute("title") ?? ""),
    ))
      match(title, /^(gamma|beta|eps|dout|mode) .*\. [A-Z].{20,}/);
  });

  it("open the box of the value that is clicked, with the cursor in it, and fold again", async () => {
    const page = await panel.open("small");
    await line(page).getByRole("button", { name: /^eps/ }).click();
    await box(page, "eps").and(page.locator(":focus-within, :focus")).first().waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("0.25");
    await renewed(page, () => page.keyboard.press("Enter"));
    await page.getByRole("button", { name: "Fold the parameters into one line" }).click();
    match(await textOf(page), /^γ .* · β 0 · ε 0\.25 · /);
    equal(await box(page, "eps").count(), 0);
  });

  it("have what is seldom changed in a menu, and name what is another than usual", async () => {
    const page = await panel.open("small");
    await page.getByRole("button", { name: "Rarely changed settings" }).click();
    await page.getByRole("menuitem", { name: /^Variance divided by/ }).click();
    const variance = page.getByRole("combobox", { name: "variance" });
    equal(await page.getByRole("combobox", { name: "activation" }).count(), 0, "only what was asked for");
    await renewed(page, () => variance.selectOption("unbiased"));
    await page.getByRole("button", { name: "Fold the parameters into one line" }).click();
    match(await textOf(page), / · training · variance \/ \(N − 1\) \(unbiased\)$/);
  });

  it("stay open where something cannot be used, which is said there", async () => {
    const page = await panel.open("small", { boxes: true });
    await box(page, "eps").fill("-1");
    await box(page, "eps").press("Enter");
    await page.locator('[data-parameter="eps"]').getByRole("alert").waitFor();
    equal(await page.getByRole("button", { name: "Fold the parameters into one line" }).count(), 0);
    equal((await asked(page, "setParameter")).length, 1);
  });

  it("say while debugging which expressions they are, what is assumed, and where the program stands", async () => {
    const page = await panel.open("small");
    await stopAt(page, 3);
    await renewed(page, () =>
      page.evaluate(() => {
        window.panel.host.source.give({
          source: { kind: "text", content: "[[1, 2], [3, 5], [4, 1]]", name: "x" },
          provenance: {
            kind: "debugger",
            title: "self.x in train.py:41",
            details: ["gamma = layer.gamma", "eps = eps in step"],
          },
          stop: { stop: 4, title: "stop 4, train.py:41" },
        });
      }),
    );
    equal(
      await textOf(page),
      "x = self.x · gamma = layer.gamma · beta 0 assumed · eps = eps in step · dout standard normal, seed 1 · training",
    );
    await page.getByRole("group", { name: "History of stops" }).getByText("stop 4, train.py:41").waitFor();
    // What is typed counts instead of the program's.
    await openBoxes(page);
    await renewed(page, async () => {
      await box(page, "gamma").fill("2");
      await box(page, "gamma").press("Enter");
    });
    await page.getByRole("button", { name: "Fold the parameters into one line" }).click();
    match(await textOf(page), /^x = self\.x · gamma 2 · beta 0 assumed · eps = eps in step · /);
  });

  it("remember through a reload whether they were open", async () => {
    const page = await panel.open("small", { boxes: true });
    const holding = await page.waitForFunction(() => {
      const kept = window.panel.kept as { parametersOpen?: boolean } | undefined;
      return kept?.parametersOpen === true ? kept : false;
    });
    const again = await panel.open("small", { kept: await holding.jsonValue() });
    equal(await box(again, "gamma").count(), 1);
  });

  for (const name of ["document", "cursor"]) {
    it(`are a line where 0.1.0 had kept a panel without all boxes unfolded: ${name}`, async () => {
      const kept = JSON.parse(readFileSync(`test/compatibility/fixtures/0.1.0/panels/${name}.json`, "utf8")) as {
        moreParameters: boolean;
      };
      const page = await panel.open("small", { kept });
      equal((await line(page).getByRole("button").count()) > 0, !kept.moreParameters);
    });
  }

  it("have the file's name nowhere: it stands once, in the head", async () => {
    const page = await panel.open("ordinary");
    equal(await page.getByText("activations.json").count(), 1);
    await drawn(page);
    ok(!(await textOf(page)).includes("activations"));
  });
});
