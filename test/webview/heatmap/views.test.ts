import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { drawn } from "../harness/browser";
import { chooseView } from "../harness/choose-view";
import { camera, cursor, grid, selection, ViewsTests } from "./opened";

/** Wheels that a picture kept for itself, and that it left to the page. */
interface Counted {
  readonly counted: { readonly kept: number; readonly left: number };
}

/** Turns the wheel with Ctrl held. */
async function turn(page: Page, pixels: number): Promise<void> {
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, pixels);
  await page.keyboard.up("Control");
}

describe("linked views", () => {
  const views = new ViewsTests();

  it("say what they show, each as a grid with its size", async () => {
    const page = await views.show("ordinary");
    for (const name of ["x", "dout", "dx"]) {
      await grid(page, name).waitFor();
      assert.equal(await grid(page, name).getAttribute("aria-rowcount"), "96");
      assert.equal(await grid(page, name).getAttribute("aria-colcount"), "64");
    }
    assert.equal(await page.getByRole("grid").count(), 3);
  });

  it("move one cursor by keys, in every view", async () => {
    const page = await views.show("ordinary");
    await grid(page, "dx").focus();
    await page.keyboard.press("ArrowDown");
    assert.deepEqual(await cursor(page), { row: 48, column: 32 });
    for (const key of ["ArrowRight", "ArrowRight", "ArrowUp"]) await page.keyboard.press(key);
    assert.deepEqual(await cursor(page), { row: 47, column: 34 });
    await page.keyboard.press("Home");
    assert.deepEqual(await cursor(page), { row: 47, column: 0 });
    await page.keyboard.press("Control+End");
    assert.deepEqual(await cursor(page), { row: 95, column: 63 });
    const spoken = await grid(page, "x").getByRole("gridcell").textContent();
    assert.match(spoken ?? "", /^x row 95, column 63: −?\d/);
    await page.keyboard.press("Escape");
    assert.equal(await cursor(page), null);
  });

  it("select by shift and arrows, and by shift-drag", async () => {
    const page = await views.show("ordinary");
    await grid(page, "dx").focus();
    await page.keyboard.press("ArrowDown");
    for (const key of ["Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"]) await page.keyboard.press(key);
    assert.deepEqual(await selection(page), { row0: 48, row1: 51, column0: 32, column1: 34 });
    for (let i = 0; i < 4; i++) await page.keyboard.press("Shift+ArrowUp");
    assert.deepEqual(await selection(page), { row0: 46, row1: 49, column0: 32, column1: 34 });
    const box = await grid(page, "x").boundingBox();
    assert.ok(box);
    await page.keyboard.down("Shift");
    await page.mouse.move(box.x + (box.width * 10.5) / 64, box.y + (box.height * 20.5) / 96);
    await page.mouse.down();
    await page.mouse.move(box.x + (box.width * 5.5) / 64, box.y + (box.height * 40.5) / 96, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    assert.deepEqual(await selection(page), { row0: 20, row1: 41, column0: 5, column1: 11 });
    assert.equal(await camera(page), null, "a selection moves no camera");
  });

  it("zoom at the pointer, move when dragged and fit on a double click", async () => {
    const page = await views.show("ordinary");
    const box = await grid(page, "dout").boundingBox();
    assert.ok(box);
    const at = { x: Math.round(box.x + box.width * 0.25), y: Math.round(box.y + box.height * 0.75) };
    const share = { x: (at.x - box.x) / box.width, y: (at.y - box.y) / box.height };
    await page.mouse.move(at.x, at.y);
    for (let i = 0; i < 3; i++) await turn(page, -400);
    await drawn(page);
    const zoomed = await camera(page);
    assert.ok(zoomed && zoomed.rows < 96 && zoomed.columns < 64);
    const [column, row] = [zoomed.column + share.x * zoomed.columns, zoomed.row + share.y * zoomed.rows];
    assert.ok(Math.abs(column - 64 * share.x) < 0.1, "the column under the pointer stays");
    assert.ok(Math.abs(row - 96 * share.y) < 0.1, "the row under the pointer stays");
    await page.mouse.down();
    await page.mouse.move(at.x + box.width * 0.1, at.y, { steps: 3 });
    await page.mouse.up();
    const moved = await camera(page);
    assert.ok(moved && Math.abs(moved.column - (zoomed.column - 0.1 * zoomed.columns)) < 0.05);
    assert.equal(await cursor(page), null, "a drag is no click");
    await page.mouse.dblclick(at.x, at.y);
    assert.equal(await camera(page), null);
  });

  it("leave the wheel over a fitted picture to the page, and move by it what is zoomed in", async () => {
    const page = await views.show("ordinary");
    await page.evaluate(() => {
      const counted = { kept: 0, left: 0 };
      addEventListener("wheel", ({ defaultPrevented }) => void (defaultPrevented ? counted.kept++ : counted.left++));
      Object.assign(window, { counted });
    });
    const box = await grid(page, "dout").boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, 100);
    await page.waitForFunction(() => (window as unknown as Counted).counted.left === 1);
    assert.equal(await camera(page), null, "a fitted picture is not zoomed");
    await turn(page, -100);
    await page.waitForFunction(() => (window as unknown as Counted).counted.kept === 1);
    const zoomed = await camera(page);
    assert.ok(zoomed && zoomed.rows < 96);
    await page.mouse.wheel(0, 20);
    await page.waitForFunction(() => (window as unknown as Counted).counted.kept === 2);
    const moved = await camera(page);
    assert.ok(moved?.rows === zoomed.rows && moved.row > zoomed.row);
    await page.mouse.wheel(0, 4000); // to the last row
    await page.waitForFunction(() => (window as unknown as Counted).counted.kept === 3);
    await page.mouse.wheel(0, 100);
    await page.waitForFunction(() => (window as unknown as Counted).counted.left === 2);
  });

  it("read the cell under the pointer, and keep the one that is clicked", async () => {
    const page = await views.show("tiny");
    const box = await grid(page, "x").boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.45);
    const view = page.getByRole("group", { name: "dx" });
    await view.getByText("[2, 2]").waitFor();
    const expected = await page.evaluate(() => window.harness.views.viewOf("dx")?.heatmap?.numberAt(2, 2)?.value);
    const text = (await view.locator(".value").textContent()) ?? "";
    assert.ok(Math.abs(Number(text.replace("−", "-")) - (expected ?? NaN)) <= 1e-5 * Math.abs(expected ?? NaN), text);
    await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.45);
    await page.mouse.move(5, 5);
    assert.deepEqual(await cursor(page), { row: 2, column: 2 });
    await view.getByText("[2, 2]").waitFor();
  });

  it("are chosen by the keys 1 to 9 and a menu that says what each is, side by side or one at a time", async () => {
    const page = await views.show("ordinary");
    await grid(page, "dx").focus();
    await page.keyboard.press("2");
    await grid(page, "x̂").waitFor();
    await chooseView(page, "dout");
    await grid(page, "dout").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Views" }).click();
    const items = page.getByRole("menuitemcheckbox");
    assert.match(await items.first().innerText(), /1\s*x\s*input/);
    assert.deepEqual(await items.evaluateAll((all) => all.map((item) => item.getAttribute("aria-label")).slice(0, 5)), [
      "x: input",
      "x̂: normalised input",
      "out: γ x̂ + β",
      "dout: upstream gradient",
      "dx: gradient of the loss by x",
    ]);
    await page.keyboard.press("Escape");
    await grid(page, "dx").focus();
    await page.keyboard.press("s");
    assert.equal(await page.getByRole("grid").count(), 1);
    await chooseView(page, "dout");
    await grid(page, "dout").waitFor();
    assert.equal(await page.getByRole("grid").count(), 1);
  });

  it("take the keys 1 to 9 and S wherever the focus is, but not from what is typed", async () => {
    const page = await views.show("ordinary");
    await page.keyboard.press("2");
    await grid(page, "x̂").waitFor();
    await page.evaluate(() => {
      document.body.insertAdjacentHTML("afterbegin", '<input aria-label="Text" /><button>Elsewhere</button>');
    });
    await page.getByRole("textbox", { name: "Text", exact: true }).pressSequentially("s2");
    assert.equal(await page.getByRole("grid").count(), 4);
    await page.getByRole("button", { name: "Elsewhere" }).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await cursor(page), null, "arrows are a picture's own");
    await page.keyboard.press("s");
    await page.getByRole("button", { name: "One at a time", pressed: true }).waitFor();
  });

  it("zoom, fit and square by keys", async () => {
    const page = await views.show("ordinary");
    await grid(page, "dx").focus();
    await page.keyboard.press("+");
    const near = await camera(page);
    assert.ok(near && Math.abs(near.rows - 64) < 1e-9 && Math.abs(near.columns - 64 / 1.5) < 1e-9);
    await page.keyboard.press("-");
    assert.equal(await camera(page), null);
    await page.keyboard.press("+");
    await page.keyboard.press("0");
    assert.equal(await camera(page), null);
    await page.keyboard.press("q");
    await page.getByRole("button", { name: "Square cells", pressed: true }).waitFor();
  });

  it("pinch with two fingers", async () => {
    const page = await views.show("ordinary");
    const box = await grid(page, "dx").boundingBox();
    assert.ok(box);
    const client = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", distance: number) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints:
          type === "touchEnd"
            ? []
            : [-1, 1].map((side, id) => ({
                id,
                x: box.x + box.width / 2 + side * distance,
                y: box.y + box.height / 2,
              })),
      });
    await touch("touchStart", 40);
    for (const distance of [50, 60, 70, 80]) await touch("touchMove", distance);
    await touch("touchEnd", 0);
    const near = await camera(page);
    assert.ok(near && near.columns < 64 / 1.7 && near.columns > 64 / 2.3, JSON.stringify(near));
  });

  it("frame a cell and a selection at the picture's edge on all sides", async () => {
    const page = await views.show("ordinary");
    await page.evaluate(() => (window.harness.store.wrongShown.value = false)); // its marks are black, too
    const back = "#000000"; // the outer line of every frame, which the map of the dark theme does not have
    const framed = () =>
      page.evaluate((colour) => {
        const canvas = window.harness.views.viewOf("dx")?.heatmap?.renderRoot.querySelector("canvas");
        const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
        if (!image) throw new Error("expected a picture");
        const { width, height, data } = image;
        const isBack = (x: number, y: number): boolean =>
          data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3).reduce((sum, byte) => sum + byte, 0) ===
          parseInt(colour.slice(1), 16);
        const rows = Array.from({ length: height }, (_, y) => y).filter((y) => {
          let run = 0;
          for (let x = 0; x < width; x++) {
            run = isBack(x, y) ? run + 1 : 0;
            if (run >= 8) return true;
          }
          return false;
        });
        const columns = Array.from({ length: width }, (_, x) => x).filter((x) => {
          let run = 0;
          for (let y = 0; y < height; y++) {
            run = isBack(x, y) ? run + 1 : 0;
            if (run >= 6) return true;
          }
          return false;
        });
        return {
          left: columns[0],
          right: width - 1 - (columns.at(-1) ?? NaN),
          top: rows[0],
          bottom: height - 1 - (rows.at(-1) ?? NaN),
          columns: columns.length,
          rows: rows.length,
        };
      }, back);
    await grid(page, "dx").focus();
    await page.keyboard.press("Control+a");
    await drawn(page);
    assert.deepEqual(await framed(), { left: 0, right: 0, top: 0, bottom: 0, columns: 2, rows: 2 });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Control+Home");
    await drawn(page);
    const cell = await framed();
    assert.deepEqual({ ...cell, right: 0, bottom: 0 }, { left: 0, right: 0, top: 0, bottom: 0, columns: 4, rows: 4 });
    // A cell that is out of sight has no frame.
    await page.evaluate(() => (window.harness.store.camera.value = { row: 40, column: 30, rows: 40, columns: 30 }));
    await drawn(page);
    assert.equal((await framed()).rows, 0);
  });
});
