import { deepEqual, equal, match, ok } from "node:assert/strict";
import { drawn } from "../harness/browser";
import { chooseView } from "../harness/choose-view";
import { gradientsOf } from "./gradients";
import { asked, focusPicture, load, PanelTests, renewed, stopAt, waitAsked } from "./open";
import { problemNamed } from "./problems";
import { itemAt } from "../../../src/core/item-at";

const dxOf = (name: string): Float64Array => gradientsOf(name).dx;
const toNumber = (text: string | null): number => Number((text ?? "").replace("\u2212", "-").replace(/,/g, ""));

describe("the panel's details", () => {
  const panel = new PanelTests();

  it("gives the statistics of the selected rectangle", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"]) {
      await page.keyboard.press(key);
    }
    await page.getByRole("tab", { name: "Selection" }).click();
    await page.getByRole("heading", { name: "Rows 0–2, columns 0–1" }).waitFor();
    const dx = dxOf("small");
    const cells = [0, 1, 3, 4, 6, 7].map((i) => itemAt(dx, i));
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "norm" }) });
    const norm = Math.sqrt(cells.reduce((sum, value) => sum + value * value, 0));
    const shown = toNumber(await row.locator('[data-tensor="dx"]').textContent());
    ok(Math.abs(shown - norm) <= 0.005 * norm, `norm ${shown}, expected ${norm}`);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("heading", { name: "All cells" }).waitFor();
  });

  it("tells min, max and mean apart beside an offset, and has all their digits at hand", async () => {
    const page = await panel.open("offset");
    await page.getByRole("tab", { name: "Selection" }).click();
    await page.getByRole("heading", { name: "All cells" }).waitFor();
    const { values } = problemNamed("offset").input.x;
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const cell = (name: string) =>
      page
        .getByRole("row")
        .filter({ has: page.getByRole("rowheader", { name, exact: true }) })
        .locator('[data-tensor="x"]');
    for (const [name, want] of [
      ["min", min],
      ["max", max],
    ] as const) {
      const shown = toNumber(await cell(name).textContent());
      ok(Math.abs(shown - want) <= 0.01 * (max - min), `${name} ${shown}, expected ${want}`);
      equal(toNumber(await cell(name).getAttribute("title")), want);
    }
    const mean = toNumber(await cell("mean").textContent());
    ok(mean > min + 0.2 * (max - min) && mean < max - 0.2 * (max - min), `mean ${mean}`);
    equal(await cell("count").getAttribute("title"), null);
  });

  it("shows that there are more tabs than fit, and keeps the chosen one whole in sight", async () => {
    const page = await panel.open("ranks", { width: 320, height: 900 });
    const inSight = (name: string): Promise<boolean> =>
      page.getByRole("tab", { name }).evaluate((tab) => {
        const [own, list] = [tab, tab.parentElement ?? tab].map((part) => part.getBoundingClientRect());
        return own !== undefined && list !== undefined && own.left >= list.left && own.right <= list.right;
      });
    await page.getByRole("tab", { name: "Cell" }).click();
    const list = page.getByRole("tablist", { name: "Details" });
    await page.locator('[role="tablist"][data-behind]').waitFor();
    equal(await list.getAttribute("data-before"), null);
    await page.keyboard.press("End");
    await page.locator('[role="tablist"][data-before]:not([data-behind])').waitFor();
    ok(await inSight("Parts"));
    await page.setViewportSize({ width: 260, height: 900 });
    await page.waitForFunction(() => innerWidth === 260);
    await drawn(page);
    ok(await inSight("Parts"));
  });

  it("lists the worst cells; each leads there", async () => {
    const page = await panel.open("ordinary");
    await page.getByRole("tab", { name: "Worst" }).click();
    const links = page.getByRole("tabpanel").getByRole("button");
    await links.first().waitFor();
    equal(await links.count(), 10);
    const dxLink = links.filter({ hasText: "dx[" }).first();
    const name = ((await dxLink.textContent()) ?? "").trim();
    await dxLink.click();
    await page.getByRole("tab", { name: "Cell" }).click();
    await page.locator("gl-inspector").getByText(name.replace("dx", "")).waitFor();
  });

  it("names the cell that is no number as the worst of the user's gradients", async () => {
    const page = await panel.open("candidate with NaN");
    await page.locator('[data-candidate-verdict="wrong"]').waitFor();
    await page.getByRole("tab", { name: "Worst" }).click();
    const rows = page.getByRole("tabpanel").getByRole("rowheader");
    await rows.nth(1).waitFor();
    deepEqual(
      (await rows.allTextContents()).slice(0, 2).map((text) => text.trim()),
      ["dx[4, 1]", "dx[7, 2]"],
    );
  });

  it("says that no cell could be compared", async () => {
    const page = await panel.open("all NaN");
    await page.getByRole("tab", { name: "Worst" }).click();
    await page.getByRole("tabpanel").getByText("No cell could be compared.").waitFor();
  });

  it("keeps the views that were chosen beside a candidate for the next one, and those before it for later", async () => {
    const page = await panel.open("small");
    const shown = (): Promise<string[]> =>
      page
        .getByRole("grid")
        .evaluateAll((all) => all.map((one) => (one.getAttribute("aria-label") ?? "").split(",")[0] ?? ""));
    await page.keyboard.press("3");
    await page.getByRole("grid", { name: /^out,/ }).waitFor();
    await load(page, "candidate");
    await page.getByRole("grid", { name: /^your dx,/ }).waitFor();
    await chooseView(page, "relative");
    await page.getByRole("grid", { name: /^relative,/ }).waitFor();
    await load(page, "right but blind");
    deepEqual(await shown(), ["dx", "your dx", "difference", "relative"]);
    await load(page, "ordinary");
    await page.getByRole("grid", { name: /^out,/ }).waitFor();
    deepEqual(await shown(), ["x", "out", "dout", "dx"]);
  });

  it("brings the error by itself where the check is in doubt, and takes it away again", async () => {
    const page = await panel.open("with NaN");
    await page.getByRole("grid", { name: /^error,/ }).waitFor();
    await load(page, "ordinary");
    await page.getByRole("grid", { name: /^error,/ }).waitFor({ state: "detached" });
    equal(await page.getByRole("grid").count(), 3);
  });

  it("draws histograms, the V and dx by column", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    await page.keyboard.press("Home");
    await page.getByRole("tab", { name: "Plots" }).click();
    await page.getByRole("img", { name: /^Histogram of x̂: 21 values/ }).waitFor();
    equal(await page.getByRole("img", { name: /^Histogram of/ }).count(), 4);
    equal(await page.locator("gl-plots path.curve").count(), 1); // the unit Gaussian over xhat alone
    await page.getByRole("img", { name: /^Largest \|dx\| of each column/ }).waitFor();
    const all = await page.getByRole("img", { name: /^Error of the numeric derivative/ }).getAttribute("aria-label");
    await page.getByRole("group", { name: "Scope" }).getByRole("button", { name: /^cell/ }).click();
    await page.waitForFunction((before) => {
      const plots = document
        .querySelector("gl-app")
        ?.shadowRoot?.querySelector("gl-side")
        ?.shadowRoot?.querySelector("gl-plots");
      const label = plots?.shadowRoot
        ?.querySelector('[aria-label^="Error of the numeric"]')
        ?.getAttribute("aria-label");
      return label !== undefined && label !== before;
    }, all);
  });

  it("says what the error of a cell is relative to where dx cancels", async () => {
    const page = await panel.open("cancelling");
    await focusPicture(page, "dx");
    await page.keyboard.press("Home");
    const check = page.getByRole("region", { name: "Check" });
    const said = check.getByText(
      /^\s*relative to [\d.e\u2212-]+, which is 0\.001 of what the terms of column \d+ reach/,
    );
    await said.waitFor();
    // Beside a sign that says right, many last places are explained.
    const places = Number((await check.locator('[data-field="ulp"]').textContent())?.replace(",", ""));
    ok(places > 16, `${places} last places`);
    await check.getByText("That says how sharp the numeric derivative is, not dx").waitFor();
    await load(page, "small");
    await focusPicture(page, "dx");
    await page.keyboard.press("Home");
    await check.getByText("tolerance").waitFor();
    equal(await said.count(), 0);
  });

  it("writes one number in header, grid and inspector, also of a small cell beside a huge one", async () => {
    const page = await panel.open("small beside huge");
    await focusPicture(page, "x");
    for (const key of ["Home", "Control+Home", "ArrowDown"]) await page.keyboard.press(key);
    await page.locator("[data-field=value]").getByText("1.000000000000001e15", { exact: true }).waitFor();
    await page.getByRole("group", { name: "x", exact: true }).locator(".readout .value").getByText("1e15").waitFor();
    await page
      .getByRole("grid", { name: /^x,/ })
      .getByText(/^x row 1, column 0: 1\.000000000000001e15$/)
      .waitFor();
  });

  it("says where the V has nothing to compare", async () => {
    const page = await panel.open("with NaN");
    await focusPicture(page, "x");
    for (const key of ["Home", "Control+Home", "ArrowRight", "ArrowRight", "ArrowRight"])
      await page.keyboard.press(key);
    await page.getByRole("tab", { name: "Plots" }).click();
    for (const scope of ["cell 0, 3", "column 3"]) {
      await page.getByRole("group", { name: "Scope" }).getByRole("button", { name: "all" }).click();
      await page.getByRole("img", { name: /^Error of the numeric derivative/ }).waitFor();
      await page.getByRole("group", { name: "Scope" }).getByRole("button", { name: scope }).click();
      await page.getByText("Nothing can be compared here: the column holds NaN or infinity.").waitFor();
    }
    await load(page, "all NaN");
    await page.getByText("Nothing can be compared here: every column holds NaN or infinity.").waitFor();
  });

  it("sweeps for the chosen cell, not for the one under the pointer, and one at a time", async () => {
    const page = await panel.open("small");
    const sweeps = (): Promise<unknown[]> => asked(page, "sweep");
    await focusPicture(page, "x");
    for (const key of ["Home", "Control+Home"]) await page.keyboard.press(key);
    await page.getByRole("tab", { name: "Plots" }).click();
    await page.getByRole("group", { name: "Scope" }).getByRole("button", { name: "cell 0, 0" }).click();
    await waitAsked(page, "sweep", 2); // all, then the cell
    const box = await page.getByRole("grid", { name: /^x,/ }).boundingBox();
    ok(box);
    for (let row = 0; row < 7; row++) {
      await page.mouse.move(box.x + box.width * 0.8, box.y + ((row + 0.5) / 7) * box.height);
      await drawn(page);
    }
    equal((await sweeps()).length, 2, "the pointer asks for no sweep");

    await page.evaluate(() => window.panel.host.workers.hold());
    await focusPicture(page, "x");
    for (let row = 1; row < 7; row++) {
      await page.keyboard.press("ArrowDown");
      await page.getByRole("button", { name: `cell ${row}, 0` }).waitFor();
    }
    deepEqual((await sweeps()).slice(2), [{ scope: "cell", row: 1, column: 0 }]);
    await page.evaluate(() => window.panel.host.workers.release());
    deepEqual(await waitAsked(page, "sweep", 4), { scope: "cell", row: 6, column: 0 });
    await drawn(page);
    equal((await sweeps()).length, 4, "those between were never asked for");
  });

  it("shows one image of a channel, and plays the batch", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await page.getByRole("grid", { name: /^x,.* 12 rows, 10 columns/ }).waitFor();
    const channel = page.getByRole("slider", { name: "Entry of axis c" });
    await channel.focus();
    await page.keyboard.press("ArrowRight");
    equal(await channel.inputValue(), "1");
    await page.getByRole("combobox", { name: "rows" }).selectOption("3"); // w: the columns become h
    await page.getByRole("grid", { name: /^x,.* 10 rows, 12 columns/ }).waitFor();
    const batch = page.getByRole("slider", { name: "Entry of axis n" });
    await page.getByRole("button", { name: "Play axis n" }).click();
    for (const entry of ["1", "2", "3", "0"]) {
      await page.waitForFunction(
        ([at]) => {
          const plane = document.querySelector("gl-app")?.shadowRoot?.querySelector("gl-plane")?.shadowRoot;
          return plane?.querySelector<HTMLInputElement>('input[aria-label="Entry of axis n"]')?.value === at;
        },
        [entry] as const,
      );
    }
    await page.getByRole("button", { name: "Pause" }).click();
    const stopped = await batch.inputValue();
    await drawn(page);
    equal(await batch.inputValue(), stopped);
  });

  it("scrubs through the stops of a program", async () => {
    const page = await panel.open("small");
    await stopAt(page, 1, 2, 5);
    const history = page.getByRole("group", { name: "History of stops" });
    await history
      .getByRole("img", { name: /^Norm of dγ over 3 stops: [\d.e−-]+ at first, [\d.e−-]+ at last$/ })
      .waitFor();
    await history.getByRole("img", { name: /^Share of the cells that no gradient reaches .* over 3 stops: 0 % at first/ }).waitFor(); // prettier-ignore
    equal(await history.getByRole("img", { name: /^Largest relative error/ }).count(), 0);
    const lastOfX = async (): Promise<string | null> => {
      await focusPicture(page, "x");
      for (const key of ["End", "Control+End"]) await page.keyboard.press(key);
      await page.locator("gl-inspector").getByText("[2, 1]").waitFor();
      await page.locator('gl-inspector [data-field="numeric"]').waitFor();
      return page.locator('gl-inspector [data-tensor="x"] td').textContent();
    };
    await history.getByRole("button", { name: "Earlier stop" }).click();
    await history.getByText("stops 3 to 4, not read").waitFor(); // the picture stays
    equal(await lastOfX(), "5");
    await renewed(page, () => history.getByRole("button", { name: "Earlier stop" }).click());
    await history.getByText("stop 2, train.py:41 (not the newest)").waitFor();
    equal(await lastOfX(), "2");
    await history.getByRole("button", { name: "Later stop" }).click();
    await history.getByText("stops 3 to 4, not read").waitFor();
    await renewed(page, () => history.getByRole("button", { name: "Later stop" }).click());
    await history.getByText("stop 5, train.py:41").waitFor();
    equal(await lastOfX(), "5");
    deepEqual(await asked(page, "showStop"), [{ stop: 2 }, { stop: null }]);
  });

  it("shows where each rank's rows are and how far its statistics are off", async () => {
    const page = await panel.open("ranks");
    await page.getByRole("tab", { name: "Parts" }).click();
    const row = page.getByRole("row").filter({ hasText: "rank 1" });
    match((await row.textContent()) ?? "", /16–31/);
    await row.getByRole("button", { name: "rank 1" }).click();
    const dx = dxOf("ranks");
    const square = (from: number, to: number): number =>
      dx.subarray(from * 12, to * 12).reduce((sum, value) => sum + value * value, 0);
    const share = Math.round((1000 * square(16, 32)) / square(0, 48)) / 10;
    match((await row.textContent()) ?? "", new RegExp(`${String(share).replace(".", "\\.")} %`));
    await page.getByRole("tab", { name: "Selection" }).click();
    await page.getByRole("heading", { name: "Rows 16–31, columns 0–11" }).waitFor();
    await page.getByRole("tab", { name: "Cell" }).click();
    await page.locator("gl-inspector").getByText("[16, 0]").waitFor();
    await page.locator("gl-inspector").getByText("rank 1").waitFor();
  });

  it("collects from all sessions of a program", async () => {
    const page = await panel.open("long names");
    await page.getByRole("button", { name: "Collect from all" }).click();
    await page.waitForFunction(() => window.panel.host.source.collected === 1);
  });
});
