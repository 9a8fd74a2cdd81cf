import assert from "node:assert/strict";
import { resized } from "../harness/browser";
import { cursor, ViewsTests } from "./opened";

describe("legends of linked views", () => {
  const views = new ViewsTests();

  it("count NaN and infinities and go from one to the next", async () => {
    const page = await views.show("odd");
    const button = page.getByRole("button", { name: "NaN 6 in x: go to the next" });
    const seen: string[] = [];
    for (let i = 0; i < 7; i++) {
      const before = JSON.stringify(await cursor(page));
      await button.click();
      await page.waitForFunction((old) => JSON.stringify(window.harness.store.cursor.value) !== old, before);
      const cell = await cursor(page);
      assert.ok(cell);
      assert.equal((cell.row * 7 + cell.column) % 10, 0, "a cell that holds NaN");
      seen.push(`${cell.row},${cell.column}`);
    }
    assert.equal(new Set(seen).size, 6);
    assert.equal(seen[6], seen[0], "from the last to the first again");
    await page.getByRole("button", { name: "±∞ 12 in x: go to the next" }).waitFor();
  });

  it("count what is in the shown image and in all, and go on from image to image", async () => {
    const page = await views.show("images with NaN");
    await page.evaluate(() => {
      window.harness.store.plane.value = { kind: "axes", rows: 2, columns: 3, at: [0, 1, 0, 0] };
    });
    const seen: string[] = [];
    const place = () =>
      page.evaluate(() => {
        const { plane, cursor } = window.harness.store;
        const at = plane.value.kind === "axes" ? plane.value.at : [];
        return `${at[0]},${at[1]},${cursor.value?.row},${cursor.value?.column}`;
      });
    for (const here of ["2 here", "2 here", "1 here", "2 here"]) {
      const before = await place();
      await page.getByRole("button", { name: /^NaN . here, 3 in all in x: go to the next$/ }).click();
      for (let now = before; now === before;) now = await place();
      seen.push(await place());
      await page.getByRole("button", { name: `NaN ${here}, 3 in all in x: go to the next` }).waitFor();
    }
    assert.deepEqual(seen, ["0,1,0,5", "0,1,3,2", "1,2,7,0", "0,1,0,5"]);
  });

  it("tell cells that no check has come to from clipped ones", async () => {
    const page = await views.show("partly checked");
    await page.evaluate(() => (window.harness.store.views.value = ["x", "error"]));
    const view = page.getByRole("group", { name: "error" });
    await view.getByText("not checked yet").waitFor();
    await page.evaluate(() => {
      const { store } = window.harness;
      store.check.value = { status: "cancelled", done: 640, total: 1280 };
      store.colour.value = { error: { kind: "log", low: 1e-17, high: 1e-15 } };
    });
    const above = await page.evaluate(() => {
      const cells = Array.from({ length: 40 * 32 }, (_, i) => window.harness.valueAt("error", i));
      return cells.filter((value) => value > 1e-15).length;
    });
    await page.getByRole("button", { name: `clipped ${above} in error: go to the next` }).waitFor();
    await view.getByText("not checked yet").waitFor();
    await page.evaluate(
      () => (window.harness.store.colour.value = { error: { kind: "linear", low: null, high: 1e-15 } }),
    );
    await page.getByRole("button", { name: `clipped ${above} in error: go to the next` }).waitFor();
  });

  it("show the whole legend at every width, its words where there is room", async () => {
    const page = await views.show("odd");
    await page.evaluate(() => {
      const { store } = window.harness;
      store.views.value = ["x", "dx", "error"];
      store.cursor.value = { row: 7, column: 6 };
      store.colour.value = {
        x: { kind: "linear", low: -1, high: 1 },
        dx: { kind: "linear", low: -1, high: 1 },
        error: { kind: "linear", low: 0, high: 1e-12 },
      };
    });
    for (const name of ["x", "dx", "error"])
      await page.getByRole("button", { name: new RegExp(`^clipped \\d+ in ${name}:`) }).waitFor();
    for (const width of [300, 356, 358, 400, 500, 560, 640, 700, 1000, 1200]) {
      await resized(page, width, 900);
      const hidden = await page.evaluate(() =>
        (["x", "dx", "error"] as const).flatMap((name) => {
          const view = window.harness.views.viewOf(name);
          const root = view?.renderRoot as ShadowRoot | undefined;
          const legend = root?.querySelector("gl-legend");
          const chips = [...(legend?.shadowRoot?.querySelectorAll("button, .note") ?? [])];
          const isWhole = (chip: Element): boolean => {
            const box = chip.getBoundingClientRect();
            const corners = [box.left + 1, box.right - 1].map((x) =>
              root?.elementFromPoint(x, box.top + box.height / 2),
            );
            return corners.every((element) => element === legend);
          };
          const cut = chips.filter((chip) => !isWhole(chip)).map((chip) => `${name}: ${chip.textContent}`);
          return chips.length === 3 ? cut : [`${name}: ${chips.length} chips`];
        }),
      );
      assert.deepEqual(hidden, [], `at ${width} px`);
    }
  });

  it("keep the legend of a flat picture short where it is narrow", async () => {
    const page = await views.show("all zero", { width: 310, height: 900 });
    const note = page.getByRole("group", { name: "dx" }).getByTitle("flat: every value is 0");
    assert.equal(await note.innerText(), "flat: every value is 0");
    const box = await note.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 310, JSON.stringify(box));
  });
});
