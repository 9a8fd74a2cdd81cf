import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { readFind } from "../../../webview/page/find-text";
import { gradientsOf } from "./gradients";
import { asked, focusPicture, load, PanelTests } from "./open";
import { itemAt } from "../../../src/core/item-at";

const summary = { finite: 21, min: -2.5, max: 4 };
const KNOWN = {
  shape: [7, 3],
  columnAxes: [1],
  summaries: { x: summary, dx: summary, xhat: summary, dgamma: summary },
};
const read = (text: string) => readFind(text, "dx", KNOWN as never);

const SETS = { mean: summary };
const GROUPS = {
  norm: "group",
  shape: [3, 6, 4],
  columnAxes: [1],
  setBlock: { rows: 4, columns: 3 },
  rows: 12,
  columns: 6,
  summaries: SETS,
};
const TOKENS = {
  norm: "layer",
  shape: [2, 5, 8],
  columnAxes: [2],
  setBlock: { rows: 1, columns: 8 },
  rows: 10,
  columns: 8,
  summaries: SETS,
};

describe("what a text of Find means", () => {
  it("is a set by sample and group, or by its place on the axes that are not normalized", () => {
    const cell = (index: readonly number[]): unknown => ({ kind: "cell", tensor: "mean", index });
    deepEqual(readFind("mean[2, 1]", "dx", GROUPS as never), cell([2, 1]));
    deepEqual(readFind("\u03bc[1, -1]", "dx", TOKENS as never), cell([1, 4]));
    const fault = "\u03bc has no cell [3, 0]: number 1 goes from 0 to 2.";
    deepEqual(readFind("mean[3, 0]", "dx", GROUPS as never), { kind: "nothing", fault });
  });

  for (const [text, tensor, index] of [
    ["3,2", "dx", [3, 2]],
    ["[3, 2]", "dx", [3, 2]],
    ["x[0, 1]", "x", [0, 1]],
    [" DX [ -1 , -3 ] ", "dx", [6, 0]],
    ["dgamma[2]", "dgamma", [2]],
    ["dγ [2]", "dgamma", [2]],
  ] as const) {
    it(`is a cell: ${text}`, () => deepEqual(read(text), { kind: "cell", tensor, index }));
  }

  for (const [text, tensor, wanted] of [
    ["nan", "dx", { what: "nan", low: 0, high: 0 }],
    ["xhat NaN", "xhat", { what: "nan", low: 0, high: 0 }],
    ["−∞", "dx", { what: "-inf", low: 0, high: 0 }],
    ["> 100", "dx", { what: "above", low: 100, high: 0 }],
    ["<=-1e-3", "dx", { what: "to", low: 0, high: -1e-3 }],
    ["max", "dx", { what: "within", low: 4, high: 4 }],
    ["x min", "x", { what: "within", low: -2.5, high: -2.5 }],
    ["-1.5", "dx", { what: "within", low: -1.55, high: -1.45 }],
    ["= -1.5", "dx", { what: "within", low: -1.5, high: -1.5 }],
    ["3", "dx", { what: "within", low: 3, high: 3 }],
    ["dgamma 2", "dgamma", { what: "within", low: 2, high: 2 }],
  ] as const) {
    it(`is a value: ${text}`, () => {
      const wish = read(text);
      ok(wish.kind === "value", JSON.stringify(wish));
      equal(wish.tensor, tensor);
      deepEqual(wish.wanted, wanted);
    });
  }

  it("is a tensor: x̂", () => deepEqual(read("x̂"), { kind: "tensor", tensor: "xhat" }));

  for (const [text, fault] of [
    ["7,0", "dx has no cell [7, 0]: number 1 goes from 0 to 6."],
    ["dgamma[0, 1]", "A cell of dγ has 1 numbers, got 2."],
    ["largest", '"largest" is no cell (3,17), value (nan, > 100, -1.5, max) or tensor (dx, dgamma).'],
    ["> many", '"> many" is no cell (3,17), value (nan, > 100, -1.5, max) or tensor (dx, dgamma).'],
    ["out max", '"out max" is no cell (3,17), value (nan, > 100, -1.5, max) or tensor (dx, dgamma).'],
  ] as const) {
    it(`is nothing, and says what it could be: ${text}`, () => deepEqual(read(text), { kind: "nothing", fault }));
  }
});

/** Types into the box of Find, and tells what it says then. */
async function find(page: Page, text: string, said: RegExp): Promise<string> {
  const box = page.getByRole("textbox", { name: "Find" });
  await box.fill(text);
  await box.press("Enter");
  const status = page.getByRole("search").getByRole("status").filter({ hasText: said });
  await status.waitFor();
  return (await status.innerText()).trim();
}

describe("Find in the panel", () => {
  const panel = new PanelTests();

  it("goes to a cell, a value and a tensor, and to the next and the one before", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    await page.keyboard.press("Control+f");
    await find(page, "3,1", /^dx\[3, 1\]$/);
    await page.locator("gl-inspector h2").filter({ hasText: "[3, 1]" }).waitFor();
    const dx = [...gradientsOf("small").dx];
    const places = dx.flatMap((value, i) => (value > 0 ? [`dx[${Math.floor(i / 3)}, ${i % 3}]`] : []));
    const after = dx.findIndex((value, i) => i >= 10 && value > 0);
    const rank = dx.slice(0, after).filter((value) => value > 0).length;
    const said = (k: number): string => `${k + 1} of ${places.length}: ${itemAt(places, k)}`;
    equal(await find(page, "> 0", / of /), said(rank));
    const status = page.getByRole("search").getByRole("status");
    for (const [key, k] of [
      ["F3", rank + 1],
      ["Enter", rank + 2],
      ["Shift+F3", rank + 1],
      ["Shift+Enter", rank],
      ["Shift+F3", rank - 1],
    ] as const) {
      await page.keyboard.press(key);
      await status.filter({ hasText: said((k + places.length) % places.length) }).waitFor();
    }
    match(await find(page, "max", /^1 of 1: dx/), /^1 of 1: dx\[\d, \d\]$/);
    equal(await page.getByRole("grid", { name: /^x̂,/ }).count(), 0);
    await find(page, "xhat", /normalised input/);
    await page.getByRole("grid", { name: /^x̂,/ }).waitFor();
    match(await find(page, "dgamma min", /^1 of 1: dγ/), /^1 of 1: dγ\[\d\]$/);
  });

  it("says in one sentence what is not there, and closes with Escape where it was opened from", async () => {
    const page = await panel.open("small");
    await page.getByRole("button", { name: "Find" }).click();
    await find(page, "nan", /^No cell of dx is “nan”\.$/);
    await find(page, "dx[9, 9]", /^dx has no cell \[9, 9\]: number 1 goes from 0 to 6\.$/);
    await find(page, "soup", /^"soup" is no cell/);
    await page.keyboard.press("Escape");
    equal(await page.getByRole("search").count(), 0);
    await load(page, "candidate with NaN");
    await page.keyboard.press("Control+f");
    match(await find(page, "candidate nan", /^1 of 1/), /\[4, 1\]$/);
  });

  it("finds a cell behind the plane that is shown, and turns the plane to it", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await page.keyboard.press("Control+f");
    const said = await find(page, "max", /^1 of 1/);
    const place = itemAt(said.split(": dx"), 1);
    await page.locator("gl-inspector h2").filter({ hasText: place }).waitFor();
  });

  it("searches a large tensor piece by piece, and ends that when it is told to", async () => {
    const page = await panel.open("10,000 columns");
    await page.keyboard.press("Control+f");
    await page.evaluate(() => window.panel.host.workers.hold());
    await find(page, "x > 2.5", /^Searched 0 %$/);
    await page.getByRole("search").getByRole("button", { name: "Cancel" }).click();
    const status = page.getByRole("search").getByRole("status").filter({ hasText: "The search was cancelled." });
    await status.waitFor();
    await page.evaluate(() => window.panel.host.workers.release());
    equal((await asked(page, "search")).length, 1); // no further piece
    equal(await status.count(), 1);
    match(await find(page, "x > 2.5", /^1 of /), /^1 of [\d,]+: x\[\d+, \d+\]$/);
    ok((await asked(page, "search")).length > 2);
  });
});
