import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { drawn, Harness, resized } from "../harness/browser";

/** The page in a real browser: found by role and label, as its users find it. */
describe("linked views", () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.finish());
  after(() => harness.stop());

  async function show(scenario: string, options: Parameters<Harness["open"]>[0] = {}): Promise<Page> {
    const page = await harness.open({ theme: "dark", ...options });
    await page.evaluate((name) => window.harness.showNamed(name), scenario);
    await drawn(page);
    return page;
  }
  const grid = (page: Page, name: string) => page.getByRole("grid", { name: new RegExp(`^${name},`) });
  const cursor = (page: Page) => page.evaluate(() => window.harness.store.cursor.value);
  const camera = (page: Page) => page.evaluate(() => window.harness.store.camera.value);
  const selection = (page: Page) => page.evaluate(() => window.harness.store.selection.value);
  /** A picture's pixels as they stand in its canvas. */
  const pixelsOf = (page: Page, name: string) =>
    page.evaluate((wanted) => {
      const canvas = window.harness.views.viewOf(wanted as "dx")?.heatmap?.renderRoot.querySelector("canvas");
      const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
      return {
        width: image?.width ?? 0,
        height: image?.height ?? 0,
        data: [...new Uint32Array(image?.data.buffer ?? [])],
      };
    }, name);

  it("say what they show, each as a grid with its size", async () => {
    const page = await show("ordinary");
    for (const name of ["x", "out", "dx", "error"]) {
      await grid(page, name).waitFor();
      assert.equal(await grid(page, name).getAttribute("aria-rowcount"), "96");
      assert.equal(await grid(page, name).getAttribute("aria-colcount"), "64");
    }
    assert.equal(await page.getByRole("grid").count(), 4);
  });

  it("move one cursor by keys, in every view", async () => {
    const page = await show("ordinary");
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
    const page = await show("ordinary");
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
    const page = await show("ordinary");
    const box = await grid(page, "out").boundingBox();
    assert.ok(box);
    const at = { x: box.x + box.width * 0.25, y: box.y + box.height * 0.75 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -400);
    await drawn(page);
    const zoomed = await camera(page);
    assert.ok(zoomed && zoomed.rows < 96 && zoomed.columns < 64);
    assert.ok(Math.abs(zoomed.column + 0.25 * zoomed.columns - 16) < 0.1, "the column under the pointer stays");
    assert.ok(Math.abs(zoomed.row + 0.75 * zoomed.rows - 72) < 0.1, "the row under the pointer stays");
    await page.mouse.down();
    await page.mouse.move(at.x + box.width * 0.1, at.y, { steps: 3 });
    await page.mouse.up();
    const moved = await camera(page);
    assert.ok(moved && Math.abs(moved.column - (zoomed.column - 0.1 * zoomed.columns)) < 0.05);
    assert.equal(await cursor(page), null, "a drag is no click");
    await page.mouse.dblclick(at.x, at.y);
    assert.equal(await camera(page), null);
  });

  it("read the cell under the pointer, and keep the one that is clicked", async () => {
    const page = await show("tiny");
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

  it("are chosen by the keys 1 to 9 and the buttons, side by side or one at a time", async () => {
    const page = await show("ordinary");
    await grid(page, "dx").focus();
    await page.keyboard.press("2");
    await grid(page, "x̂").waitFor();
    await page.getByRole("button", { name: "error" }).click();
    await grid(page, "error").waitFor({ state: "detached" });
    await grid(page, "dx").focus();
    await page.keyboard.press("s");
    assert.equal(await page.getByRole("grid").count(), 1);
    await page.getByRole("button", { name: "dout" }).click();
    await grid(page, "dout").waitFor();
    assert.equal(await page.getByRole("grid").count(), 1);
  });

  it("take the keys 1 to 9 and S wherever the focus is, but not from what is typed", async () => {
    const page = await show("ordinary");
    await page.keyboard.press("2");
    await grid(page, "x̂").waitFor();
    await page.evaluate(() => {
      document.body.insertAdjacentHTML("afterbegin", '<input aria-label="Text" /><button>Elsewhere</button>');
    });
    await page.getByRole("textbox", { name: "Text", exact: true }).pressSequentially("s2");
    assert.equal(await page.getByRole("grid").count(), 5);
    await page.getByRole("button", { name: "Elsewhere" }).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await cursor(page), null, "arrows are a picture's own");
    await page.keyboard.press("s");
    await page.getByRole("button", { name: "One at a time", pressed: true }).waitFor();
  });

  it("take limits typed at the bar, and go back to automatic ones", async () => {
    const page = await show("ordinary");
    const upper = page.getByRole("textbox", { name: "Upper colour limit of dx" });
    await upper.fill("0.5");
    await upper.press("Enter");
    await drawn(page);
    assert.equal(await page.getByRole("textbox", { name: "Lower colour limit of dx" }).inputValue(), "−0.5");
    const clipped = page.getByRole("button", { name: /^clipped [\d,]+ in dx: go to the next/ });
    await clipped.waitFor();
    await upper.fill("");
    await upper.press("Enter");
    await clipped.waitFor({ state: "detached" });
  });

  it("let a limit be dragged on the bar", async () => {
    const page = await show("ordinary");
    const handle = page.getByRole("slider", { name: "Upper colour limit of dx, drag" });
    const before = Number(await handle.getAttribute("aria-valuetext"));
    const box = await handle.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 8, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 8, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const written = (): Promise<void> => page.waitForTimeout(200); // limits are written every 50 ms while they change
    await written();
    const after = Number(await handle.getAttribute("aria-valuetext"));
    assert.ok(after < before * 0.95 && after > 0, `${before} -> ${after}`);
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    await written();
    assert.ok(Number(await handle.getAttribute("aria-valuetext")) > after);
  });

  const limitsOf = (page: Page, name: "x" | "dx" | "error") =>
    page.evaluate((tensor) => {
      const { colour } = window.harness.store;
      return { low: colour.value[tensor]?.low ?? null, high: colour.value[tensor]?.high ?? null };
    }, name);

  it("take no limit that the scale has no place for", async () => {
    const page = await show("ordinary");
    await page.getByRole("slider", { name: "Upper colour limit of error, drag" }).focus();
    for (let i = 0; i < 200; i++) await page.keyboard.press("PageUp");
    await drawn(page);
    const { high } = await limitsOf(page, "error");
    assert.ok(high !== null && Number.isFinite(high), `${high}`);
    const lower = page.getByRole("textbox", { name: "Lower colour limit of error" });
    for (const text of ["0", "−1"]) {
      await lower.fill(text);
      await lower.press("Enter");
      assert.deepEqual(await limitsOf(page, "error"), { low: null, high });
      assert.equal(await lower.inputValue(), "1e-17");
    }
  });

  it("drag a limit by the main button alone, and until the pointer is taken away", async () => {
    const page = await show("ordinary");
    const box = await page.getByRole("slider", { name: "Upper colour limit of dx, drag" }).boundingBox();
    assert.ok(box);
    const at = { x: box.x + 8, y: box.y + 2 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.down({ button: "right" });
    await page.mouse.move(at.x, at.y + 40, { steps: 4 });
    await page.mouse.up({ button: "right" });
    assert.deepEqual(await limitsOf(page, "dx"), { low: null, high: null });
    const client = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchCancel", y: number) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchCancel" ? [] : [{ x: at.x, y }],
      });
    await touch("touchStart", at.y);
    await touch("touchMove", at.y + 20);
    await touch("touchMove", at.y + 30);
    await touch("touchCancel", 0);
    const left = await limitsOf(page, "dx");
    assert.ok(left.high !== null);
    await page.mouse.move(at.x, at.y + 1);
    await page.mouse.move(at.x, at.y + 3);
    assert.deepEqual(await limitsOf(page, "dx"), left);
  });

  it("count NaN and infinities and go from one to the next", async () => {
    const page = await show("odd");
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
    const page = await show("images with NaN");
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
    const page = await show("partly checked");
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
    const page = await show("odd");
    await page.evaluate(() => {
      const { store } = window.harness;
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
    const page = await show("all zero", { width: 310, height: 900 });
    const note = page.getByRole("group", { name: "dx" }).getByTitle("flat: every value is 0");
    assert.equal(await note.innerText(), "flat: every value is 0");
    const box = await note.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 310, JSON.stringify(box));
  });

  const limitOf = (page: Page, name: string) =>
    page.getByRole("textbox", { name: `Upper colour limit of ${name}` }).inputValue();
  const scaleOf = (page: Page, name: string) => page.getByRole("combobox", { name: `Colour scale of ${name}` });

  it("share one range for all pictures of both signs, by one switch", async () => {
    const page = await show("ordinary");
    assert.notEqual(await limitOf(page, "x"), await limitOf(page, "dx"));
    await page.getByRole("button", { name: "Shared colours" }).click();
    await drawn(page);
    assert.equal(await limitOf(page, "x"), await limitOf(page, "dx"));
    assert.notEqual(await limitOf(page, "error"), await limitOf(page, "dx"));
  });

  it("share a logarithmic range too, and leave it together", async () => {
    const page = await show("ordinary");
    await page.getByRole("button", { name: "Shared colours" }).click();
    const together = ["x", "out", "dx"];
    for (const [kind, from] of [
      ["log", "dx"],
      ["auto", "x"],
    ]) {
      await scaleOf(page, from).selectOption(kind);
      await drawn(page);
      for (const name of together) {
        assert.equal(await scaleOf(page, name).inputValue(), kind, name);
        assert.equal(await limitOf(page, name), await limitOf(page, "dx"), name);
      }
    }
  });

  it("share the range with pictures that are not side by side, one at a time", async () => {
    const page = await show("ordinary");
    await page.getByRole("button", { name: "Shared colours" }).click();
    await page.getByRole("button", { name: "One at a time" }).click();
    const seen = new Set<string>();
    for (const name of ["x", "dout", "dx", "candidate"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await grid(page, name).waitFor();
      seen.add(await limitOf(page, name));
    }
    assert.equal(seen.size, 1, [...seen].join(", "));
  });

  it("say when a pixel stands for many cells", async () => {
    const page = await show("10,000 columns");
    assert.match(
      (await page.getByRole("status").textContent()) ?? "",
      /1 pixel = 1 × \d+ cells, most extreme one shown/,
    );
    const small = await show("tiny");
    assert.equal((await small.getByRole("status").textContent())?.trim(), "");
    const narrow = await show("10,000 columns", { width: 300, height: 900 });
    const isCut = await narrow
      .getByRole("status")
      .evaluate((status) => status.scrollWidth > status.clientWidth || status.scrollHeight > status.clientHeight);
    assert.equal(isCut, false);
  });

  for (const ratio of [1, 1.25, 2, 3]) {
    it(`have no colour outside the map, on the screen itself, at a ratio of ${ratio}`, async () => {
      const page = await show("ordinary", { ratio, width: 700, height: 500 });
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
          const pixel = image.data[i] | (image.data[i + 1] << 8) | (image.data[i + 2] << 16);
          all++;
          if (!palette.has(pixel)) off++;
        }
      }
      assert.ok(all > 10_000);
      assert.equal(off, 0, `${off} of ${all} pixels`);
    });
  }

  it("show all of 40 single cells of 4096 x 4096 at the fit, from few tiles, each asked for once", async () => {
    const page = await show("needles");
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
    const page = await show("needles beside an offset");
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
    const page = await harness.open({ theme: "dark" });
    await page.evaluate(() => {
      const x = Float64Array.from({ length: 40 * 30 }, (_, i) => 1e8 + Math.sin(i / 200));
      window.harness.show({ shape: [40, 30], tensors: { x } });
    });
    await drawn(page);
    const { data } = await pixelsOf(page, "x");
    assert.ok(new Set(data).size > 300, `${new Set(data).size} colours`);
    const value = await page.evaluate(() => window.harness.views.viewOf("x")?.heatmap?.numberAt(3, 4)?.value);
    assert.ok(Math.abs((value ?? NaN) - (1e8 + Math.sin(94 / 200))) < 1e-7, String(value));
    assert.equal(await page.getByRole("button", { name: /clipped/ }).count(), 0);
  });

  it("show a coarse picture at once and the fine one when it has come", async () => {
    const page = await harness.open({ theme: "dark" });
    await page.evaluate(() => {
      window.harness.host.held = true;
      window.harness.showNamed("needles");
    });
    await page.waitForFunction(() => window.harness.host.asked.length > 0);
    assert.equal(await page.evaluate(() => document.body.dataset.state), "drawing");
    const first = await page.evaluate(() => window.harness.host.asked[0].ask);
    assert.deepEqual(first, [
      { tensor: "dx", plane: { kind: "matrix" }, levelRow: 4, levelColumn: 4, row: 0, column: 0 },
    ]);
    await page.evaluate(() => window.harness.host.release());
    await drawn(page);
    assert.equal(await page.evaluate(() => window.harness.store.pendingTiles.value), 0);
  });

  it("zoom, fit and square by keys", async () => {
    const page = await show("ordinary");
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
    const page = await show("ordinary");
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

  it("keep strips and pictures in step, column by column", async () => {
    const page = await show("ordinary");
    await page.evaluate(() => {
      window.harness.store.camera.value = { row: 10.3, column: 7.6, rows: 30, columns: 21.7 };
    });
    await drawn(page);
    const edges = await page.evaluate(() => {
      const view = window.harness.views.viewOf("dx");
      const strip = view?.renderRoot
        .querySelector("gl-strip")
        ?.shadowRoot?.querySelector<HTMLCanvasElement>(".picture");
      const picture = view?.heatmap?.renderRoot.querySelector("canvas");
      const changes = (canvas: HTMLCanvasElement | null | undefined): number[] => {
        const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
        if (!image) return [];
        const pixels = new Uint32Array(image.data.buffer);
        const found = new Set<number>();
        for (let y = 0; y < image.height; y++)
          for (let x = 1; x < image.width; x++)
            if (pixels[y * image.width + x] !== pixels[y * image.width + x - 1]) found.add(x);
        return [...found].sort((a, b) => a - b);
      };
      return { strip: changes(strip), picture: changes(picture) };
    });
    assert.equal(edges.picture.length, 22);
    // Two columns of a strip may have one colour by chance: every edge it has is one of the picture's.
    assert.ok(edges.strip.length > 15);
    for (const x of edges.strip) assert.ok(edges.picture.includes(x), `strip edge at ${x}`);
  });

  it("show one channel's image of a tensor of rank 4, its channel marked in the strips", async () => {
    const page = await show("images");
    await page.evaluate(() => {
      const { store } = window.harness;
      store.plane.value = { kind: "axes", rows: 2, columns: 3, at: [1, 2, 0, 0] };
    });
    await drawn(page);
    assert.equal(await grid(page, "x").getAttribute("aria-rowcount"), "18");
    assert.equal(await grid(page, "x").getAttribute("aria-colcount"), "24");
    const value = await page.evaluate(() => window.harness.views.viewOf("x")?.heatmap?.numberAt(5, 7)?.value);
    const expected = await page.evaluate(() => window.harness.valueAt("x", ((1 * 3 + 2) * 18 + 5) * 24 + 7));
    assert.ok(Math.abs((value ?? NaN) - expected) < 1e-6, `${value} and ${expected}`);
  });

  it("mark the channel of the inspected cell where rows or columns are the channels", async () => {
    const page = await show("images");
    const number = () => page.getByRole("group", { name: "dx" }).locator(".at").first().textContent();
    for (const [rows, columns, cell, channel] of [
      [1, 3, { row: 2, column: 20 }, 2],
      [2, 1, { row: 9, column: 0 }, 0],
      [2, 3, { row: 9, column: 20 }, 1],
    ] as const) {
      await page.evaluate(
        ([plane, at]) => {
          const { store } = window.harness;
          store.plane.value = plane;
          store.cursor.value = at;
        },
        [{ kind: "axes", rows, columns, at: [0, 1, 0, 0] }, cell] as const,
      );
      await drawn(page);
      assert.equal(await number(), String(channel - 1).replace("-", "−"), `rows ${rows}, columns ${columns}`);
    }
  });

  it("say of a strip what is no number in it", async () => {
    const page = await show("odd");
    const strip = page.getByRole("group", { name: "dx" }).getByRole("img", { name: /^dγ/ });
    assert.equal(await strip.getAttribute("title"), "dγ, gradient by gamma: NaN 1, +∞ 1, −∞ 1");
  });

  it("say what a bar at the edge stands for when it stands for several columns", async () => {
    const page = await show("10,000 columns");
    const edge = page.getByRole("group", { name: "dx" }).locator('gl-marginal[along="columns"]');
    await page.evaluate(() => (window.harness.store.cursor.value = { row: 0, column: 5000 }));
    await drawn(page);
    const title = (await edge.getAttribute("title")) ?? "";
    const [, from, to, sum, max] =
      /^columns ([\d,]+)–([\d,]+): largest \|sum\| ([\d.e-]+), max \|·\| ([\d.e-]+)$/.exec(title) ?? [];
    const [first, last] = [from, to].map((text) => Number(text?.replace(",", "")));
    assert.ok(first <= 5000 && 5000 <= last && last > first, title);
    const largest = await page.evaluate(
      ([a, b]) => {
        const sums: number[] = [];
        const values: number[] = [];
        for (let column = a; column <= b; column++) {
          const cells = [0, 1, 2, 3].map((row) => window.harness.valueAt("dx", row * 10_000 + column));
          sums.push(Math.abs(cells.reduce((total, value) => total + value)));
          values.push(...cells.map(Math.abs));
        }
        return { sum: Math.max(...sums), max: Math.max(...values) };
      },
      [first, last],
    );
    assert.ok(Math.abs(Number(sum) - largest.sum) <= 0.005 * largest.sum, `${title}, not ${largest.sum}`);
    assert.ok(Math.abs(Number(max) - largest.max) <= 0.005 * largest.max, `${title}, not ${largest.max}`);
    await page.evaluate(() => (window.harness.store.camera.value = { row: 0, column: 4990, rows: 4, columns: 40 }));
    await drawn(page);
    assert.match((await edge.getAttribute("title")) ?? "", /^column 5,000: sum /);
  });

  it("frame a cell and a selection at the picture's edge on all sides", async () => {
    const page = await show("ordinary");
    const back = "#000000"; // the outer line of every frame, which the map of the dark theme does not have
    const framed = () =>
      page.evaluate((colour) => {
        const canvas = window.harness.views.viewOf("dx")?.heatmap?.renderRoot.querySelector("canvas");
        const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
        if (!image) throw new Error("expected a picture");
        const { width, height, data } = image;
        const isBack = (x: number, y: number): boolean =>
          data[(y * width + x) * 4] + data[(y * width + x) * 4 + 1] + data[(y * width + x) * 4 + 2] ===
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

  it("ask again when numbers have changed, and keep the old picture until then", async () => {
    const page = await show("partly checked");
    const before = await page.evaluate(() => window.harness.host.asked.length);
    await page.evaluate(() => {
      const { store } = window.harness;
      store.revision.value = { ...store.revision.value, error: 1 };
    });
    await drawn(page);
    const again = await page.evaluate(
      (from) =>
        window.harness.host.asked
          .slice(from)
          .flatMap(({ ask }) => ask as unknown as { tensor: string }[])
          .map(({ tensor }) => tensor),
      before,
    );
    assert.ok(again.length > 0 && again.every((name) => name === "error"), again.join(", "));
  });
});
