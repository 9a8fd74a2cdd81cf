import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { drawn } from "../harness/browser";
import { chooseView } from "../harness/choose-view";
import { focusPicture, PanelTests } from "./open";

/** Saves the active picture by the menu and returns the file. */
async function save(page: Page, kind: "PNG" | "SVG"): Promise<{ name: string; bytes: Buffer }> {
  const saved = (): Promise<number> =>
    page.evaluate(() => window.panel.host.asked.filter(({ name }) => name === "saveFile").length);
  const before = await saved();
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: `Save as ${kind}...` }).click();
  await page.waitForFunction(
    (count) => window.panel.host.asked.filter(({ name }) => name === "saveFile").length > count,
    before,
  );
  const { name, bytes } = await page.evaluate((at) => {
    const asked = window.panel.host.asked.filter((entry) => entry.name === "saveFile")[at];
    const { name: file, bytes: content } = asked?.ask as { name: string; bytes: Uint8Array };
    return { name: file, bytes: [...content] };
  }, before);
  return { name, bytes: Buffer.from(bytes) };
}

interface Shape {
  readonly x: number;
  readonly y: number;
  readonly width: number; // 0 for texts that are placed by an end
  readonly height: number;
  readonly text: string;
  readonly fill: string;
}
interface Shapes {
  readonly width: number;
  readonly height: number;
  readonly images: readonly Shape[];
  readonly boxes: readonly Shape[];
  readonly texts: readonly Shape[];
}

/** The saved SVG as a browser reads it, with the room that its texts take. */
async function shapesOf(page: Page): Promise<Shapes> {
  const { bytes } = await save(page, "SVG");
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
    if (parsed.querySelector("parsererror")) throw new Error(source.slice(0, 200));
    const svg = document.body.appendChild(document.importNode(parsed.documentElement, true));
    const list = (tag: string): Shape[] =>
      Array.from(svg.querySelectorAll<SVGGraphicsElement>(tag), (element) => {
        const { x, y, width, height } = element.getBBox();
        return { x, y, width, height, text: element.textContent, fill: element.getAttribute("fill") ?? "" };
      });
    const [images, boxes, texts] = [list("image"), list("rect"), list("text")];
    const size = { width: Number(svg.getAttribute("width")), height: Number(svg.getAttribute("height")) };
    svg.remove();
    return { ...size, images, boxes, texts };
  }, bytes.toString("utf8"));
}

const named = ({ texts }: Shapes, form: RegExp): Shape => {
  const found = texts.find(({ text }) => form.test(text));
  ok(found, `expected ${form}, got ${texts.map(({ text }) => text).join(" | ")}`);
  return found;
};

describe("an exported picture", () => {
  const panel = new PanelTests();

  it("has what is known of each row beside its cells, with its range", async () => {
    const page = await panel.open("rms norm");
    await focusPicture(page, "x");
    const shapes = await shapesOf(page);
    const [cells] = shapes.images;
    const strip = shapes.images.find(({ width }) => width < 20);
    ok(cells && strip, `expected cells and a strip, got ${shapes.images.length} images`);
    deepEqual([strip.y, strip.height], [cells.y, cells.height]);
    ok(strip.x > cells.x + cells.width);
    const bar = shapes.boxes.filter(({ width }) => width < 20); // the page behind all is a box, too
    ok(bar.length > 0 && bar.every(({ x }) => x > strip.x + strip.width), "the bar of colours stands behind it");
    const range = named(shapes, /^v of x 0 … 1\.\d+$/);
    ok(named(shapes, /^v$/).y < range.y && range.y + range.height <= shapes.height);
  });

  it("has cells, strips, numbers and a colour bar, as PNG and SVG", async () => {
    const page = await panel.open("ordinary");
    const png = await save(page, "PNG");
    equal(png.name, "dx.png");
    const image = PNG.sync.read(png.bytes);
    const colours = new Set<number>();
    for (let i = 0; i < image.data.length; i += 4) colours.add(image.data.readUIntBE(i, 3));
    ok(colours.size > 100, `expected a picture, got ${colours.size} colours`);
    equal((await save(page, "SVG")).name, "dx.svg");
    const shapes = await shapesOf(page);
    equal(shapes.images.length, 3); // the cells and two strips
    ok(shapes.texts.length > 8);
    for (const { x, y, width, height, text } of shapes.texts)
      ok(x >= 0 && y >= 0 && x + width <= shapes.width && y + height <= shapes.height, `${text} is cut`);
  });

  it("writes beside each strip the range of its colours, as the page does", async () => {
    const page = await panel.open("ordinary");
    const shown = await page.getByRole("group", { name: "dx" }).locator(".at").allTextContents();
    equal(shown.length, 2);
    const shapes = await shapesOf(page);
    for (const [name, range = ""] of [["dγ", shown[0]] as const, ["dβ", shown[1]] as const]) {
      ok(/\d/.test(range), `expected a range, got ${range}`);
      const strip = named(shapes, new RegExp(`^${name}$`));
      const beside = shapes.texts.find(({ text, y }) => text === range && Math.abs(y - strip.y) < 2);
      ok(beside && beside.x > strip.x + 100 && beside.x + beside.width <= shapes.width, `${range} beside ${name}`);
    }
  });

  it("has the shared range of dgamma on each strip of it where gradients are compared", async () => {
    const page = await panel.open("right for the unbiased variance"); // a dgamma that is smaller than ours
    const ranges: string[] = [];
    for (const name of ["dx", "your dx", "difference"]) {
      await focusPicture(page, name);
      await drawn(page);
      const { images, texts } = await shapesOf(page);
      const strip = images.find(({ height }) => height < 20); // the others are the cells and their numbers
      ok(strip, name);
      const middle = strip.y + strip.height / 2;
      const isBeside = (text: Shape): boolean =>
        text.x > strip.x + strip.width && Math.abs(text.y + text.height / 2 - middle) < 4;
      ranges.push(texts.find(isBeside)?.text ?? "no range");
    }
    const [range = ""] = ranges;
    match(range, /^± [\d.]+$/);
    deepEqual(ranges, [range, range, range]);
    await page.getByRole("button", { name: "Shared colours" }).click();
    await drawn(page);
    ok(
      (await shapesOf(page)).texts.every(({ text }) => text !== range),
      "the difference's own range is less",
    );
  });

  it("has the marks of wrong cells and the word for them, unless they are switched off", async () => {
    const page = await panel.open("candidate");
    await focusPicture(page, "your dx");
    await drawn(page);
    const shown = await save(page, "PNG");
    const shapes = await shapesOf(page);
    named(shapes, /^all cells wrong$/);
    await page.getByRole("button", { name: "Wrong cells" }).click();
    await drawn(page);
    const plain = await shapesOf(page);
    equal(
      plain.texts.find(({ text }) => text.includes("wrong")),
      undefined,
    );
    ok(!shown.bytes.equals((await save(page, "PNG")).bytes));
  });

  it("has nothing of an earlier zoom", async () => {
    const plain = await save(await panel.open("ordinary"), "PNG");
    const page = await panel.open("ordinary");
    await focusPicture(page, "dx");
    for (let i = 0; i < 14; i++) await page.keyboard.press("+"); // until cells print their numbers
    await drawn(page);
    const near = await save(page, "PNG");
    await focusPicture(page, "dx");
    await page.keyboard.press("0");
    await drawn(page);
    const far = await save(page, "PNG");
    ok(!near.bytes.equals(far.bytes));
    ok(far.bytes.equals(plain.bytes), "the picture is another one after zooming in and out");
  });

  it("has a title that fits", async () => {
    const page = await panel.open("long names");
    const shapes = await shapesOf(page);
    const title = named(shapes, /^dx, /);
    match(title.text, /^dx, normalised_.*….*\.py:41$/);
    ok(title.x + title.width <= shapes.width, `${title.x + title.width} of ${shapes.width}`);
    const small = await panel.open("small");
    named(await shapesOf(small), /^dx: gradient of the loss by x, activations\.json$/);
  });

  it("marks the tolerance on the bar of the errors", async () => {
    const page = await panel.open("ordinary");
    await chooseView(page, "error");
    await focusPicture(page, "error");
    const shapes = await shapesOf(page);
    const label = named(shapes, /^tolerance 1e[-−]\d+$/);
    const mark = shapes.boxes.find(({ width, height }) => width === 18 && height === 2);
    ok(mark, "expected a line across the bar");
    ok(Math.abs(mark.y + 1 - (label.y + label.height / 2)) < 4);
    ok(label.x + label.width <= shapes.width, "the label is cut");
  });

  it("marks on the bar of the user's errors where wrong begins, and the tolerance where one is set", async () => {
    const page = await panel.open("candidate", { boxes: true });
    await chooseView(page, "relative");
    const bar = page.getByRole("group", { name: "relative", exact: true }).locator("gl-colour-bar");
    await bar.getByRole("img", { name: /^Colours of relative, wrong from [\d.]+(e[-−]\d+)?$/ }).waitFor();
    match((await bar.locator(".bar").getAttribute("title")) ?? "", /^The smallest relative error of a wrong cell\./);
    await focusPicture(page, "relative");
    const shapes = await shapesOf(page);
    const label = named(shapes, /^wrong from /);
    const mark = shapes.boxes.find(({ width, height }) => width === 18 && height === 2);
    ok(mark && Math.abs(mark.y + 1 - (label.y + label.height / 2)) < 4, "expected a line across the bar");
    await page.getByRole("button", { name: "More" }).click();
    const box = page.getByRole("textbox", { name: "tolerance", exact: true });
    await box.fill("0.5");
    await box.press("Enter");
    await bar.getByRole("img", { name: "Colours of relative, tolerance 0.5" }).waitFor();
  });

  it("has no bar where there is no finite value, and says so", async () => {
    const page = await panel.open("all NaN");
    const shapes = await shapesOf(page);
    named(shapes, /^no finite value$/);
    named(shapes, /^NaN 36$/);
    ok(shapes.boxes.length < 10, "expected no bar");
  });

  it("has the legend of what is no colour of the bar", async () => {
    const page = await panel.open("with NaN");
    await focusPicture(page, "x");
    const shapes = await shapesOf(page);
    for (const form of [/^NaN 1$/, /^\+∞ 1$/]) {
      const { x, y, height } = named(shapes, form);
      const swatch = shapes.boxes.find((box) => box.width === 10 && Math.abs(box.x + 13 - x) < 1);
      ok(swatch && swatch.y >= y - 2 && swatch.y + swatch.height <= y + height + 2, String(form));
    }
    await page.getByRole("combobox", { name: "Limits" }).selectOption({ index: 1 });
    await page.getByRole("button", { name: /^clipped .* in x/ }).waitFor();
    named(await shapesOf(page), /^clipped \d+$/);
  });

  it("puts the column numbers of images above the strips, as the page does", async () => {
    const page = await panel.open("images");
    const order = async (): Promise<boolean> => {
      const shapes = await shapesOf(page);
      const strip = named(shapes, /^dγ$/);
      const numbers = shapes.texts.filter(({ text, x, y }) => /^\d+$/.test(text) && x > 50 && y > strip.y - 30);
      ok(numbers.length > 1);
      return numbers.every(({ y }) => y < strip.y);
    };
    equal(await order(), false); // the channels' own numbers stand under them
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await drawn(page);
    equal(await order(), true);
  });
});
