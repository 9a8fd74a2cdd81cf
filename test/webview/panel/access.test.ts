import { equal } from "node:assert/strict";
import { faultsOf } from "./access-faults";
import { load, PanelTests, renewed, spoil } from "./open";

const TABS = ["Cell", "Explain", "Selection", "Worst", "Compare", "Plots", "Table"];

describe("the panel for everyone", () => {
  const panel = new PanelTests();

  for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
    it(`has no accessibility fault in ${theme}`, async () => {
      const page = await panel.open("candidate", { boxes: true, theme, width: 1280, height: 900 });
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("button", { name: "Where the numbers are from" }).click();
      for (const tab of TABS) {
        await page.getByRole("tab", { name: tab }).click();
        await page.getByRole("tab", { name: tab, selected: true }).waitFor();
        if (tab === "Explain") await page.locator("gl-explain [data-cell]").waitFor(); // loads when it is first opened
        const faults = await faultsOf(page);
        equal(faults.length, 0, `${tab}:\n${faults.join("\n")}`);
      }
      await spoil(page);
      await page.getByRole("button", { name: "Keys and formulas" }).click();
      await page.getByRole("dialog", { name: "Keys and formulas" }).waitFor();
      const faults = await faultsOf(page);
      equal(faults.length, 0, faults.join("\n"));
    });
  }

  for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
    it(`has none where numbers and parameters are bad in ${theme}`, async () => {
      const page = await panel.open("with NaN", { boxes: true, theme, width: 1280, height: 900 });
      const eps = page.getByRole("textbox", { name: "eps", exact: true });
      await eps.fill("-1");
      await eps.press("Enter");
      await page.getByRole("alert").filter({ hasText: "eps is -1" }).waitFor();
      await page.getByRole("tab", { name: "Table" }).click();
      await page.getByRole("combobox", { name: "Table of" }).selectOption("x");
      await page.locator("#c5-2").click();
      await page.keyboard.press("ArrowRight");
      const odd = page.getByRole("gridcell", { name: "NaN", exact: true });
      await odd.and(page.getByRole("gridcell", { selected: true })).waitFor();
      const faults = await faultsOf(page);
      equal(faults.length, 0, faults.join("\n"));
    });
  }

  for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
    it(`has none where other readings are offered in ${theme}`, async () => {
      const page = await panel.open("small", { theme, width: 420, height: 900 });
      await page.evaluate(() => {
        const content = "idx,a,b\n0,1.5,2\n1,0.5,3\n2,4,1\n";
        window.panel.host.source.give({ source: { kind: "text", content, name: "x.csv" }, provenance: {} });
      });
      await page.getByRole("button", { name: "Read the first column as data" }).waitFor();
      const faults = await faultsOf(page);
      equal(faults.length, 0, faults.join("\n"));
    });
  }

  it("has none while it is empty, narrow or full of stops, ranks and odd numbers", async () => {
    for (const problem of [null, "ranks", "images", "with NaN", "one column"]) {
      const page = await panel.open(problem, { theme: "light", width: 420, height: 900 });
      for (const stop of problem === null ? [] : [1, 2]) await load(page, problem ?? "", stop);
      if (problem === "ranks") await page.getByRole("tab", { name: "Parts" }).click();
      if (problem === "images") await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
      const faults = await faultsOf(page);
      equal(faults.length, 0, `${problem ?? "empty"}:\n${faults.join("\n")}`);
    }
  });

  it("keeps still where VS Code is told to reduce motion, and moves again when it is not", async () => {
    const page = await panel.open("small", { details: true });
    const read = (): Promise<void> =>
      page.evaluate(() => {
        const { source } = window.panel.host;
        source.slow();
        source.giveText("[[1, 2], [3, 5], [4, 4]]");
      });
    await read();
    const bar = page.getByRole("progressbar", { name: "Reading x.json ..." });
    await bar.waitFor();
    const separator = page.getByRole("separator", { name: "Size of the details" });
    await separator.hover();
    const expectMotion = async (animations: number, transition: string): Promise<void> => {
      equal(await bar.evaluate((element) => element.getAnimations({ subtree: true }).length), animations);
      equal(await separator.evaluate((element) => getComputedStyle(element).transitionDuration), transition);
    };
    // The page hears of the class in a microtask, before the next question comes.
    const turn = (isReduced: boolean): Promise<boolean> =>
      page.evaluate((wanted) => document.body.classList.toggle("vscode-reduce-motion", wanted), isReduced);
    await expectMotion(1, "0.1s");
    await turn(true);
    await expectMotion(0, "0s");
    for (const part of [0.2, 0.9]) {
      // A bar that would grow.
      await page.evaluate((come) => window.panel.host.source.progress("Reading x.json ...", come), part);
      await bar.and(page.locator(`[aria-valuenow="${100 * part}"]`)).waitFor();
    }
    await expectMotion(0, "0s");
    await renewed(page, () => page.evaluate(() => window.panel.host.source.letGo()));
    await read();
    await bar.and(page.locator(":not([aria-valuenow])")).waitFor();
    await turn(false);
    await expectMotion(1, "0.1s");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await expectMotion(0, "0s");
  });

  it("opens the help with ?, but not while it is typed", async () => {
    const page = await panel.open("small", { boxes: true });
    const help = page.getByRole("dialog", { name: "Keys and formulas" });
    await page.getByRole("textbox", { name: "gamma", exact: true }).focus();
    await page.keyboard.press("?");
    equal(await help.isVisible(), false);
    await page.getByRole("tab", { name: "Cell" }).focus();
    await page.keyboard.press("?");
    await help.getByText("Extend the selection").waitFor();
    await page.keyboard.press("Escape");
    equal(await help.isVisible(), false);
  });

  it("reaches everything with the Tab key, and shows where the focus is", async () => {
    const page = await panel.open("small", { kept: { version: 1, parametersOpen: true, sideOpen: true } });
    const seen = new Set<string>();
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        if (!element || element === document.body) return null;
        const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
        const name = element.getAttribute("aria-label") ?? element.textContent.trim();
        return { name, isShown: outlineStyle !== "none" || boxShadow !== "none" || borderColor !== "rgba(0, 0, 0, 0)" };
      });
      if (!focus) break;
      equal(focus.isShown, true, `the focus on ${focus.name} is not to be seen`);
      seen.add(focus.name);
    }
    for (const name of ["gamma", "Pick gamma...", "Export", "Cell", "Size of the details", "One at a time"]) {
      equal(
        [...seen].some((text) => text.startsWith(name)),
        true,
        `${name} was not reached, but ${[...seen].join(" | ")}`,
      );
    }
  });
});
