import { deepEqual, equal, match, ok } from "node:assert/strict";
import { drawn } from "../harness/browser";
import { chooseView } from "../harness/choose-view";
import { gradientsOf, gradientsOfInput } from "./gradients";
import { asked, checked, focusPicture, load, PanelTests, renewed, said, spoil, waitAsked } from "./open";
import { normal, problemNamed } from "./problems";
import { itemAt } from "../../../src/core/item-at";

describe("the panel", () => {
  const panel = new PanelTests();

  it("says where the numbers are from and whether they are right", async () => {
    const page = await panel.open("ordinary");
    equal(await page.getByRole("heading", { level: 1 }).textContent(), "activations.json");
    await page.getByRole("button", { name: "Where the numbers are from" }).click();
    await page.getByText("parsed as JSON").waitFor();
    const verdict = page.getByRole("region", { name: "Verdict" });
    match((await verdict.textContent()) ?? "", /^\s*Reference gradients verified: 3,168 of 3,168 cells/);
    await verdict.getByRole("button", { name: "How it was checked" }).click();
    equal(await verdict.getByRole("row").count(), 4);
  });

  it("goes to the worst cell and shows its exact numbers", async () => {
    const page = await panel.open("ordinary");
    const link = page.getByRole("region", { name: "Verdict" }).getByTitle("Go to this cell");
    const [row, column] = ((await link.textContent()) ?? "").match(/\d+/g)?.map(Number) ?? [];
    if (row === undefined || column === undefined) throw new Error("expected the place of a cell");
    await link.click();
    const { dx, out } = gradientsOf("ordinary");
    const inspector = page.locator("gl-inspector");
    await inspector.getByText(`[${row}, ${column}]`).waitFor();
    const shown = async (field: string): Promise<number> =>
      Number(((await inspector.locator(field).textContent()) ?? "").trim().replace("\u2212", "-"));
    await inspector.locator('[data-field="numeric"]').waitFor();
    equal(await shown('[data-field="value"]'), itemAt(dx, row * 48 + column));
    equal(await shown('[data-tensor="out"] td'), itemAt(out, row * 48 + column));
  });

  it("follows the arrow keys and reads the cell out", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await page.locator("gl-inspector").getByText("[2, 1]").waitFor();
    const { dx } = gradientsOf("small");
    await said(page, /^dx 2, 1: (\S+)\. dx/, itemAt(dx, 2 * 3 + 1));
  });

  it("follows the arrow keys while the pointer rests on a picture", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    await page.getByRole("grid", { name: /^dx,/ }).hover();
    for (const key of ["Home", "Control+Home", "ArrowDown"]) await page.keyboard.press(key);
    await page.locator("gl-inspector").getByText("[1, 0]").waitFor();
    await said(page, /^dx 1, 0: (\S+)\. dx/, itemAt(gradientsOf("small").dx, 3));
  });

  it("shows the tiles' value before the exact one has come, and asks for one cell at a time", async () => {
    const page = await panel.open("ordinary", { details: true });
    await page.evaluate(() => window.panel.host.workers.hold());
    const picture = page.getByRole("grid", { name: /^dx,/ });
    const box = await picture.boundingBox();
    ok(box);
    for (let i = 1; i <= 20; i++) await page.mouse.move(box.x + i * 9, box.y + i * 5);
    await page.locator('gl-inspector [data-field="value"] .near').waitFor();
    equal((await asked(page, "cell")).length, 1);
    const near = (await page.locator('gl-inspector [data-field="value"]').textContent()) ?? "";
    await page.evaluate(() => window.panel.host.workers.release());
    await page.locator('gl-inspector [data-field="numeric"]').waitFor();
    const exact = (await page.locator('gl-inspector [data-field="value"]').textContent()) ?? "";
    const number = (text: string): number => Number(text.replace(/[\u2248\s]/g, "").replace("\u2212", "-"));
    ok(Math.abs(number(near) - number(exact)) <= 0.005 * Math.abs(number(exact)), `${near} near ${exact}`);
  });

  it("takes gamma, and everything follows", async () => {
    const page = await panel.open("small", { boxes: true });
    const gamma = page.getByRole("textbox", { name: "gamma", exact: true });
    await gamma.fill("[2, -3, 0.5]");
    await renewed(page, () => gamma.press("Enter"));
    deepEqual(await asked(page, "setParameter"), [{ name: "gamma", text: "[2, -3, 0.5]" }]);
    const tensor = { shape: [3], values: Float64Array.of(2, -3, 0.5), dtype: "float64" as const };
    const { out } = gradientsOfInput({ ...problemNamed("small").input, gamma: tensor });
    await chooseView(page, "out");
    await focusPicture(page, "out");
    await page.keyboard.press("End"); // the first key only puts the cursor in
    await page.keyboard.press("Control+End");
    const shown = page.locator('gl-inspector [data-tensor="out"] td');
    await page.locator("gl-inspector").getByText("[6, 2]").waitFor();
    await page.locator('gl-inspector [data-field="numeric"]').waitFor();
    equal(Number(((await shown.textContent()) ?? "").replace("\u2212", "-")), out[6 * 3 + 2]);
    await renewed(page, () => page.getByRole("button", { name: "Reset gamma" }).click());
    deepEqual((await asked(page, "setParameter"))[1], { name: "gamma", text: "" });
    equal(await gamma.inputValue(), `[${normal([3], 3).values.join(", ")}]`);
  });

  it("says under the box what is wrong with a parameter, and keeps the picture", async () => {
    const page = await panel.open("small", { boxes: true });
    const eps = page.getByRole("textbox", { name: "eps", exact: true });
    await eps.fill("-1");
    await eps.press("Enter");
    const fault = page.locator('[data-parameter="eps"]').getByRole("alert");
    match((await fault.textContent()) ?? "", /eps is -1, expected a finite number/);
    equal(await page.getByRole("textbox", { name: /^eps: / }).inputValue(), "-1");
    await checked(page);
  });

  it("uses what is picked as a parameter or a candidate, and says what does not fit", async () => {
    const page = await panel.open("small", { boxes: true });
    await page.evaluate(() => {
      const tensor = (rows: number, columns: number) => ({
        shape: [rows, columns],
        values: Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
        dtype: "float64" as const,
      });
      window.panel.host.picks.dout = { title: "grad.npy", value: tensor(7, 3) };
      window.panel.host.picks["candidate.dx"] = { title: "mine.npy", value: tensor(7, 2) };
    });
    await renewed(page, () => page.getByRole("button", { name: "Pick dout..." }).click());
    equal(await page.getByRole("textbox", { name: "dout", exact: true }).inputValue(), "grad.npy");
    await page.getByRole("tab", { name: "Compare" }).click();
    const pick = page.getByRole("button", { name: "Pick dx..." });
    await pick.click();
    await page.getByRole("alert").filter({ hasText: "Your dx has shape 7 x 2, expected 7 x 3." }).waitFor();
    deepEqual(await asked(page, "pick"), [{ role: "dout" }, { role: "candidate.dx" }]);
  });

  it("changes mode, activation and precision", async () => {
    const page = await panel.open("small", { boxes: true });
    await page.getByRole("button", { name: "More" }).click();
    await renewed(page, () => page.getByRole("combobox", { name: "activation" }).selectOption("relu"));
    await renewed(page, () => page.getByRole("combobox", { name: "precision" }).selectOption("exact"));
    for (const name of ["runningMean", "runningVar"]) {
      const box = page.getByRole("textbox", { name, exact: true });
      await box.fill("[1, 2, 3]");
      await renewed(page, () => box.press("Enter"));
    }
    await renewed(page, () => page.getByRole("combobox", { name: "mode" }).selectOption("eval"));
    for (const [name, value] of [
      ["activation", "relu"],
      ["precision", "exact"],
      ["mode", "eval"],
    ] as const)
      equal(await page.getByRole("combobox", { name }).inputValue(), value, name);
  });

  it("shows at the mode's box that evaluation needs running statistics, and the boxes for them", async () => {
    const page = await panel.open("small", { boxes: true });
    equal(await page.getByRole("textbox", { name: "runningVar" }).count(), 0);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("combobox", { name: "mode" }).selectOption("eval");
    const mode = page.locator('[data-parameter="mode"]');
    await mode.getByRole("alert").waitFor();
    match(
      (await mode.getByRole("alert").innerText()).replace(/\s+/g, " "),
      /^Evaluation normalizes with the layer's running mean and variance: give 3 values of each\. Pick the mean\.\.\. Pick the variance\.\.\.$/,
    );
    equal(await page.getByRole("alert").count(), 1, "said once, where it can be given");
    await mode.getByRole("button", { name: "Pick the variance..." }).click();
    deepEqual(await waitAsked(page, "pick"), { role: "runningVar" });
    equal(await page.getByRole("combobox", { name: "mode" }).inputValue(), "eval");
    equal(await page.getByRole("textbox", { name: "runningMean", exact: true }).count(), 1);
    equal(await page.getByRole("textbox", { name: "runningVar", exact: true }).count(), 1);
    await page.getByRole("button", { name: "Reset mode" }).click();
    await mode.getByRole("alert").waitFor({ state: "detached" });
    equal(await page.getByRole("combobox", { name: "mode" }).inputValue(), "train");
  });

  it("keeps the last good picture when the newest input is wrong, and marks it", async () => {
    const page = await panel.open("small");
    await spoil(page);
    const card = page.getByRole("alert").filter({ hasText: "Row 3 has 5 values" });
    match(
      (await card.textContent()) ?? "",
      /^\s*Row 3 has 5 values, expected \d+( as in row 1)?\.\s+Line 3, column \d+\.\s*$/,
    );
    await page.getByRole("status").filter({ hasText: "Stale" }).waitFor();
    equal(await page.getByRole("grid", { name: /^dx,/ }).count(), 1);
    await load(page, "small");
    equal(await card.count(), 0);
    equal(await page.getByText("Stale", { exact: true }).count(), 0);
  });

  it("says that what it shows is no longer today's", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => window.panel.host.source.becomeStale("The document was closed."));
    await page.getByRole("status").filter({ hasText: "The document was closed." }).waitFor();
  });

  it("shows the check's progress, cancels it and begins again", async () => {
    const page = await panel.open("long check", { waits: false });
    const bar = page.getByRole("progressbar", { name: "Gradient check" });
    await page.getByText(/^Checking the reference: [1-9][\d,]* of 40,000 cells/).waitFor();
    ok(Number(await bar.getAttribute("aria-valuenow")) > 0);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Check again" }).waitFor();
    await page.getByText(/[1-9][\d,]* of 40,000 cells/).waitFor();
    equal(await bar.count(), 0);
    await page.getByRole("button", { name: "Check again" }).click();
    await bar.waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Check again" }).waitFor();
  });

  it("moves its cursor with the editor's", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await page.evaluate(() => window.panel.host.source.moveCursor([2, 4, 3, 5]));
    await page.locator("gl-inspector").getByText("[2, 4, 3, 5]").waitFor();
    equal(await page.getByRole("slider", { name: "Entry of axis n" }).inputValue(), "2");
    equal(await page.getByRole("slider", { name: "Entry of axis c" }).inputValue(), "4");
  });

  it("reads the source another way with one click, and back again", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => {
      const content = "idx,a,b\n0,1.5,2\n1,0.5,3\n2,4,1\n";
      window.panel.host.source.give({ source: { kind: "text", content, name: "x.csv" }, provenance: {} });
    });
    const asIndex = page.getByText('The first column "idx" (0, 1, 2) was read as an index and left out.');
    await asIndex.waitFor();
    await page.getByRole("button", { name: "Read the first column as data" }).click();
    await page.getByText('The first column "idx" (0, 1, 2) was read as data, not as an index.').waitFor();
    await page.getByRole("button", { name: "Read the first column as an index" }).click();
    await asIndex.waitFor();
  });

  it("writes text from outside as text", async () => {
    const page = await panel.open("small");
    const evil = '<img src=x onerror="document.title = 1">${1}';
    await page.evaluate((text) => {
      const { source } = window.panel.host;
      const values = Float64Array.of(1, 2, 3, 5, 4, 4);
      const input = { x: { shape: [3, 2], values, dtype: "float64" as const }, notes: [text] };
      source.give({ source: { kind: "input", input }, provenance: { title: text, details: [text], how: text } });
    }, evil);
    await page.getByRole("heading", { level: 1, name: evil }).waitFor();
    await page.getByText(evil, { exact: true }).nth(1).waitFor(); // the note
    await page.getByRole("button", { name: "Where the numbers are from" }).click();
    await page.evaluate((text) => window.panel.host.source.give({ code: "x", text }), evil);
    await page.getByRole("alert").filter({ hasText: evil }).waitFor();
    await page.evaluate((text) => {
      const { source } = window.panel.host;
      source.slow();
      source.giveText("[[1, 2], [3, 4]]");
      source.progress(text, 0.5);
    }, evil);
    await page.getByRole("progressbar", { name: evil }).waitFor();
    equal(await page.locator("img").count(), 0);
    equal(await page.title(), "Harness");
  });

  it("speaks the user's language", async () => {
    const page = await panel.open("long check", {
      strings: { Cancel: "Abbrechen", Cell: "Zelle", "Checking the reference: {0} of {1} cells": "{1} davon {0}" },
      waits: false,
    });
    await page.getByRole("tab", { name: "Zelle" }).waitFor();
    await page.getByText(/^40,000 davon [\d,]+/).waitFor();
    await page.getByRole("button", { name: "Abbrechen" }).click();
  });

  it("asks to reveal the cell under the cursor in the matrix's own rows", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await focusPicture(page, "dx");
    await page.keyboard.press("End"); // the first key only puts the cursor in
    await page.keyboard.press("Control+End");
    await page.getByRole("button", { name: "Reveal in editor" }).click();
    await page.waitForFunction(() => window.panel.host.source.revealed.length > 0);
    deepEqual(await page.evaluate(() => window.panel.host.source.revealed), [[0, 0, 11, 9]]);
  });

  it("takes the colours of another theme of the same kind", async () => {
    const page = await panel.open("small", { theme: "dark" });
    await page.getByRole("button", { name: "Square cells" }).click();
    await drawn(page);
    await page.evaluate(() => {
      const { style } = document.documentElement;
      style.setProperty("--vscode-editor-background", "#123456");
      style.setProperty("--vscode-descriptionForeground", "#ff00ff");
      // As VS Code does it: the variables, then the classes, though they be the same.
      document.body.classList.remove("vscode-dark");
      document.body.classList.add("vscode-dark");
    });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    await drawn(page);
    const seen = await page.getByRole("group", { name: "dx", exact: true }).evaluate((view) => {
      const colours = (selector: string): Set<number> => {
        const canvas = view.shadowRoot?.querySelector(selector)?.shadowRoot?.querySelector("canvas");
        const image = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(image?.data.buffer ?? []));
      };
      return { outside: colours("gl-heatmap").has(0xff563412), ink: colours("gl-axis").has(0xffff00ff) };
    });
    deepEqual(seen, { outside: true, ink: true });
  });
});
