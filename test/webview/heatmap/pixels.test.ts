import assert from "node:assert/strict";
import { PNG } from "pngjs";
import { drawn } from "../harness/browser";
import { grid, pixelsOf, ViewsTests } from "./opened";
import { itemAt } from "../../../src/core/item-at";

describe("pixels of linked views", () => {
  const views = new ViewsTests();

  it("say when a pixel stands for many cells", async () => {
    const page = await views.show("10,000 columns");
    assert.match(
      (await page.getByRole("status").textContent()) ?? "",
      /1 pixel = 1 × \d+ cells, most extreme one shown/,
    );
    const small = await views.show("tiny");
    assert.equal((await small.getByRole("status").textContent())?.trim(), "");
    const narrow = await views.show("10,000 columns", { width: 300, height: 900 });
    const isCut = await narrow
      .getByRole("status")
      .evaluate((status) => status.scrollWidth > status.clientWidth || status.scrollHeight > status.clientHeight);
    assert.equal(isCut, false);
  });

  for (const ratio of [1, 1.25, 2, 3]) {
    it(`have no colour outside the map, on the screen itself, at a ratio of ${ratio}`, async () => {
      const page = await views.show("ordinary", { ratio, width: 700, height: 500 });
      const palette = new Set((await pixelsOf(page, "dx")).data.map((pixel) => pixel & 0xffffff));
      const box = await grid(page, "dx").boundingBox();
      assert.ok(box);
      const image = PNG.sync.read(await page.screenshot());
      let off = 0;
      let all = 0;
      // One device pixel is left out at the rim, where the frame of the view is drawn.
      const edge = (value: number): number => Math.round(value * ratio);
      for (let y = edge(box.y) + 1; y < edge(box.y + box.height) - 1; y++) {
        for (let x = edge(box.x) + 1; x < edge(box.x + box.width) - 1; x++) {
          const i = (y * image.width + x) * 4;
          const pixel = itemAt(image.data, i) | (itemAt(image.data, i + 1) << 8) | (itemAt(image.data, i + 2) << 16);
          all++;
          if (!palette.has(pixel)) off++;
        }
      }
      assert.ok(all > 10_000);
      assert.equal(off, 0, `${off} of ${all} pixels`);
    });
  }

  it("show all of 40 single cells of 4096 x 4096 at the fit, from few tiles, each asked for once", async () => {
    const page = await views.show("needles");
    const at = await page.evaluate(() => window.harness.needles);
    const { width, height, data } = await pixelsOf(page, "dx");
    const asked = await page.evaluate(() =>
      window.harness.host.asked
        .filter(({ name }) => name === "tiles")
        .flatMap(({ ask }) => (ask as unknown[]).map((query) => JSON.stringify(query))),
    );
    assert.equal(new Set(asked).size, asked.length);
    assert.ok(
      asked.length * 65_536 <= 4 * width * height + 8 * 65_536,
      `${asked.length} tiles for ${width} x ${height}`,
    );
    assert.equal(at.length, 40);
    for (const cell of at) {
      const x = Math.floor((((cell % 4096) + 0.5) / 4096) * width);
      const y = Math.floor(((Math.floor(cell / 4096) + 0.5) / 4096) * height);
      let strongest = 0;
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          const pixel = data[(y + dy) * width + x + dx] ?? 0;
          strongest = Math.max(strongest, pixel & 255, (pixel >> 16) & 255);
        }
      }
      assert.ok(strongest > 180, `cell ${cell}: strongest channel ${strongest} within 2 pixels of ${x},${y}`);
    }
  });

  it("show spikes towards 0 as well, where all else is far from it", async () => {
    const page = await views.show("needles beside an offset");
    const at = await page.evaluate(() => window.harness.needles);
    const { width, height, data } = await pixelsOf(page, "x");
    const blue = (pixel: number): boolean => ((pixel >> 16) & 255) > (pixel & 255) + 80;
    for (const cell of at) {
      const x = Math.floor((((cell % 4096) + 0.5) / 4096) * width);
      const y = Math.floor(((Math.floor(cell / 4096) + 0.5) / 4096) * height);
      const around = [-2, -1, 0, 1, 2].flatMap((dy) =>
        [-2, -1, 0, 1, 2].map((dx) => data[(y + dy) * width + x + dx] ?? 0),
      );
      assert.ok(around.some(blue), `cell ${cell} within 2 pixels of ${x},${y}`);
    }
  });

  it("tell values apart that differ in their last digits only", async () => {
    const page = await views.open();
    await page.evaluate(() => {
      const x = Float64Array.from({ length: 40 * 30 }, (_, i) => 1e8 + Math.sin(i / 200));
      return window.harness.show({ shape: [40, 30], tensors: { x }, isChecked: false });
    });
    await drawn(page);
    const { data } = await pixelsOf(page, "x");
    assert.ok(new Set(data).size > 300, `${new Set(data).size} colours`);
    const value = await page.evaluate(() => window.harness.views.viewOf("x")?.heatmap?.numberAt(3, 4)?.value);
    assert.ok(Math.abs((value ?? NaN) - (1e8 + Math.sin(94 / 200))) < 1e-7, String(value));
    assert.equal(await page.getByRole("button", { name: /clipped/ }).count(), 0);
  });

  it("show a coarse picture at once and the fine one when it has come", async () => {
    const page = await views.open();
    await page.evaluate(() => {
      window.harness.hold();
      void window.harness.showNamed("needles");
    });
    await page.waitForFunction(() => window.harness.host.asked.some(({ name }) => name === "tiles"));
    assert.equal(await page.evaluate(() => document.body.dataset.state), "drawing");
    const first = await page.evaluate(() => window.harness.host.asked.find(({ name }) => name === "tiles")?.ask);
    assert.deepEqual(first, [
      { tensor: "dx", plane: { kind: "matrix" }, levelRow: 4, levelColumn: 4, row: 0, column: 0 },
    ]);
    await page.evaluate(() => window.harness.release());
    await drawn(page);
    assert.equal(await page.evaluate(() => window.harness.store.pendingTiles.value), 0);
  });

  it("ask again when numbers have changed, and keep the old picture until then", async () => {
    const page = await views.show("partly checked");
    await page.evaluate(() => (window.harness.store.views.value = ["x", "dx", "error"]));
    await drawn(page);
    const before = await page.evaluate(() => window.harness.host.asked.length);
    await page.evaluate(() => {
      const { store } = window.harness;
      store.revision.value = { ...store.revision.value, error: (store.revision.value.error ?? 0) + 1 };
    });
    await drawn(page);
    const again = await page.evaluate(
      (from) =>
        window.harness.host.asked
          .slice(from)
          .flatMap(({ ask }) => ask as { tensor: string }[])
          .map(({ tensor }) => tensor),
      before,
    );
    assert.ok(again.length > 0 && again.every((name) => name === "error"), again.join(", "));
  });
});
