import { equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { focusPicture, PanelTests, renewed } from "./open";

interface Room {
  readonly share: number; // of the panel that pictures and strips take, 0 to 1
  readonly first: number; // where the first picture begins, as a share of the height
}

/** What of the panel the pictures take, with the strips under them. */
function roomOf(page: Page): Promise<Room> {
  return page.evaluate(() => {
    const views = document.querySelector("gl-app")?.shadowRoot?.querySelector("gl-linked-views")?.shadowRoot;
    const all = [...(views?.querySelectorAll("gl-view") ?? [])];
    const boxes = (tag: string): DOMRect[] =>
      all.flatMap((view) =>
        [...(view.shadowRoot?.querySelectorAll(tag) ?? [])].map((one) => one.getBoundingClientRect()),
      );
    const seen = ({ width, top, bottom }: DOMRect): number =>
      width * Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
    const pictures = boxes("gl-heatmap");
    const area = [...pictures, ...boxes("gl-strip")].reduce((sum, box) => sum + seen(box), 0);
    return {
      share: area / (innerWidth * innerHeight),
      first: Math.min(...pictures.map(({ top }) => top)) / innerHeight,
    };
  });
}

describe("the room that pictures have", () => {
  const panel = new PanelTests();

  // Beside an editor in a window that is 1000 px high; the workbench around it takes some 70 px.
  for (const width of [800, 540]) {
    it(`is 40 % of a panel of ${width} x 930, with their strips`, async () => {
      const page = await panel.open("ordinary", { width, height: 930 });
      const { share } = await roomOf(page);
      ok(share >= 0.4, `pictures take ${Math.round(1000 * share) / 10} %`);
    });
  }

  it("begins in the upper third of a panel of 400 x 930", async () => {
    for (const problem of ["ordinary", "candidate", "long names", "images"]) {
      const page = await panel.open(problem, { width: 400, height: 930 });
      const { first } = await roomOf(page);
      ok(first < 1 / 3, `${problem}: the first picture begins at ${Math.round(1000 * first) / 10} % of the height`);
    }
  });
});

describe("the details", () => {
  const panel = new PanelTests();

  it("are one line until a cell is chosen", async () => {
    const page = await panel.open("small", { width: 800, height: 900 });
    equal(await page.getByRole("tabpanel").count(), 0);
    await page.getByText("Click a cell for its exact numbers").waitFor();
    await focusPicture(page, "dx");
    await page.keyboard.press("Home");
    await page.locator("gl-inspector").waitFor();
  });

  it("open with the tab that is clicked", async () => {
    const page = await panel.open("small");
    await page.getByRole("tab", { name: "Plots" }).click();
    await page.getByRole("tabpanel", { name: "Plots" }).waitFor();
  });

  it("scroll by themselves: the page stays as high as its window, however long they are", async () => {
    const page = await panel.open("small", { width: 400, height: 700 });
    await page.getByRole("tab", { name: "Explain" }).click();
    await page.locator("gl-explain-normalised table").waitFor();
    equal(await page.evaluate(() => document.documentElement.scrollHeight), 700);
  });

  it("stay shut where the user has shut them, also after a reload", async () => {
    const page = await panel.open("small", { details: true });
    await page.getByRole("button", { name: "Hide the details" }).click();
    await focusPicture(page, "dx");
    await page.keyboard.press("Home");
    const holding = await page.waitForFunction(() => {
      const kept = window.panel.kept as { sideOpen?: unknown; place?: { cursor?: unknown } } | undefined;
      return kept?.sideOpen === false && kept.place?.cursor ? kept : false;
    });
    equal(await page.getByRole("tabpanel").count(), 0);
    const again = await panel.open("small", { kept: await holding.jsonValue() });
    equal(await again.getByRole("tabpanel").count(), 0);
  });

  it("show what is wrong with gradients that are, and give the room back where they are put right or away", async () => {
    const page = await panel.open("candidate");
    await page.getByRole("tabpanel", { name: "Compare" }).waitFor();
    await page.getByRole("button", { name: "Check mine..." }).click();
    await renewed(page, () => page.getByRole("menuitem", { name: "Put mine away" }).click());
    await page.getByRole("tabpanel").waitFor({ state: "detached" });
    const right = await panel.open("right for the unbiased variance");
    await renewed(right, () => right.getByRole("button", { name: "Take it over" }).first().click());
    await right.getByRole("tabpanel").waitFor({ state: "detached" });
  });

  it("are open where 0.1.0 had kept them so", async () => {
    const kept = JSON.parse(readFileSync("test/compatibility/fixtures/0.1.0/panels/document.json", "utf8")) as {
      sideOpen: boolean;
    };
    const page = await panel.open("small", { kept });
    equal(await page.getByRole("tabpanel").count(), kept.sideOpen ? 1 : 0);
  });
});
