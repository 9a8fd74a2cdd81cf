import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { arrangementFor, largeOne } from "../../../webview/heatmap/arrange";
import { drawn } from "../harness/browser";
import { ViewsTests } from "./opened";

const boxOf = async (page: Page, name: string) => {
  const box = await page.getByRole("grid", { name: new RegExp(`^${name},`) }).boundingBox();
  assert.ok(box, `expected a picture of ${name}`);
  return box;
};

describe("the arrangement of views", () => {
  const views = new ViewsTests();

  it("makes dx large beside what it is made of, and pictures that are compared equal", () => {
    assert.equal(largeOne(["x", "dout", "dx"], false), 2);
    assert.equal(largeOne(["x", "dout", "dx"], true), null);
    assert.equal(largeOne(["dx", "candidate", "difference"], false), null);
    assert.deepEqual(
      arrangementFor(3, 2, 800, 800).places.map(({ area }) => area),
      ["1 / 1", "1 / 2", "2 / 1 / auto / -1"],
    );
    assert.deepEqual(
      arrangementFor(3, 2, 1600, 600).places.map(({ area }) => area),
      ["1 / 1", "2 / 1", "1 / 2 / -1 / auto"],
    );
    assert.deepEqual(
      arrangementFor(3, null, 900, 760, true).places.map(({ area }) => area),
      ["1 / 1", "1 / 2", "1 / 3"],
    );
    // Beside an editor, too, where their rows are in step; not where they would be slits.
    assert.deepEqual(
      arrangementFor(3, null, 520, 560, true).places.map(({ area }) => area),
      ["1 / 1", "1 / 2", "1 / 3"],
    );
    assert.deepEqual(
      arrangementFor(3, null, 400, 560, true).places.map(({ area }) => area),
      ["1 / 1", "2 / 1", "3 / 1"],
    );
    // Narrow: below each other.
    assert.deepEqual(
      arrangementFor(3, 2, 400, 900).places.map(({ area }) => area),
      ["1 / 1", "2 / 1", "3 / 1"],
    );
  });

  it("knows which views have another as high at their side: only these keep places for strips they have not", () => {
    for (const [shown, large, width, height, alone] of [
      [3, 2, 1600, 600, [true, true, true]],
      [3, 2, 800, 800, [false, false, true]],
      [3, null, 900, 300, [false, false, false]],
      [3, null, 400, 900, [true, true, true]],
      [3, null, 1000, 600, [false, false, true]],
    ] as const)
      assert.deepEqual(
        arrangementFor(shown, large, width, height, height < 400).places.map(({ isAlone }) => isAlone),
        alone,
        `${width} x ${height}`,
      );
  });

  it("lays colours where they leave the picture more room", () => {
    assert.deepEqual(arrangementFor(1, null, 540, 400).places, [
      { area: "1 / 1", isAlone: true, bar: "under", fitsEdges: true },
    ]);
    assert.deepEqual(arrangementFor(1, null, 1600, 240).places, [
      { area: "1 / 1", isAlone: true, bar: "side", fitsEdges: false },
    ]);
  });

  for (const [width, height] of [
    [540, 800],
    [800, 860],
    [1200, 800],
  ] as const) {
    it(`gives pictures and strips more than half of ${width} x ${height}, with dx the largest`, async () => {
      const page = await views.show("ordinary", { width, height });
      const area = await page.evaluate(() => {
        const all = [...document.querySelectorAll("gl-linked-views")].flatMap((linked) => [
          ...(linked.shadowRoot?.querySelectorAll("gl-view") ?? []),
        ]);
        const parts = all.flatMap((view) => [...(view.shadowRoot?.querySelectorAll("gl-heatmap, gl-strip") ?? [])]);
        return parts.reduce((sum, part) => {
          const box = part.getBoundingClientRect();
          return sum + box.width * box.height;
        }, 0);
      });
      assert.ok(area > 0.5 * width * height, `${((100 * area) / width / height).toFixed(0)} %`);
      const [x, dx] = [await boxOf(page, "x"), await boxOf(page, "dx")];
      assert.ok(dx.width * dx.height > 1.3 * x.width * x.height, "dx is the large one");
    });
  }

  it("keeps sums at the edges away from a narrow page until they are wanted", async () => {
    const page = await views.show("ordinary", { width: 540, height: 900 });
    assert.equal(await page.locator("gl-marginal").count(), 0);
    await page.getByRole("button", { name: "Display" }).click();
    await page.getByRole("button", { name: "Sums at the edges" }).click();
    await page.keyboard.press("Escape");
    await drawn(page);
    assert.equal(await page.locator("gl-marginal").count(), 2, "the other two pictures have no room");
    const wide = await views.show("ordinary");
    assert.equal(await wide.locator("gl-marginal").count(), 6);
    await wide.getByRole("button", { name: "Sums at the edges" }).click();
    assert.equal(await wide.locator("gl-marginal").count(), 0);
  });

  it("offers no sums at the edges where no picture has room for them, and says why", async () => {
    const page = await views.show("ordinary", { width: 400, height: 900 });
    await page.evaluate(() => (window.harness.store.edges.value = true));
    await page.getByRole("button", { name: "Display" }).click();
    const sums = page.getByRole("button", { name: "Sums at the edges", pressed: false, disabled: true });
    assert.match((await sums.getAttribute("title")) ?? "", /^No picture is large enough .* widen the panel/);
    await page.setViewportSize({ width: 900, height: 900 });
    await page.getByRole("button", { name: "Sums at the edges", pressed: true, disabled: false }).waitFor();
    await page.locator("gl-marginal").first().waitFor();
  });

  it("shows all names of strips whole, and their ranges under the picture", async () => {
    const page = await views.show("ordinary", { width: 400, height: 1300 });
    await page.evaluate(() => (window.harness.store.views.value = ["x", "dout", "dx", "candidate", "error"]));
    await drawn(page);
    const cut = await page.evaluate(() =>
      (["x", "dout", "dx", "candidate", "error"] as const).flatMap((name) => {
        const root = window.harness.views.viewOf(name)?.renderRoot;
        const texts = [...(root?.querySelectorAll<HTMLElement>(".strip > :first-child, .range") ?? [])];
        return texts
          .filter((text) => text.scrollWidth > text.clientWidth || !text.innerText.trim())
          .map((text) => text.innerText);
      }),
    );
    assert.deepEqual(cut, []);
    const ranges = page.getByRole("group", { name: "dx", exact: true }).locator(".range");
    assert.match((await ranges.first().textContent()) ?? "", /^\s*dγ\s+± [\d.]+/);
  });
});
