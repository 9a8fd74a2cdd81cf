import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { PictureName } from "../../../src/protocol/picture";
import { drawn } from "../harness/browser";
import { cursor, ViewsTests } from "./opened";
import { ringMiddle } from "../../../webview/heatmap/painting/worst-cell";

declare global {
  interface Window {
    marked: Uint32Array | undefined;
  }
}

async function showViews(page: Page, ...names: readonly PictureName[]): Promise<void> {
  await page.evaluate((wanted) => (window.harness.store.views.value = wanted), names);
  await drawn(page);
}

const toggle = (page: Page) => page.getByRole("button", { name: "Wrong cells" });

interface Marks {
  readonly pixels: number; // that the marks have changed
  readonly share: number; // of the picture
  readonly left: number; // of their bounds, as shares of the picture
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly middle: number; // pixels in the middle fifth of cells, up and across
  readonly inBoth: boolean; // in black and in white
  readonly cells: readonly string[]; // "row column" that hold one of them
}

/** What the marks change in a canvas: in a picture's, or in that of a strip under it. */
async function marksIn(page: Page, name: PictureName, strip?: string): Promise<Marks> {
  const read = (): Promise<Marks> =>
    page.evaluate(
      ([picture, under]) => {
        const view = window.harness.views.viewOf(picture);
        const strips = [...(view?.renderRoot.querySelectorAll("gl-strip") ?? [])];
        const host = under === undefined ? view?.heatmap : strips.find(({ tensor }) => tensor === under);
        const canvas = host?.renderRoot.querySelector("canvas");
        const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
        if (!canvas || !image) throw new Error("expected a picture");
        const now = new Uint32Array(image.data.buffer);
        const before = window.marked;
        window.marked = before ? undefined : now;
        const { width, height } = canvas;
        const { planeSize, camera } = window.harness.store;
        const { row, column, rows, columns } = camera.value ?? { row: 0, column: 0, ...planeSize.value };
        const shownRows = under === undefined ? rows : 1;
        const isMiddle = (at: number): boolean => Math.abs((at % 1) - 0.5) < 0.1;
        let middle = 0;
        let [pixels, left, right, top, bottom] = [0, 1, 0, 1, 0];
        const colours = new Set<number>();
        const cells = new Set<string>();
        before?.forEach((colour, i) => {
          if (colour === now[i]) return;
          const [x, y] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
          pixels++;
          if (isMiddle(row + y * shownRows) && isMiddle(column + x * columns)) middle++;
          [left, right] = [Math.min(left, x), Math.max(right, x)];
          [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
          colours.add(colour >>> 0);
          cells.add(`${Math.floor(row + y * rows)} ${Math.floor(column + x * columns)}`);
        });
        const inBoth = colours.has(0xff000000) && colours.has(0xffffffff);
        const share = pixels / (width * height);
        return { pixels, share, left, right, top, bottom, middle, inBoth, cells: [...cells] };
      },
      [name, strip] as const,
    );
  const show = async (isShown: boolean): Promise<void> => {
    await page.evaluate((value) => (window.harness.store.wrongShown.value = value), isShown);
    await drawn(page);
  };
  await show(true);
  await read();
  await show(false);
  const found = await read();
  await show(true);
  return found;
}

describe("wrong cells", () => {
  const views = new ViewsTests();

  it("have a ring around the worst that the picture's edge does not cut", () => {
    assert.equal(ringMiddle(580, 20, 15, 600), 585); // the last column
    assert.equal(ringMiddle(0, 4, 10, 600), 10);
    assert.equal(ringMiddle(300, 20, 15, 600), 310);
    assert.equal(ringMiddle(590, 20, 15, 600), 600); // half of it out of sight
    assert.equal(ringMiddle(2, 4, 10, 8), 4); // a strip
  });

  it("are seen when one of 40,000 is wrong, where it is, and a switch hides them", async () => {
    const page = await views.show("one wrong cell");
    await showViews(page, "dx", "candidate", "difference");
    // In dx, which is right, there is nothing but the ring around what should stand there.
    for (const name of ["dx", "candidate", "difference"] as const) {
      const { pixels, left, right, top, bottom, inBoth } = await marksIn(page, name);
      assert.ok(pixels >= 9 && inBoth, `${name}: ${pixels} pixels`);
      assert.ok(left < 0.76545 && right > 0.76545 && right - left < 0.3, `${name}: ${left} to ${right}`);
      assert.ok(top > 0.48 && bottom < 0.77, `${name}: ${top} to ${bottom}`);
    }
    const strip = await marksIn(page, "candidate", "candidateDgamma");
    assert.ok(strip.pixels >= 9 && Math.abs((strip.left + strip.right) / 2 - 0.76545) < 0.01);
    assert.equal((await marksIn(page, "candidate", "candidateDbeta")).pixels, 0);
    await toggle(page).click();
    assert.equal(await page.evaluate(() => window.harness.store.wrongShown.value), false);
    await toggle(page).click();
    const group = page.getByRole("group", { name: "your dx", exact: true });
    const chip = group.getByRole("button", { name: /^wrong/ });
    assert.equal(await chip.getAttribute("title"), "wrong 1 in your dx: go to the next");
    assert.equal(
      await group.getByRole("img", { name: /^your dγ/ }).getAttribute("title"),
      "your dγ, your dgamma: wrong 1",
    );
    await chip.click();
    await drawn(page);
    assert.deepEqual(await cursor(page), { row: 2, column: 7654 });
  });

  it("are marked each, and stand out in every theme, at every zoom", async () => {
    const page = await views.show("every second wrong");
    await showViews(page, "candidate");
    for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
      await page.evaluate((name) => window.harness.setTheme(name), theme);
      await page.emulateMedia({ forcedColors: theme.startsWith("hc") ? "active" : "none" });
      const [rows, columns] = { dark: [96, 64], light: [40, 30], "hc-dark": [12, 9], "hc-light": [3, 2.5] }[theme];
      await page.evaluate(
        ([r = 0, c = 0]) => (window.harness.store.camera.value = { row: 5.4, column: 1.7, rows: r, columns: c }),
        [rows, columns],
      );
      await drawn(page);
      const { row, column, ...shown } = await page.evaluate(
        () => window.harness.store.camera.value ?? { row: 0, column: 0, rows: 96, columns: 64 },
      );
      const { cells, inBoth, share } = await marksIn(page, "candidate");
      assert.ok(inBoth, theme);
      assert.ok(share < 0.9, `${theme}: ${share} of the picture is covered`);
      const marked = new Set(cells);
      const missing: string[] = [];
      for (let r = Math.ceil(row); r <= row + shown.rows - 1; r++)
        for (let c = Math.ceil(column); c <= column + shown.columns - 1; c++)
          if ((r + c) % 2 === 0 && !marked.has(`${r} ${c}`)) missing.push(`${r} ${c}`);
      assert.deepEqual(missing, [], theme);
    }
    await page.evaluate(() => window.harness.showNamed("odd"));
    await drawn(page);
    assert.equal(await toggle(page).count(), 0, "nothing is wrong there");
  });

  it("are one outline where all are wrong, and the worst has a ring, also in dx, in every theme, at every zoom", async () => {
    const page = await views.show("all wrong");
    await showViews(page, "dx", "candidate", "difference");
    const [row, column] = await page.evaluate(
      () => window.harness.store.analysis.value?.comparison?.tensors.dx?.worst ?? [],
    );
    assert.ok(row !== undefined && column !== undefined, "expected a worst cell");
    for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
      await page.evaluate((name) => window.harness.setTheme(name), theme);
      const near = theme === "light" ? { row: row - 6, column: column - 2.5, rows: 12, columns: 6 } : null;
      await page.evaluate((to) => (window.harness.store.camera.value = to), near);
      await drawn(page);
      const shown = await page.evaluate(
        () => window.harness.store.camera.value ?? { row: 0, column: 0, ...window.harness.store.planeSize.value },
      );
      for (const name of ["dx", "candidate", "difference"] as const) {
        const { cells, share, left, right, top, bottom } = await marksIn(page, name);
        const isRinged = cells.includes(`${row} ${column}`) || cells.includes(`${row + 1} ${column}`);
        assert.ok(isRinged && share < 0.09, `${theme}: ${name}: ${share} of it, ${cells.join(", ")}`);
        if (name === "dx") continue;
        assert.ok(left < 0.01 && right > 0.99 && top < 0.01 && bottom > 0.99, `${theme}: ${name} has an outline`);
        const inside: readonly string[] = cells.filter((cell) => {
          const [r = 0, c = 0] = cell.split(" ").map(Number);
          const isAtEdge = r < shown.row + 1 || c < shown.column + 1 || r > shown.row + shown.rows - 2 || c > shown.column + shown.columns - 2; // prettier-ignore
          return !isAtEdge && (Math.abs(r - row) > 3 || Math.abs(c - column) > 5);
        });
        assert.deepEqual(inside, [], `${theme}: ${name} is not hatched`);
      }
    }
    const group = page.getByRole("group", { name: "your dx", exact: true });
    await group.getByTitle("All 640 cells of your dx are wrong").getByText("all cells wrong").waitFor();
    await page.evaluate((cell) => (window.harness.store.cursor.value = cell), { row, column });
    await group
      .getByRole("gridcell")
      .filter({ hasText: /, the worst cell$/ })
      .waitFor({ state: "attached" });
  });

  it("leave numbers free that strips print", async () => {
    const page = await views.show("all wrong");
    await showViews(page, "candidate");
    for (const strip of ["candidateDgamma", "candidateDbeta"] as const) {
      const { left, right, middle } = await marksIn(page, "candidate", strip);
      assert.ok(left < 0.01 && right > 0.99, `${strip}: from ${left} to ${right}`);
      assert.equal(middle, 0, `${strip}: nothing is drawn where the numbers stand`);
    }
  });
});
