import { deepEqual, equal, match, ok } from "node:assert/strict";
import { batchnormGradients, batchnormForward } from "../../../src/core/batchnorm";
import { createProblem } from "../../../src/core/problem";
import { drawn } from "../harness/browser";
import { asked, checked, focusPicture, PanelTests, said, waitAsked } from "./open";
import { PROBLEMS } from "./problems";

function gradientsOf(name: string): ReturnType<typeof batchnormGradients> {
  const problem = createProblem(PROBLEMS[name]().input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return batchnormGradients(problem.value, "standard");
}

describe("the panel", () => {
  const panel = new PanelTests();

  it("says where the numbers are from and whether they are right", async () => {
    const page = await panel.open("ordinary");
    equal(await page.getByRole("heading", { level: 1 }).textContent(), "activations.json");
    await page.getByRole("button", { name: "Where the numbers are from" }).click();
    await page.getByText("parsed as JSON").waitFor();
    const verdict = page.getByRole("region", { name: "Verdict" });
    match((await verdict.textContent()) ?? "", /Correct\s+3,168 of 3,168 cells/);
    await verdict.getByRole("button", { name: "How it was checked" }).click();
    equal(await verdict.getByRole("row").count(), 4);
    equal(await page.evaluate(() => document.body.dataset.generation), "1");
  });

  it("goes to the worst cell and shows its exact numbers", async () => {
    const page = await panel.open("ordinary");
    const link = page.getByRole("region", { name: "Verdict" }).getByTitle("Go to this cell");
    const [row, column] = ((await link.textContent()) ?? "").match(/\d+/g)?.map(Number) ?? [];
    await link.click();
    const { dx, out } = gradientsOf("ordinary");
    const inspector = page.locator("gl-inspector");
    await inspector.getByText(`[${row}, ${column}]`).waitFor();
    const shown = async (field: string): Promise<number> =>
      Number(((await inspector.locator(field).textContent()) ?? "").trim().replace("\u2212", "-"));
    await inspector.locator('[data-field="numeric"]').waitFor();
    equal(await shown('[data-field="value"]'), dx[row * 48 + column]);
    equal(await shown('[data-tensor="out"] td'), out[row * 48 + column]);
  });

  it("follows the arrow keys and reads the cell out", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await page.locator("gl-inspector").getByText("[2, 1]").waitFor();
    const { dx } = gradientsOf("small");
    await said(page, /^dx 2, 1: (\S+)\. dx/, dx[2 * 3 + 1]);
  });

  it("follows the arrow keys while the pointer rests on a picture", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    await page.getByRole("grid", { name: /^dx,/ }).hover();
    for (const key of ["Home", "Control+Home", "ArrowDown"]) await page.keyboard.press(key);
    await page.locator("gl-inspector").getByText("[1, 0]").waitFor();
    await said(page, /^dx 1, 0: (\S+)\. dx/, gradientsOf("small").dx[3]);
  });

  it("shows the tiles' value before the exact one has come, and asks for one cell at a time", async () => {
    const page = await panel.open("ordinary");
    await page.evaluate(() => {
      window.panel.host.held = [];
    });
    const picture = page.getByRole("grid", { name: /^dx,/ });
    const box = await picture.boundingBox();
    ok(box);
    for (let i = 1; i <= 20; i++) await page.mouse.move(box.x + i * 9, box.y + i * 5);
    await page.locator('gl-inspector [data-field="value"] .near').waitFor();
    equal(await page.evaluate(() => window.panel.host.held?.length), 1);
    const near = (await page.locator('gl-inspector [data-field="value"]').textContent()) ?? "";
    await page.evaluate(() => window.panel.host.release());
    await page.locator('gl-inspector [data-field="numeric"]').waitFor();
    const exact = (await page.locator('gl-inspector [data-field="value"]').textContent()) ?? "";
    const number = (text: string): number => Number(text.replace(/[\u2248\s]/g, "").replace("\u2212", "-"));
    ok(Math.abs(number(near) - number(exact)) <= 0.005 * Math.abs(number(exact)), `${near} near ${exact}`);
  });

  it("takes gamma, and everything follows", async () => {
    const page = await panel.open("small");
    const gamma = page.getByRole("textbox", { name: "gamma", exact: true });
    await gamma.fill("[2, -3, 0.5]");
    await gamma.press("Enter");
    deepEqual(await waitAsked(page, "setParameter"), { name: "gamma", text: "[2, -3, 0.5]" });
    await page.waitForFunction(() => document.body.dataset.generation === "2");
    const input = PROBLEMS.small().input;
    const problem = createProblem({
      ...input,
      gamma: { shape: [3], values: Float64Array.of(2, -3, 0.5), dtype: "float64" },
    });
    ok(problem.ok);
    const { out } = batchnormForward(problem.value);
    await focusPicture(page, "out");
    await page.keyboard.press("End"); // the first key only puts the cursor in
    await page.keyboard.press("Control+End");
    const shown = page.locator('gl-inspector [data-tensor="out"] td');
    await page.locator("gl-inspector").getByText("[6, 2]").waitFor();
    await page.locator('gl-inspector [data-field="numeric"]').waitFor();
    equal(Number(((await shown.textContent()) ?? "").replace("\u2212", "-")), out[6 * 3 + 2]);
    await page.getByRole("button", { name: "Reset gamma" }).click();
    deepEqual(await waitAsked(page, "setParameter", 2), { name: "gamma", text: "" });
  });

  it("says under the box what is wrong with a parameter, and keeps the picture", async () => {
    const page = await panel.open("small");
    const eps = page.getByRole("textbox", { name: "eps", exact: true });
    await eps.fill("-1");
    await eps.press("Enter");
    const fault = page.locator('[data-parameter="eps"]').getByRole("alert");
    match((await fault.textContent()) ?? "", /eps is -1, expected a finite number/);
    equal(await page.getByRole("textbox", { name: /^eps: / }).inputValue(), "-1");
    await checked(page);
  });

  it("asks the host to pick what a parameter or a candidate is", async () => {
    const page = await panel.open("small");
    await page.getByRole("button", { name: "Pick dout..." }).click();
    deepEqual(await waitAsked(page, "pick"), { role: "dout" });
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByRole("button", { name: "Pick dx..." }).click();
    deepEqual(await waitAsked(page, "pick", 2), { role: "candidate.dx" });
  });

  it("changes mode, activation and precision", async () => {
    const page = await panel.open("small");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("combobox", { name: "activation" }).selectOption("relu");
    deepEqual(await waitAsked(page, "setParameter"), { name: "activation", text: "relu" });
    await page.getByRole("combobox", { name: "precision" }).selectOption("exact");
    deepEqual(await waitAsked(page, "setPrecision"), { precision: "exact" });
    await page.waitForFunction(() => document.body.dataset.generation === "3");
    for (const name of ["runningMean", "runningVar"]) {
      const box = page.getByRole("textbox", { name, exact: true });
      await box.fill("[1, 2, 3]");
      await box.press("Enter");
    }
    await page.getByRole("combobox", { name: "mode" }).selectOption("eval");
    await page.waitForFunction(() => document.body.dataset.generation === "6");
    equal(await page.getByRole("combobox", { name: "mode" }).inputValue(), "eval");
  });

  it("shows at the mode's box that evaluation needs running statistics, and the boxes for them", async () => {
    const page = await panel.open("small");
    equal(await page.getByRole("textbox", { name: "runningVar" }).count(), 0);
    const text = "Evaluation mode needs runningMean and runningVar (3 values each), got neither.";
    await page.evaluate(
      (fault) =>
        window.panel.host.show({ fault: { code: "running-missing", text: fault }, stale: "The last good one." }),
      text,
    );
    const mode = page.locator('[data-parameter="mode"]');
    equal(await mode.getByRole("alert").textContent(), text);
    equal(await page.getByRole("combobox", { name: "mode" }).inputValue(), "eval");
    equal(await page.getByRole("textbox", { name: "runningMean", exact: true }).count(), 1);
    equal(await page.getByRole("textbox", { name: "runningVar", exact: true }).count(), 1);
    equal(await page.locator(".work.stale gl-linked-views").count(), 1);
    await page.getByRole("button", { name: "Reset mode" }).click();
    deepEqual(await waitAsked(page, "setParameter"), { name: "mode", text: "" });
  });

  it("keeps the last good picture when the newest input is wrong, and marks it", async () => {
    const page = await panel.open("small");
    await page.evaluate(() =>
      window.panel.host.show({
        fault: {
          code: "ragged-row",
          text: "Row 3 has 5 values, expected 4.",
          place: { offset: 90, line: 12, column: 3 },
        },
        stale: "The newest input cannot be used.",
      }),
    );
    const card = page.getByRole("alert").filter({ hasText: "Row 3 has 5 values" });
    match((await card.textContent()) ?? "", /Line 12, column 3\.\s+The last good picture is shown below\./);
    await page.getByText("The newest input cannot be used.").waitFor();
    equal(await page.getByRole("grid", { name: /^dx,/ }).count(), 1);
  });

  it("shows the check's progress and cancels it", async () => {
    const page = await panel.open("small");
    await page.evaluate(() =>
      window.panel.host.send({
        event: "progress",
        generation: 1,
        check: { status: "running", done: 1234, total: 4096 },
        tensors: ["error"],
      }),
    );
    const bar = page.getByRole("progressbar", { name: "Gradient check" });
    equal(await bar.getAttribute("aria-valuenow"), "1234");
    await page.getByText("Checking: 1,234 of 4,096 cells").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await waitAsked(page, "cancelCheck");
    await page.evaluate(() =>
      window.panel.host.send({
        event: "progress",
        generation: 1,
        check: { status: "cancelled", done: 1234, total: 4096 },
        tensors: [],
      }),
    );
    await page.getByRole("button", { name: "Check again" }).click();
    await waitAsked(page, "restartCheck");
    await checked(page);
  });

  it("does not take progress back when a state carries an older one", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => {
      const { host } = window.panel;
      const { analysis } = host.state;
      if (!analysis) throw new Error("expected an analysis");
      const tensors = ["error"] as const;
      host.send({ event: "progress", generation: 1, check: { status: "running", done: 20, total: 27 }, tensors });
      host.show({ busy: "Reading x ...", analysis: { ...analysis, check: { status: "running", done: 3, total: 27 } } });
    });
    await page.getByText("Reading x ...").waitFor();
    await page.getByText("Checking: 20 of 27 cells").waitFor();
  });

  it("drops the progress of an older analysis", async () => {
    const page = await panel.open("small");
    await page.evaluate(() =>
      window.panel.host.send({
        event: "progress",
        generation: 0,
        check: { status: "running", done: 1, total: 2 },
        tensors: [],
      }),
    );
    equal(await page.getByRole("progressbar", { name: "Gradient check" }).count(), 0);
  });

  it("moves its cursor with the editor's", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    // Row 275 of the matrix is n = 2, h = 3, w = 5.
    await page.evaluate(() => window.panel.host.send({ event: "cursor", row: 275, column: 4 }));
    await page.locator("gl-inspector").getByText("[2, 4, 3, 5]").waitFor();
    equal(await page.getByRole("slider", { name: "Entry of axis n" }).inputValue(), "2");
    equal(await page.getByRole("slider", { name: "Entry of axis c" }).inputValue(), "4");
  });

  it("writes text from outside as text", async () => {
    const page = await panel.open("small");
    const evil = '<img src=x onerror="document.title = 1">${1}';
    await page.evaluate((text) => {
      const { host } = window.panel;
      const { provenance, analysis } = host.state;
      if (!provenance || !analysis) throw new Error("expected a state");
      host.show({
        provenance: { ...provenance, title: text, details: [text] },
        analysis: { ...analysis, notes: [text] },
        fault: { code: "x", text },
        busy: text,
      });
    }, evil);
    await page.getByRole("heading", { level: 1, name: evil }).waitFor();
    equal(await page.locator("img").count(), 0);
    equal(await page.title(), "Harness");
  });

  it("speaks the user's language", async () => {
    const page = await panel.open("small", {
      strings: { Correct: "Richtig", Cell: "Zelle", "Checking: {0} of {1} cells": "{1} davon {0}" },
    });
    await page.getByRole("tab", { name: "Zelle" }).waitFor();
    await page.getByText("Richtig").waitFor();
    await page.evaluate(() =>
      window.panel.host.send({
        event: "progress",
        generation: 1,
        check: { status: "running", done: 5, total: 9 },
        tensors: [],
      }),
    );
    await page.getByText("9 davon 5").waitFor();
  });

  it("says what there is to do before the first source, and what is under way", async () => {
    const page = await panel.open(null);
    await page.getByRole("heading", { name: "Nothing selected yet" }).waitFor();
    await page.evaluate(() => window.panel.host.show({ busy: "Reading x ..." }));
    await page.getByRole("heading", { name: "Reading x ..." }).waitFor();
    await page.evaluate(() => {
      window.panel.host.show({ busy: null });
      window.panel.load("small");
    });
    await checked(page);
  });

  it("rehearses a picture while it waits", async () => {
    const page = await panel.open(null);
    await page.waitForFunction(() => window.panel.rehearsals === 1);
    await page.locator("body > gl-view").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Nothing selected yet" }).waitFor();
  });

  it("shows how far a long reading is, and cancels it", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => window.panel.host.show({ busy: "Reading x: 5 MiB of 16 MiB", progress: 0.3125 }));
    const bar = page.getByRole("progressbar", { name: "Reading x: 5 MiB of 16 MiB" });
    equal(await bar.getAttribute("aria-valuenow"), "31");
    await page.locator("gl-header").getByRole("button", { name: "Cancel" }).click();
    deepEqual(await page.evaluate(() => window.panel.host.asked.at(-1)), { name: "cancelReading", ask: null });
    await page.evaluate(() => window.panel.host.show({ busy: null, progress: undefined }));
    await bar.waitFor({ state: "detached" });
  });

  it("offers what the source knows to fit, one click away", async () => {
    const page = await panel.open("small");
    const offer = { role: "candidate.dx", title: "x.grad" } as const;
    await page.evaluate((known) => {
      const { host } = window.panel;
      if (!host.state.provenance) throw new Error("expected a source");
      host.show({ provenance: { ...host.state.provenance, offers: [known] } });
    }, offer);
    await page.getByRole("button", { name: "Compare with x.grad" }).click();
    deepEqual(await page.evaluate(() => window.panel.host.asked.at(-1)), { name: "useOffer", ask: offer });
  });

  it("shows a refused request and lets it be closed", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => {
      const { host } = window.panel;
      const post = host.post.bind(host);
      host.post = (request) => {
        if (request.name !== "refresh") post(request);
        else host.send({ id: request.id, ok: false, fault: { code: "gone", text: "The document was closed." } });
      };
    });
    await page.getByRole("button", { name: "Read the source again" }).click();
    await page.getByRole("alert").filter({ hasText: "The document was closed." }).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    equal(await page.getByRole("alert").count(), 0);
  });

  it("asks to reveal the cell under the cursor in the matrix's own rows", async () => {
    const page = await panel.open("images");
    await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
    await focusPicture(page, "dx");
    await page.keyboard.press("End"); // the first key only puts the cursor in
    await page.keyboard.press("Control+End");
    await page.getByRole("button", { name: "Reveal in editor" }).click();
    deepEqual(await waitAsked(page, "reveal"), { row: 119, column: 0 });
    deepEqual(await asked(page, "pick"), []);
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
