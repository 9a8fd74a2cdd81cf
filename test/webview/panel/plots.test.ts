import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { createProblem } from "../../../src/core/problem";
import { gaussianCounts } from "../../../webview/plots/gaussian";
import { focusPicture, PanelTests } from "./open";
import { problemNamed } from "./problems";
import { itemAt } from "../../../src/core/item-at";

const FOOT = 102; // of the bars, in the chart's own pixels

function outOf(name: string): Float64Array {
  const problem = createProblem(problemNamed(name).input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return batchnormGradients(problem.value, "standard").out;
}

/** A number of every element, as the SVG has it. */
function numbers(elements: Locator, attribute: string): Promise<number[]> {
  return elements.evaluateAll((all, name) => all.map((element) => Number(element.getAttribute(name))), attribute);
}

/** That the numbers below a chart stand clear of each other. */
async function ticksAreApart(chart: Locator): Promise<void> {
  const boxes = await chart.locator("text.tick").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
  const below = boxes.filter(({ y }) => y === itemAt(boxes, boxes.length - 1).y).sort((a, b) => a.x - b.x);
  for (let i = 1; i < below.length; i++)
    ok(itemAt(below, i).x > itemAt(below, i - 1).x + itemAt(below, i - 1).width, "ticks overlap");
}

describe("the panel's plots", () => {
  const panel = new PanelTests();

  const openPlots = async (problem: string): Promise<Page> => {
    const page = await panel.open(problem);
    await page.getByRole("tab", { name: "Plots" }).click();
    await page
      .getByRole("img", { name: /^Histogram of/ })
      .first()
      .waitFor();
    return page;
  };

  it("draw the unit Gaussian as counts in the bins beside it, wide as an outlier makes them", async () => {
    const page = await openPlots("spike");
    const chart = page.getByRole("img", {
      name: /^Histogram of x̂: .*; the curve is what the unit Gaussian would count/,
    });
    const xhat = outOf("spike"); // gamma is 1 and beta 0
    const low = Math.min(...xhat);
    const width = (Math.max(...xhat) - low) / 60;
    const counts = new Float64Array(60);
    for (const value of xhat) {
      const bar = Math.min(59, Math.floor((value - low) / width));
      counts[bar] = itemAt(counts, bar) + 1;
    }
    const expected = gaussianCounts(
      Array.from({ length: 61 }, (_, i) => low + i * width),
      xhat.length,
    );
    ok(width > 0.8, `bins of ${width} sd`);
    const tallest = Math.max(...(await numbers(chart.locator("rect.bar"), "height")));
    const path = (await chart.locator("path.curve").getAttribute("d")) ?? "";
    const apex =
      FOOT -
      Math.min(
        ...path
          .split(/[ML]/)
          .slice(1)
          .map((point) => Number(point.split(" ")[1])),
      );
    const want = (Math.max(...expected) / Math.max(...counts)) * tallest;
    ok(Math.abs(apex - want) < 0.5, `apex ${apex}, expected ${want}`);
  });

  it("stand on numbers as large and as small as doubles are", async () => {
    const page = await openPlots("extremes");
    await page.getByRole("img", { name: /^Histogram of x: 18 values from \u22121\.7e308 to 1\.7e308/ }).waitFor();
    const bars = page.locator("gl-plots svg.chart rect");
    for (const attribute of ["x", "y", "width", "height"]) {
      for (const value of await numbers(bars, attribute)) ok(value >= 0 && value <= 300, `${attribute} ${value}`);
    }
    await ticksAreApart(page.getByRole("img", { name: /^Histogram of x:/ }));
    await page.getByRole("tab", { name: "Selection" }).click();
    await page
      .locator("gl-selection")
      .getByRole("img", { name: /^Histogram of x:/ })
      .waitFor();
  });

  it("name places beside an offset apart", async () => {
    const page = await openPlots("offset");
    const chart = page.getByRole("img", { name: /^Histogram of x: 60 values from 999999\.\d+ to 1000000\.\d+, mean / });
    const texts = await chart.locator('text.tick:not([text-anchor="end"])').allTextContents();
    ok(texts.length >= 2);
    equal(new Set(texts).size, texts.length, texts.join(", "));
    await ticksAreApart(chart);
  });

  it("count in whole numbers", async () => {
    const page = await openPlots("one row");
    const chart = page.getByRole("img", { name: /^Histogram of x: 12 values/ });
    const counts = await chart.locator('text.tick[text-anchor="end"]').allTextContents();
    deepEqual(counts.slice(0, 2), ["0", "1"]);
  });

  it("mark columns whose dx is infinite or NaN, and say how many", async () => {
    const page = await openPlots("odd gradients");
    const chart = page.getByRole("img", { name: /^Largest \|dx\| of each column, up to/ });
    match((await chart.getAttribute("aria-label")) ?? "", /; NaN in 1 of 5 columns; ∞ in 2 of 5 columns$/);
    for (const text of ["NaN in 1 of 5 columns", "∞ in 2 of 5 columns"]) await page.getByText(text).waitFor();
    deepEqual(await numbers(chart.locator("rect.full"), "height"), [96, 96, 96]);
    equal(await chart.locator("rect.bar").count(), 2);
    const colours = await chart.locator("rect.full").evaluateAll((all) => all.map((one) => one.getAttribute("fill")));
    equal(new Set(colours).size, 2);
  });

  it("show errors by row, column and tile, and Compare says where the wrong cells lie", async () => {
    const page = await openPlots("wrong in the last columns");
    const bars = page.locator("gl-error-profile").getByRole("img");
    match(
      (await bars.getAttribute("aria-label")) ?? "",
      /^Largest relative error by row; .*; 40 of 40 bars hold wrong/,
    );
    await page.getByRole("group", { name: "Along" }).getByRole("button", { name: "columns" }).click();
    await page.getByRole("img", { name: /^Largest relative error by column; .*; 13 of 77 bars hold wrong/ }).waitFor();
    equal(await bars.locator("rect.wrong").count(), 13);
    await page.getByRole("group", { name: "Cells of a bar" }).getByRole("button", { name: "64" }).click();
    await page.getByRole("img", { name: /; 1 of 2 bars hold wrong cells; the last tile holds 13$/ }).waitFor();
    await page.getByRole("tab", { name: "Compare" }).click();
    const places = await page.locator("gl-compare [data-place]").allTextContents();
    deepEqual(places, [
      "All wrong cells of dx lie in the last 13 columns (what tiles of 16, 32 or 64 leave over); every cell there is wrong.",
    ]);
  });

  it("count how many units in the last place the user's dx is off by", async () => {
    const page = await openPlots("wrong in the last columns");
    const chart = page.getByRole("img", { name: /^Error in units of the last place: [\d,]+ of 3,080 cells within/ });
    const bars = await chart.locator("rect.bar").count();
    ok(bars > 3 && bars < 64, `${bars} bars`);
    await chart.getByText("½").waitFor();
  });

  it("stand out from the page by 3:1 in every theme", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    await page.keyboard.press("Home");
    for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
      await page.evaluate((name) => window.panel.setTheme(name), theme);
      for (const [tab, marks] of [
        ["Cell", ["rect.plus", "rect.minus"]],
        ["Plots", ["rect.bar", "path.curve", "path.line", "circle.dot"]],
      ] as const) {
        await page.getByRole("tab", { name: tab }).click();
        for (const mark of marks) {
          const element = page.getByRole("tabpanel").locator(mark).first();
          await element.waitFor({ state: "attached" });
          const contrast = await element.evaluate(contrastWithPage);
          ok(contrast >= 3, `${mark} in ${theme}: ${contrast.toFixed(2)}:1`);
        }
      }
    }
  });
});

/** WCAG's contrast of an SVG mark, as it is painted, with what is behind it. Runs in the page. */
function contrastWithPage(mark: Element): number {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("expected a canvas");
  const luminance = (): number => {
    const linear = Array.from(canvas.getImageData(0, 0, 1, 1).data, (byte) =>
      byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
    );
    return [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * (linear[i] ?? NaN), 0);
  };
  const layers: string[] = [];
  for (let node: Node | null = mark; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (node instanceof Element) layers.unshift(getComputedStyle(node).backgroundColor);
  }
  for (const layer of layers) {
    canvas.fillStyle = layer;
    canvas.fillRect(0, 0, 1, 1);
  }
  const behind = luminance();
  const { fill, stroke, fillOpacity } = getComputedStyle(mark);
  canvas.globalAlpha = fill === "none" ? 1 : Number(fillOpacity);
  canvas.fillStyle = fill === "none" ? stroke : fill;
  canvas.fillRect(0, 0, 1, 1);
  const own = luminance();
  return (Math.max(behind, own) + 0.05) / (Math.min(behind, own) + 0.05);
}
