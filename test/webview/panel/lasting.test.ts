import { deepEqual, equal, ok, partialDeepStrictEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { drawn } from "../harness/browser";
import { focusPicture, load, PanelTests, renewed } from "./open";

/** What the page has kept, once it holds this. */
async function keptWith(page: Page, key: string, value: unknown): Promise<unknown> {
  const handle = await page.waitForFunction(
    ([name, wanted]) => {
      const kept = window.panel.kept as Record<string, unknown> | undefined;
      return kept && JSON.stringify(kept[name]) === wanted ? kept : false;
    },
    [key, JSON.stringify(value)] as const,
  );
  return handle.jsonValue();
}

describe("the panel's view", () => {
  const panel = new PanelTests();

  it("survives a reload: camera, cursor, views and the open part", async () => {
    const page = await panel.open("ordinary");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown", "+", "+"]) await page.keyboard.press(key);
    await page.keyboard.press("2"); // x̂
    await page.getByRole("tab", { name: "Plots" }).click();
    const kept = await keptWith(page, "tab", "plots");
    const { place, source } = kept as { place: { cursor: unknown; camera: { rows: number } }; source: unknown };
    const settings = { typed: {}, picked: {}, precision: "standard", probeSeed: null };
    // By which the host finds both again.
    partialDeepStrictEqual(source, { source: { kind: "test" }, settings });
    deepEqual(place.cursor, { row: 1, column: 0 });

    const again = await panel.open("ordinary", { kept });
    equal(await again.getByRole("tab", { name: "Plots" }).getAttribute("aria-selected"), "true");
    await again.getByRole("grid", { name: /^x̂,/ }).waitFor();
    await again.getByRole("tab", { name: "Cell" }).click();
    await again.locator("gl-inspector").getByText("[1, 0]").waitFor();
    const restored = (await keptWith(again, "tab", "cell")) as { place: { camera: unknown } };
    deepEqual(restored.place.camera, place.camera);
  });

  it("survives a reload: what was typed, and that something was picked", async () => {
    const page = await panel.open("small", { boxes: true });
    const eps = page.getByRole("textbox", { name: "eps", exact: true });
    await eps.fill("0.25");
    await renewed(page, () => eps.press("Enter"));
    await page.evaluate(() => {
      const values = Float64Array.of(1, 2, 3);
      window.panel.host.picks.gamma = { title: "gamma.npy", value: { shape: [3], values, dtype: "float64" } };
    });
    await renewed(page, () => page.getByRole("button", { name: "Pick gamma..." }).click());
    await page.getByRole("tab", { name: "Plots" }).click();
    const kept = await keptWith(page, "tab", "plots");

    const again = await panel.open("small", { kept });
    equal(await again.getByRole("textbox", { name: "eps", exact: true }).inputValue(), "0.25");
    await again.getByText(/The gamma picked from gamma\.npy was lost/).waitFor();
  });

  it("survives a reload: square cells", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    await page.keyboard.press("q");
    const kept = await keptWith(page, "square", true);
    const again = await panel.open("small", { kept });
    await again.getByRole("tab", { name: "Plots" }).click();
    const restored = (await keptWith(again, "tab", "plots")) as { square: boolean };
    equal(restored.square, true);
  });

  it("keeps its place through a reload while the source cannot be read yet", async () => {
    const page = await panel.open("ordinary");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown", "Shift+ArrowDown", "+"]) await page.keyboard.press(key);
    await page.getByRole("tab", { name: "Plots" }).click();
    const kept = await keptWith(page, "tab", "plots");
    const { place } = kept as {
      place: { cursor: unknown; selection: unknown; camera: unknown };
    };
    ok(place.cursor && place.selection && place.camera);

    const waiting = await panel.open(null, { kept }); // a debugger's panel, before its program has stopped
    await waiting.evaluate(() => {
      window.panel.kept = undefined;
      window.panel.host.source.give({ code: "not-stopped", text: "The program is not stopped." });
    });
    await waiting.getByRole("heading", { name: "No picture yet" }).waitFor();
    const still = await keptWith(waiting, "tab", "plots");
    deepEqual(still, kept);

    await load(waiting, "ordinary");
    await waiting.getByRole("tab", { name: "Cell" }).click();
    const restored = (await keptWith(waiting, "tab", "cell")) as { place: unknown };
    deepEqual(restored.place, place);
  });

  it("takes nothing from a state of another shape or another making", async () => {
    const cell = { row: 60, column: 40 };
    const other = {
      version: 1,
      shape: [64, 48],
      place: { cursor: cell, camera: { row: 50, column: 30, rows: 5, columns: 5 } },
    };
    const page = await panel.open("small", { kept: other });
    equal(await page.getByText(/^(Point at|Click) a cell/).count(), 1);
    for (const kept of [
      "rubbish",
      { version: 99 },
      { version: 1, views: ["no"], tab: 3, colour: { dx: 1 }, sideSize: "wide", place: 7 },
    ]) {
      const again = await panel.open("small", { kept });
      equal(await again.getByRole("grid", { name: /^dx,/ }).count(), 1);
      equal(await again.getByRole("tab", { name: "Cell" }).getAttribute("tabindex"), "0");
    }
  });

  it("lets the details be resized by keyboard, hidden and shown", async () => {
    const page = await panel.open("small", { details: true });
    const separator = page.getByRole("separator", { name: "Size of the details" });
    const before = (await page.getByRole("complementary").boundingBox())?.width ?? 0;
    await separator.focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction((width) => {
      const side = document.querySelector("gl-app")?.shadowRoot?.querySelector("aside");
      return (side?.getBoundingClientRect().width ?? 0) > width;
    }, before);
    await page.getByRole("button", { name: "Hide the details" }).click();
    equal(await page.getByRole("tabpanel").count(), 0);
    await page.getByRole("button", { name: "Show the details" }).click();
    await page.getByRole("tabpanel").waitFor();
  });

  it("fits 320 px with everything unfolded, and so does the help", async () => {
    for (const problem of ["long names", "images", "candidate"]) {
      const page = await panel.open(problem, { boxes: true, width: 320, height: 900 });
      for (const name of ["More", "Where the numbers are from", "How it was checked"])
        await page.getByRole("button", { name }).first().click();
      const over = (): Promise<number> =>
        page.evaluate(() => {
          const app = document.querySelector("gl-app");
          return (app?.scrollWidth ?? 0) - (app?.clientWidth ?? 0);
        });
      equal(await over(), 0, problem);
      await page.getByRole("button", { name: "Keys and formulas" }).click();
      const help = page.getByRole("dialog", { name: "Keys and formulas" });
      const cut = await help.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
      equal(cut, 0, `the help is cut by ${cut} px`);
    }
  });

  for (const [width, height] of [
    [320, 900],
    [400, 900],
    [700, 500],
    [1600, 900],
    [640, 400], // 1280 x 800 at 200 %
  ]) {
    it(`fits ${width} x ${height}: nothing is cut off sideways, the pictures have room`, async () => {
      for (const problem of ["long names", "candidate", "images"]) {
        const page = await panel.open(problem, { width, height });
        const layout = await page.evaluate(() => {
          const app = document.querySelector("gl-app");
          const views = app?.shadowRoot?.querySelector("gl-linked-views")?.getBoundingClientRect();
          return { over: (app?.scrollWidth ?? 0) - (app?.clientWidth ?? 0), height: views?.height ?? 0 };
        });
        equal(layout.over, 0, problem);
        ok(layout.height >= 240, `${problem}: the pictures are ${layout.height} px high`);
        await drawn(page);
      }
    });
  }

  // Made by 0.1.0 with these problems on the screen.
  for (const [name, problem, tab] of [
    ["document", "small", "Plots"],
    ["cursor", "small", "Table"],
    ["file", "images", "Plots"],
    ["debugger", "candidate", "Plots"],
  ] as const) {
    it(`opens what 0.1.0 kept of a panel: ${name}`, async () => {
      const kept = JSON.parse(
        readFileSync(`test/compatibility/fixtures/0.1.0/panels/${name}.json`, "utf8"),
      ) as Readonly<Record<string, unknown>>;
      const page = await panel.open(problem, { kept });
      equal(await page.getByRole("tab", { name: tab }).getAttribute("aria-selected"), "true");
      await page.evaluate(() => (window.panel.kept = undefined));
      await page.getByRole("tab", { name: "Worst" }).click();
      const again = (await keptWith(page, "tab", "worst")) as Readonly<Record<string, unknown>>;
      // Everything that was kept is in force, and is kept again, whatever else may be.
      partialDeepStrictEqual(again, { ...kept, tab: "worst" });
    });
  }
});
