import { deepEqual, equal } from "node:assert/strict";
import type { Page } from "playwright-core";
import { EXPERIMENT_STEPS } from "../../../src/core/experiment-setup";
import { Experiment } from "../../../src/core/explain/experiment";
import { placedForward, PLACEMENTS } from "../../../src/core/explain/placed-relu";
import { PlacementRun, type Placement } from "../../../src/core/explain/placement";
import { experimentSaid, placementsSaid } from "../../../src/core/explain/placement-said";
import { createProblem, type Problem } from "../../../src/core/problem";
import { asked, openExplain, PanelTests, waitAsked } from "./open";
import { problemNamed } from "./problems";

function problemOf(name: string): Problem {
  const problem = createProblem(problemNamed(name).input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

/** What the terminal's `placement` prints of a problem. */
function placementsOf(problem: Problem): readonly Placement[] {
  const run = new PlacementRun(problem, "standard");
  while (!run.advance(1000));
  return run.result();
}

/** Numbers of tables, in full, by their name. */
function numbersIn(page: Page, part: string): Promise<Record<string, number>> {
  return page.locator(`${part} [data-number]`).evaluateAll((cells) =>
    Object.fromEntries(
      cells.map((cell) => {
        const text = cell.getAttribute("title") ?? "";
        return [cell.getAttribute("data-number") ?? "", Number(text.replace("\u2212", "-"))];
      }),
    ),
  );
}

describe("the panel's placements of batch norm and the ReLU", () => {
  const panel = new PanelTests();

  it("have the terminal's numbers: dead cells, |dx|, |dL/ds| by scale, and the verdict of each", async () => {
    const page = await openExplain(panel, "small");
    const placements = placementsOf(problemOf("small"));
    await page.locator('gl-explain-placement [data-measure="dsNorm"]').waitFor();
    const shown = await numbersIn(page, "gl-explain-placement");
    for (const { name, dead, dxNorm, verdict, byScale } of placements) {
      deepEqual([shown[`${name} dead`], shown[`${name} dxNorm`]], [dead, dxNorm]);
      for (const scaled of byScale)
        for (const measure of ["dead", "dxNorm", "dsNorm"] as const)
          equal(shown[`${name} ${scaled.scale} ${measure}`], scaled[measure], `${name}, ${scaled.scale}, ${measure}`);
      equal(await page.locator(`gl-explain-placement [data-verdict="${name} ${verdict}"]`).count(), 1);
    }
    const said = placementsSaid(placements);
    for (const measure of ["dxNorm", "dead", "dsNorm"] as const) {
      const figure = page.locator(`gl-explain-placement [data-measure="${measure}"]`);
      equal(await figure.locator("figcaption p").textContent(), said[measure]);
      equal(await figure.locator("svg circle").count(), 3 * 7 - (measure === "dsNorm" ? zeros(placements) : 0));
    }
  });

  it("are drawn side by side: what leaves each, and its dx as a picture", async () => {
    const page = await openExplain(panel, "small");
    const problem = problemOf("small");
    for (const name of PLACEMENTS) {
      const figure = page.locator(`gl-explain-placement [data-placed="${name}"]`);
      await figure.getByRole("img", { name: /^Histogram of out, .*: 21 values/ }).waitFor();
      await figure.locator("summary").click();
      const cells = await figure
        .locator('[data-number^="cells"]')
        .evaluateAll((all) => all.reduce((sum, cell) => sum + Number(cell.textContent), 0));
      equal(cells, 21);
      const { dx } = placedForward(problem, name).backward(problem.dout);
      await page.waitForFunction(
        ([element, expected]) => {
          const heatmap = element as HTMLElementTagNameMap["gl-heatmap"];
          return heatmap.isFinal && heatmap.numberAt(4, 1)?.value === expected;
        },
        [await figure.locator("gl-heatmap").elementHandle(), Math.fround(dx[4 * 3 + 1] ?? NaN)] as const,
      );
    }
  });

  it("of a large problem are computed when they are asked for, and a cancel stops that", async () => {
    const page = await openExplain(panel, "10,000 columns");
    const button = page.locator("gl-explain-placement [data-work]");
    await page.locator('gl-explain-placement [data-work="resting"]').waitFor();
    deepEqual(await asked(page, "placements"), []);
    await button.focus();
    await page.keyboard.press("Enter");
    await waitAsked(page, "placements", 2);
    await page.getByRole("progressbar", { name: "Placements" }).waitFor();
    await page.keyboard.press("Enter"); // it is the same button, which has the focus still
    await page.locator("gl-explain-placement").getByRole("button", { name: "Go on" }).waitFor();
    const count = async (name: string): Promise<number> => (await asked(page, name)).length;
    const [stopped, pictures] = [await count("placements"), await count("explainPicture")];
    await page.locator("gl-explain").getByRole("button", { name: "numeric" }).click();
    await waitAsked(page, "explainPicture", pictures + 1); // the worker is free for others
    equal(await count("placements"), stopped);
  });

  it("have an experiment that is drawn as it runs, can be cancelled, and ends with the terminal's losses", async () => {
    const page = await openExplain(panel, "small");
    const part = page.locator("gl-explain-experiment");
    await part.getByRole("button", { name: "Run the experiment" }).evaluate(async (button: HTMLElement) => {
      button.click();
      const asks = () => window.panel.host.asked.filter(({ name }) => name === "experiment");
      while (asks().length < 2) await new Promise(requestAnimationFrame);
      button.click(); // within the page: nothing else is sure to come before the end
    });
    await part.getByRole("button", { name: "Go on" }).click();
    await part.locator('[data-work="done"]').waitFor();
    const run = new Experiment();
    while (!run.advance(1000));
    const { losses } = run.result();
    const shown = await numbersIn(page, "gl-explain-experiment");
    for (const name of PLACEMENTS)
      for (const [at, each] of losses[name].entries())
        for (const step of [1, 50, 100, 150, EXPERIMENT_STEPS])
          equal(shown[`${name} ${at} ${step}`], each[step - 1], `${name}, scale ${at}, step ${step}`);
    deepEqual(await part.locator("[data-said]").allTextContents(), experimentSaid(run.result(), run.checks));
    for (const name of PLACEMENTS) {
      const lines = part.locator(`[data-losses="${name}"] svg.chart path.series`);
      const points = await lines.evaluateAll((all) => all.map((line) => line.getAttribute("d")?.split("L").length));
      deepEqual(points, [200, 200, 200, 200, 200]);
    }
    equal((await asked(page, "experiment")).filter((ask) => (ask as { isNew: boolean }).isNew).length, 1);
  });
});

/** Values that a logarithmic axis cannot have. */
function zeros(placements: readonly Placement[]): number {
  return placements.flatMap(({ byScale }) => byScale.filter(({ dsNorm }) => !(dsNorm > 0))).length;
}
