import assert from "node:assert/strict";
import { drawn } from "../harness/browser";
import { grid, ViewsTests } from "./opened";

describe("strips and edges of linked views", () => {
  const views = new ViewsTests();

  it("keep strips and pictures in step, column by column", async () => {
    const page = await views.show("ordinary");
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

  it("have their range beside them or under them at every width, whole", async () => {
    for (const width of [210, 400, 900]) {
      const page = await views.show("ordinary", { width, height: 700 });
      await page.evaluate(() => (window.harness.store.views.value = ["dx"]));
      await drawn(page);
      const found = await page.evaluate(() => {
        const ranges = window.harness.views.viewOf("dx")?.renderRoot.querySelectorAll<HTMLElement>("[data-strip]");
        return [...(ranges ?? [])].map((range) => {
          const box = range.closest<HTMLElement>(".range") ?? range;
          return {
            text: range.textContent ?? "",
            isSeen: box.offsetHeight > 0,
            over: box.scrollWidth - box.clientWidth,
          };
        });
      });
      assert.equal(found.length, 2, `${width} px`);
      for (const { text, isSeen, over } of found) {
        assert.match(text, /\d/, `${width} px: ${text}`);
        assert.ok(isSeen && over <= 0, `${width} px: ${text} is ${isSeen ? `cut by ${over} px` : "not there"}`);
      }
    }
  });

  it("show one channel's image of a tensor of rank 4, its channel marked in the strips", async () => {
    const page = await views.show("images");
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
    const page = await views.show("images");
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
    const page = await views.show("odd");
    const strip = page.getByRole("group", { name: "dx" }).getByRole("img", { name: /^dγ/ });
    assert.equal(await strip.getAttribute("title"), "dγ, gradient by gamma: NaN 1, +∞ 1, −∞ 1");
  });

  it("say what a bar at the edge stands for when it stands for several columns", async () => {
    const page = await views.show("10,000 columns");
    const edge = page.getByRole("group", { name: "dx" }).locator('gl-marginal[along="columns"]');
    await page.evaluate(() => (window.harness.store.cursor.value = { row: 0, column: 5000 }));
    await drawn(page);
    const title = (await edge.getAttribute("title")) ?? "";
    const [, from, to, sum, max] =
      /^columns ([\d,]+)–([\d,]+): largest \|sum\| ([\d.e-]+), max \|·\| ([\d.e-]+)$/.exec(title) ?? [];
    const [first, last] = [Number(from?.replace(",", "")), Number(to?.replace(",", ""))] as const;
    assert.ok(first <= 5000 && 5000 <= last && last > first, title);
    const largest = await page.evaluate(
      ({ first: a, last: b }) => {
        const sums: number[] = [];
        const values: number[] = [];
        for (let column = a; column <= b; column++) {
          const cells = [0, 1, 2, 3].map((row) => window.harness.valueAt("dx", row * 10_000 + column));
          sums.push(Math.abs(cells.reduce((total, value) => total + value)));
          values.push(...cells.map(Math.abs));
        }
        return { sum: Math.max(...sums), max: Math.max(...values) };
      },
      { first, last },
    );
    assert.ok(Math.abs(Number(sum) - largest.sum) <= 0.005 * largest.sum, `${title}, not ${largest.sum}`);
    assert.ok(Math.abs(Number(max) - largest.max) <= 0.005 * largest.max, `${title}, not ${largest.max}`);
    await page.evaluate(() => (window.harness.store.camera.value = { row: 0, column: 4990, rows: 4, columns: 40 }));
    await drawn(page);
    assert.match((await edge.getAttribute("title")) ?? "", /^column 5,000: sum /);
  });

  it("draw no bar for a sum that is nothing but round-off, and say so", async () => {
    const page = await views.show("ordinary");
    const edge = page.getByRole("group", { name: "dx", exact: true }).locator('gl-marginal[along="columns"]');
    await page.evaluate(() => (window.harness.store.cursor.value = { row: 0, column: 3 }));
    await drawn(page);
    assert.match((await edge.getAttribute("title")) ?? "", /^column 3: sum 0 \([−\d.e-]+ is round-off\), max \|·\| /);
    const colours = (picture: string) =>
      page.evaluate((name) => {
        const view = window.harness.views.viewOf(name as "dx");
        const canvas = view?.renderRoot
          .querySelector('gl-marginal[along="columns"]')
          ?.shadowRoot?.querySelector("canvas");
        const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, Math.floor(canvas.height * 0.4));
        return new Set(image ? new Uint32Array(image.data.buffer) : []).size;
      }, picture);
    // The upper lane holds the sums: beside its background and the line of 0 it has nothing for dx.
    const [dx, x] = [await colours("dx"), await colours("x")];
    assert.ok(dx < x, `${dx} colours over dx, ${x} over x`);
  });

  it("stand on the colour that the page has, under forced colours too", async () => {
    const page = await views.show("ordinary", { theme: "light" });
    const colours = () =>
      page.evaluate(() => {
        const root = window.harness.views.viewOf("dx")?.renderRoot;
        const behind = getComputedStyle(document.documentElement).backgroundColor;
        const ends = ['gl-axis[along="columns"]', 'gl-marginal[along="rows"]'].map((name) => {
          const canvas = root?.querySelector(name)?.shadowRoot?.querySelector("canvas");
          // Between the lanes of the bars, and under the numbers.
          const at = [Math.floor((canvas?.width ?? 0) / 2), (canvas?.height ?? 0) - 1] as const;
          const pixel = new OffscreenCanvas(1, 1).getContext("2d");
          if (canvas) pixel?.drawImage(canvas, ...at, 1, 1, 0, 0, 1, 1);
          const [red, green, blue] = pixel?.getImageData(0, 0, 1, 1).data ?? [];
          return `rgb(${red}, ${green}, ${blue})`;
        });
        return { behind, ends };
      });
    const usual = await colours();
    assert.deepEqual(usual.ends, [usual.behind, usual.behind]);
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await page.evaluate(() => window.harness.store.palette.value++);
    await drawn(page);
    const forced = await colours();
    assert.notEqual(forced.behind, usual.behind);
    assert.deepEqual(forced.ends, [forced.behind, forced.behind]);
  });
});
