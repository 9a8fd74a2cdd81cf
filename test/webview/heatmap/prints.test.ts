import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { TensorName } from "../../../src/protocol/picture";
import { drawn } from "../harness/browser";
import { ViewsTests } from "./opened";

/** One number as it was printed, and the number that stands there. */
interface Print {
  readonly text: string;
  readonly value: number;
}

/** Shows some cells, and gives what is printed in them once all of it stands. */
async function printed(
  page: Page,
  picture: "x" | "dx",
  strip: string | null,
  camera: { row: number; column: number; rows: number; columns: number } | null,
): Promise<Print[]> {
  await page.evaluate(() => {
    const log: { canvas: HTMLCanvasElement | OffscreenCanvas; text: string; x: number; y: number }[] = [];
    type Method = (this: CanvasRenderingContext2D, ...args: unknown[]) => void;
    const write = Reflect.get(CanvasRenderingContext2D.prototype, "fillText") as Method;
    const clear = Reflect.get(CanvasRenderingContext2D.prototype, "clearRect") as Method;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
      log.push({ canvas: this.canvas, text, x, y });
      write.call(this, text, x, y, ...rest);
    };
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      for (let i = log.length - 1; i >= 0; i--) if (log[i]?.canvas === this.canvas) log.splice(i, 1);
      clear.apply(this, box);
    };
    Object.assign(window, { log });
  });
  await page.evaluate((to) => {
    const { store } = window.harness;
    store.camera.value = to;
    store.palette.value++; // draws anew where the camera stays
  }, camera);
  await drawn(page);
  return page.evaluate(
    ([name, under]) => {
      const { log } = window as unknown as { log: { canvas: HTMLCanvasElement; text: string; x: number; y: number }[] };
      const root = window.harness.views.viewOf(name)?.renderRoot;
      const host = [...(root?.querySelectorAll("gl-strip") ?? [])].find(({ tensor }) => tensor === under);
      const shadow = (under === null ? root?.querySelector("gl-heatmap") : host)?.shadowRoot;
      const canvas = shadow?.querySelector<HTMLCanvasElement>("canvas.details");
      if (!canvas) throw new Error("expected a canvas for numbers");
      const { planeSize, camera: chosen } = window.harness.store;
      const { rows, columns } = planeSize.value;
      const view = chosen.value ?? { row: 0, column: 0, rows, columns };
      const height = under === null ? view.rows : 1;
      return log
        .filter((entry) => entry.canvas === canvas)
        .map(({ text, x, y }) => {
          const column = Math.floor(view.column + (x / canvas.width) * view.columns);
          const row = under === null ? Math.floor(view.row + (y / canvas.height) * height) : 0;
          return { text, value: window.harness.valueAt((under ?? name) as TensorName, row * columns + column) };
        });
    },
    [picture, strip] as const,
  );
}

const read = (text: string): number =>
  text === "+∞" ? Infinity : text === "−∞" ? -Infinity : Number(text.replace("−", "-"));

describe("numbers in print", () => {
  const views = new ViewsTests();

  it("stand in strips while they fit, and read back as the numbers themselves", async () => {
    const page = await views.show("tiny");
    for (const strip of ["dgamma", "dbeta"]) {
      const prints = await printed(page, "dx", strip, null);
      assert.equal(prints.length, 4, `${strip}: ${prints.map(({ text }) => text).join(" ")}`);
      for (const { text, value } of prints) assert.equal(read(text), value, `${strip}: ${text}`);
    }
    const strip = await page.getByRole("group", { name: "dx" }).locator("gl-strip").first().boundingBox();
    assert.ok(strip && strip.height >= 18, `${strip?.height} px`);
  });

  it("are rounded where they are longer than their column, and left out where they would be nothing", async () => {
    const page = await views.show("ordinary");
    const near = await printed(page, "dx", "dbeta", { row: 0, column: 4, rows: 96, columns: 10 });
    assert.equal(near.length, 10);
    for (const { text, value } of near) assert.ok(Math.abs(read(text) - value) <= 0.02 * 20, `${text}, not ${value}`);
    assert.deepEqual(await printed(page, "dx", "dbeta", null), []);
  });

  it("are the inspector's in the cells of a picture, however small beside the others", async () => {
    const page = await views.show("huge and minute");
    const prints = await printed(page, "x", null, { row: 0, column: 0, rows: 6, columns: 12 });
    assert.equal(prints.length, 72);
    for (const { text, value } of prints)
      assert.ok(Math.abs(read(text) - value) <= 0.01 * Math.abs(value), `${text}, not ${value}`);
  });

  it("tell cells apart that differ in colour", async () => {
    const page = await views.show("positive");
    const prints = await printed(page, "x", null, { row: 3, column: 2, rows: 5, columns: 12 });
    assert.equal(prints.length, 60);
    for (const one of prints)
      for (const other of prints)
        if (Math.abs(one.value - other.value) > 2 / 500) assert.notEqual(one.text, other.text);
  });
});
