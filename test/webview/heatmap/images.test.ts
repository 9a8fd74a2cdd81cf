import assert from "node:assert/strict";
import { drawn } from "../harness/browser";
import { grid, ViewsTests } from "./opened";

describe("images side by side", () => {
  const views = new ViewsTests();

  it("stand sample below sample and channel by channel, each number where it belongs", async () => {
    const page = await views.show("images");
    await page.evaluate(() => (window.harness.store.plane.value = { kind: "images" }));
    await drawn(page);
    assert.equal(await grid(page, "x").getAttribute("aria-rowcount"), String(2 * 18));
    assert.equal(await grid(page, "x").getAttribute("aria-colcount"), String(3 * 24));
    for (const [n, c, h, w] of [
      [0, 0, 0, 0],
      [1, 2, 17, 23],
      [1, 0, 5, 7],
    ] as const) {
      const [row, column] = [n * 18 + h, c * 24 + w];
      const value = await page.evaluate(([y, x]) => window.harness.views.viewOf("x")?.heatmap?.numberAt(y, x)?.value, [
        row,
        column,
      ] as const);
      const expected = await page.evaluate((at) => window.harness.valueAt("x", at), ((n * 3 + c) * 18 + h) * 24 + w);
      assert.ok(Math.abs((value ?? NaN) - expected) < 1e-6, `[${n}, ${c}, ${h}, ${w}]: ${value}, not ${expected}`);
    }
  });

  it("have each channel's strip under its images, and mark the channel of the cell", async () => {
    const page = await views.show("images");
    await page.evaluate(() => {
      const { store } = window.harness;
      store.plane.value = { kind: "images" };
      store.cursor.value = { row: 20, column: 50 }; // in channel 2
    });
    await drawn(page);
    const at = page.getByRole("group", { name: "dx" }).locator('.at[data-strip="dgamma"]');
    assert.equal(await at.textContent(), "1");
    const widths = await page.evaluate(() => {
      const root = window.harness.views.viewOf("dx")?.renderRoot;
      const canvas = root?.querySelector("gl-strip")?.shadowRoot?.querySelector<HTMLCanvasElement>(".picture");
      const data = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, 1).data;
      const pixels = [...new Uint32Array(data?.buffer ?? new ArrayBuffer(0))];
      const edges = pixels.flatMap((pixel, i) => (i > 0 && pixel !== pixels[i - 1] ? [i / pixels.length] : []));
      return edges.map((edge) => Math.round(edge * 72));
    });
    assert.deepEqual(widths, [24, 48]);
  });
});
