import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { bundles, shared } from "../../../scripts/build.mjs";
import { launchChromium } from "../../../scripts/lib/chromium.mjs";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { toReportData } from "../../../src/compute/report/report-data";
import { reportOfParts } from "../../../src/compute/report/report-parts";
import { explain, explainJson } from "../../../src/cli/explain-report";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { standardNormal } from "../../../src/core/arithmetic/random";
import { openBoxes } from "../panel/open";

/** What the build makes of the page and of the report's host, in a folder. */
async function buildInto(folder: string): Promise<void> {
  const made = { ...shared, absWorkingDir: process.cwd(), minify: true, sourcemap: false } as const;
  for (const bundle of bundles) {
    if (bundle.outdir === undefined) continue;
    await build({ ...made, ...bundle, outdir: join(folder, bundle.outdir) });
  }
}

/** The report as a user opens it: a file, in a browser that is offline. */
describe("a self-contained report", () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  let output: string[];

  before(async () => {
    browser = await launchChromium();
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-report-"));
    await buildInto(folder);
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(output, []);
  });

  async function open(input: ProblemInput, title: string): Promise<void> {
    const problem = createProblem(input);
    assert.ok(problem.ok);
    const data = new TextEncoder().encode(JSON.stringify(toReportData(problem.value, title, new Date(0))));
    const file = join(folder, "report.html");
    const read = (path: string): string => readFileSync(join(folder, "dist", path), "utf8");
    writeFileSync(file, await reportOfParts({ title, data, read }));
    const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: 800 } });
    output = [];
    page = await context.newPage();
    page.on("console", (message) => output.push(message.text()));
    page.on("pageerror", (error) => output.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:") && !/^(blob|data):/.test(request.url()))
        output.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(() => document.body.dataset.state === "drawn");
  }

  it("shows the pictures and the verdict, offline", async () => {
    await open({ x: { shape: [9, 5], values: standardNormal(45, 3), dtype: "float64" } }, "a <b>.json");
    await page.getByText(/55 of 55 cells/).waitFor();
    await page.getByText("a <b>.json").first().waitFor();
    assert.equal(await page.getByRole("grid", { name: /^dx/ }).count(), 1);
  });

  it("says first whose gradients are wrong, and by what, above large pictures of them", async () => {
    const [values, dout] = [standardNormal(45, 3), standardNormal(45, 5)];
    const tensor = (numbers: Float64Array) => ({ shape: [9, 5], values: numbers, dtype: "float64" as const });
    const gamma = { shape: [5], values: Float64Array.of(1, 2, 3, 4, 5), dtype: "float64" as const };
    const given = { x: tensor(values), dout: tensor(dout), gamma };
    const plain = createProblem({ ...given, gamma: 1 });
    assert.ok(plain.ok);
    const { dx } = batchnormGradients(plain.value, "standard");
    await open({ ...given, candidate: { dx: tensor(dx) } }, "a.json");
    const head = page.locator('[data-candidate-verdict="wrong"]');
    await head.filter({ hasText: /^\s*Your dx is wrong: gamma left out/ }).waitFor();
    await page.locator("[data-verdict]").filter({ hasText: "reference verified numerically" }).waitFor();
    const seen = await page.evaluate(() => {
      const views = document.querySelector("gl-app")?.shadowRoot?.querySelector("gl-linked-views")?.shadowRoot;
      const shown = [...(views?.querySelectorAll("gl-view") ?? [])];
      const pictures = shown.flatMap((view) => [...(view.shadowRoot?.querySelectorAll("gl-heatmap, gl-strip") ?? [])]);
      const area = pictures.reduce((sum, picture) => {
        const { width, top, bottom } = picture.getBoundingClientRect();
        return sum + width * Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
      }, 0);
      return { names: shown.map((view) => view.tensor), share: area / (innerWidth * innerHeight) };
    });
    assert.deepEqual(seen.names, ["dx", "candidate", "difference"]);
    assert.ok(seen.share >= 0.3, `pictures take ${(100 * seen.share).toFixed(1)} %`);
    const whole = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight];
    });
    assert.deepEqual(whole, [1200, 800]);
  });

  it("computes anew when a parameter is changed", async () => {
    await open({ x: { shape: [4, 3, 2, 5], values: standardNormal(120, 4), dtype: "float64" } }, "images");
    await openBoxes(page);
    const eps = page.getByLabel(/^(ε|eps)/).first();
    await eps.fill("0.5");
    await eps.press("Enter");
    await page.waitForFunction(
      () => document.body.dataset.state === "drawn" && document.body.dataset.generation === "2",
    );
    await page.getByText(/126 of 126 cells/).waitFor();
  });

  it("shows the settings that are not as usual, and leaves open what the source did", async () => {
    const tensor = (seed: number) => ({ shape: [9, 5], values: standardNormal(45, seed), dtype: "float64" as const });
    const input: ProblemInput = { x: tensor(3), dout: tensor(4), gamma: 2, beta: 1 };
    const stated = createProblem({ ...input, variance: "unbiased", activation: "relu" });
    assert.ok(stated.ok);
    const { dx } = batchnormGradients(stated.value, "standard");
    const candidate = { dx: { ...tensor(0), values: dx } };
    await open({ ...input, activation: "relu", candidate }, "a.json");
    await openBoxes(page);
    assert.equal(await page.getByRole("combobox", { name: "activation" }).inputValue(), "relu");
    assert.equal(await page.getByRole("combobox", { name: "variance" }).count(), 0);
    await page.getByRole("tab", { name: "Compare" }).click();
    const fit = page.locator("[data-fit]");
    assert.match((await fit.textContent()) ?? "", /dx is right for the unbiased variance .*; variance is not given\./s);
    await fit.getByRole("button", { name: "Take it over" }).click();
    await page.locator('[data-candidate-verdict="correct"]').waitFor();
    assert.equal(await page.getByRole("combobox", { name: "variance" }).inputValue(), "unbiased");
  });

  it("keeps its swatches and pressed buttons to be seen under forced colours", async () => {
    const values = standardNormal(45, 3);
    values[7] = NaN;
    await open({ x: { shape: [9, 5], values, dtype: "float64" } }, "a.json");
    const swatch = page
      .getByRole("group", { name: "x", exact: true })
      .getByRole("button", { name: /NaN/ })
      .locator("i");
    const colour = (): Promise<string> => swatch.first().evaluate((element) => getComputedStyle(element).background);
    const border = (name: string): Promise<string> =>
      page.getByRole("button", { name, exact: true }).evaluate((element) => getComputedStyle(element).borderColor);
    const before = await colour();
    await page.emulateMedia({ forcedColors: "active" });
    assert.equal(await colour(), before);
    await page.getByRole("button", { name: "Square cells" }).click();
    assert.notEqual(await border("Square cells"), await border("Shared colours"));
    await page.getByRole("tab", { name: "Plots" }).click();
    assert.notEqual(await border("all"), await border("column"));
  });

  it("says in one sentence that the clipboard was refused", async () => {
    await open({ x: { shape: [9, 5], values: standardNormal(45, 3), dtype: "float64" } }, "a.json");
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("Write permission denied."));
    });
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Copy as NumPy code" }).click();
    const alert = page.getByRole("alert");
    await alert.getByText("The browser did not let this report write to the clipboard.").waitFor();
    await alert.getByRole("button", { name: "Close" }).click();
    assert.equal(await alert.count(), 0);
  });

  it("names the mistake of a candidate", async () => {
    const values = standardNormal(45, 3);
    const candidate = { dx: { shape: [9, 5], values: new Float64Array(45), dtype: "float64" as const } };
    await open({ x: { shape: [9, 5], values, dtype: "float64" }, candidate }, "zeros");
    await page
      .getByText(/dout-ignored|dout is not/)
      .first()
      .waitFor();
  });

  /** Does what gives another analysis, and waits until that is drawn. */
  async function renewed(act: () => Promise<unknown>): Promise<void> {
    const before = await page.evaluate(() => document.body.dataset.generation);
    await act();
    await page.waitForFunction((old) => document.body.dataset.generation !== old, before);
    await page.locator("[data-verdict]").first().waitFor();
  }

  it("keeps mode and activation under a probe, by the same rules as the panel", async () => {
    await open({ x: { shape: [9, 5], values: standardNormal(45, 3), dtype: "float64" } }, "a.json");
    await page.getByRole("button", { name: "Change the parameters" }).click();
    await page.getByRole("button", { name: "More" }).click();
    await renewed(() => page.getByRole("combobox", { name: "activation" }).selectOption("relu"));
    await page.getByRole("tab", { name: "Compare" }).click();
    await renewed(() => page.getByRole("button", { name: "Try values that show them" }).click());
    await page.getByText("Values that tell all mistakes apart stand in").first().waitFor();
    assert.equal(await page.getByRole("combobox", { name: "activation" }).inputValue(), "relu");
  });

  /** What the terminal's `explain --json` prints of a cell. */
  function printed(input: ProblemInput, row: number, column: number) {
    const problem = createProblem(input);
    assert.ok(problem.ok);
    const explained = explain(problem.value, { row, column }, "standard", { title: "", notes: [] });
    return JSON.parse(explainJson(explained)) as { terms: Record<string, number>; dx: number; dmu: number; dv: number };
  }

  for (const norm of ["batch", "layer"] as const) {
    it(`explains the chosen cell with the terminal's numbers: ${norm} norm`, async () => {
      // Numbers of few digits: they go through the report's file and every engine unchanged.
      const few = (size: number, seed: number) =>
        standardNormal(size, seed).map((value) => Math.round(64 * value) / 64);
      const tensor = (shape: readonly number[], seed: number) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        return { shape, values: few(size, seed), dtype: "float64" as const };
      };
      const input = { norm, x: tensor([9, 5], 3), dout: tensor([9, 5], 4), gamma: tensor([5], 5) };
      await open(input, "a.json");
      await page.getByRole("tab", { name: "Explain" }).click();
      await page.getByRole("grid", { name: /^dx,/ }).focus();
      for (const key of ["Home", "Control+End"]) await page.keyboard.press(key);
      await page.locator('gl-explain [data-cell="8,4"]').waitFor();
      const [row, column] = norm === "batch" ? [8, 4] : [4, 8]; // element and set
      const { terms, dx, dmu, dv } = printed(input, row, column);
      const shown = async (selector: string): Promise<number> => {
        const text = await page.locator(`gl-explain ${selector}`).textContent();
        return Number(text?.trim().replace("\u2212", "-"));
      };
      for (const [name, value] of Object.entries({ ...terms, dx }))
        assert.equal(await shown(`[data-term="${name}"]`), value, name);
      for (const [name, value] of Object.entries({ dmu, dv }))
        assert.equal(await shown(`[data-held="${name}"] [data-value]`), value, name);
      const jacobian = page.locator('gl-explain [data-picture="jacobian"] gl-heatmap');
      await page.waitForFunction(
        (element) => (element as HTMLElementTagNameMap["gl-heatmap"]).isFinal,
        await jacobian.elementHandle(),
      );
      await page.locator("gl-explain").getByRole("button", { name: "Start the tour" }).click();
      await page.locator('gl-explain-tour [data-step="1"] math').waitFor();
    });
  }
});
