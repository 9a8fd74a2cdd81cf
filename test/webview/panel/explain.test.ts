import { deepEqual, equal, match, ok } from "node:assert/strict";
import { runInNewContext } from "node:vm";
import type { Page } from "playwright-core";
import { ColumnExplainer, explainCell, type CellExplanation } from "../../../src/core/explain/cell-explanation";
import { derivationGraph } from "../../../src/core/explain/derivation-graph";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { jacobianColumn } from "../../../src/core/explain/jacobian";
import { momentsOf } from "../../../src/core/explain/moments";
import { termsSaid } from "../../../src/core/explain/terms-said";
import { itemAt } from "../../../src/core/item-at";
import { createProblem, type Problem } from "../../../src/core/problem";
import { resized } from "../harness/browser";
import { focusPicture, openExplain, PanelTests } from "./open";
import { problemNamed } from "./problems";

function problemOf(name: string): Problem {
  const problem = createProblem(problemNamed(name).input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

/** What the terminal's `explain` prints of a cell. */
function explained(name: string, row: number, column: number): CellExplanation {
  return explainCell(problemOf(name), row, column, "standard");
}

/** A formula with numbers in it: "gamma r (delta_il - 1/N)". */
function valueOf(formula: string, symbols: Readonly<Record<string, number>>): number {
  const products = formula.replace(/(?<=[\w)]) (?=[\w(])/g, " * ");
  return runInNewContext(products, { ...symbols, sqrt: Math.sqrt }) as number;
}

/** The number that stands there in full. */
async function shown(page: Page, selector: string): Promise<number> {
  const text = await page.locator(`gl-explain ${selector}`).textContent();
  return Number(text?.trim().replace("\u2212", "-"));
}

describe("the panel's Explain", () => {
  const panel = new PanelTests();

  const chosen = (page: Page, cell: string): Promise<void> =>
    page.locator(`gl-explain [data-cell="${cell}"]`).waitFor();

  it("follows the chosen cell with its three terms, in full and in the formula", async () => {
    const page = await openExplain(panel, "small");
    await chosen(page, "0,0");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+End"]) await page.keyboard.press(key); // the first press puts the cursor in
    await chosen(page, "6,2");
    const { terms, dx } = explained("small", 6, 2);
    for (const [name, value] of Object.entries({ ...terms, dx }))
      equal(await shown(page, `[data-term="${name}"]`), value);
    equal(await page.locator("gl-explain [data-explained]").getAttribute("data-explained"), "correct");
    const direct = await page.locator('gl-explain math[alttext^="gamma r dout ="]').textContent();
    equal(direct?.replace(/\s/g, "").slice(0, 6), "γrdout");
  });

  it("multiplies a column of the inner Jacobian with dout, and holds each derivative against its numeric one", async () => {
    const page = await openExplain(panel, "small");
    const { jacobian, chain, dmu, dv, dx, loss } = explained("small", 0, 0);
    for (const [name, { value, numeric }] of Object.entries({ dmu, dv, loss })) {
      equal(await shown(page, `[data-held="${name}"] [data-value]`), value);
      equal(await shown(page, `[data-held="${name}"] [data-numeric]`), numeric);
    }
    equal(await shown(page, '[data-held="jacobian"] [data-value]'), jacobian.value[0]);
    const sums = await page.locator("gl-explain svg.chain").getAttribute("data-sums");
    deepEqual(sums?.split(" ").map(Number), [...chain]);
    equal(await shown(page, "[data-chain-sum]"), dx);
    await page.locator('gl-explain [data-held="byGamma"]').waitFor();
    const explainer = new ColumnExplainer(explainColumn(problemOf("small"), 0), "standard");
    for (const [name, wanted] of [
      ["byGamma", "dgamma"],
      ["byBeta", "dbeta"],
    ] as const) {
      const { value, numeric } = explainer.outputsByParameter(wanted);
      equal(await shown(page, `[data-held="${name}"] [data-value]`), value[0]);
      equal(await shown(page, `[data-held="${name}"] [data-numeric]`), numeric[0]);
    }
    match(
      (await page.locator('gl-explain [data-null="ones"]').textContent()) ?? "",
      /times ones is (0|−?\d(\.\d)?e-1\d)/,
    );
  });

  it("draws the Jacobian of the column in its pieces, numerically, and the error between them", async () => {
    const page = await openExplain(panel, "small");
    const column = explainColumn(problemOf("small"), 0);
    const cell = page.locator('gl-explain [data-picture="jacobian"] gl-heatmap');
    const numberIs = async (expected: number, within: number): Promise<unknown> =>
      page.waitForFunction(
        ([element, value, most]) => {
          const heatmap = element as HTMLElementTagNameMap["gl-heatmap"];
          const found = heatmap.isFinal ? heatmap.numberAt(4, 1)?.value : undefined;
          return found !== undefined && Math.abs(found - value) <= most;
        },
        [await cell.elementHandle(), expected, within] as const,
      );
    const of = (piece: "whole" | "direct" | "variance"): number => jacobianColumn(column, 1).at(4, piece);
    await numberIs(Math.fround(of("whole")), 0);
    for (const [name, piece] of [
      ["own and mean", "direct"],
      ["variance", "variance"],
    ] as const) {
      await page.locator("gl-explain-jacobian").getByRole("button", { name }).click();
      await numberIs(Math.fround(of(piece)), 0);
    }
    await page.locator("gl-explain-jacobian").getByRole("button", { name: "numeric" }).click();
    await numberIs(of("whole"), 1e-6 * Math.abs(of("whole")));
    await page.locator("gl-explain-jacobian").getByRole("button", { name: "error" }).click();
    await numberIs(0, 1e-7);
    const grid = page.locator('gl-explain [data-picture="jacobian"]').getByRole("grid");
    await grid.focus();
    await page.keyboard.press("End"); // the last input: another cell is explained
    await chosen(page, "6,0");
  });

  for (const name of ["small", "other conventions", "evaluation"]) {
    it(`writes the pieces of the Jacobian as they are computed: ${name}`, async () => {
      const page = await openExplain(panel, name);
      const column = explainColumn(problemOf(name), 0);
      const [i, l] = [4, 1];
      const { r, variance, members } = itemAt(column.sets, 0);
      const symbols = {
        ...{ a_i: itemAt(column.slope, i), gamma: itemAt(column.gamma, i), r, delta_il: 0, N: members, v: variance },
        ...{ xhat_i: itemAt(column.xhat, i), xhat_l: itemAt(column.xhat, l), eps: column.problem.eps },
      };
      for (const [button, piece] of [
        ["whole", "whole"],
        ["own and mean", "direct"],
        ["variance", "variance"],
      ] as const) {
        await page.locator("gl-explain-jacobian").getByRole("button", { name: button }).click();
        await page.locator("gl-explain-jacobian").getByRole("button", { name: button, pressed: true }).waitFor();
        const formula = page.getByRole("group", { name: "Formula of the picture" }).locator("math");
        const says = ((await formula.getAttribute("alttext")) ?? "").replace("d out_i / d x_l = ", "");
        const value = jacobianColumn(column, l).at(i, piece);
        const written = valueOf(says, symbols);
        ok(Math.abs(written - value) <= 1e-14, `${says} is ${written}, not ${value}`);
      }
    });
  }

  it("draws the computation graph, whose edges show their derivative and its check to mouse and keys", async () => {
    const page = await openExplain(panel, "small");
    const explainer = new ColumnExplainer(explainColumn(problemOf("small"), 0), "standard");
    const { nodes, edges } = derivationGraph(explainer.column, explainer.cell(0), "standard");
    const graph = page.locator("gl-explain-graph");
    equal(await graph.locator("[data-node]").count(), nodes.length);
    equal(await graph.getByRole("radio").count(), edges.length);
    await graph.locator('[data-edge="v-r"] rect').click();
    for (const [from, to, key] of [
      ["v", "r"],
      ["r", "xhat", "ArrowDown"],
    ] as const) {
      if (key) await page.keyboard.press(key);
      await graph.locator(`[data-chosen="${from}-${to}"]`).waitFor();
      const edge = edges.find((each) => each.from === from && each.to === to);
      ok(edge);
      equal(await shown(page, '[data-edge-value="slope"]'), edge.slope.value);
      equal(await shown(page, '[data-edge-value="numeric"]'), edge.slope.numeric);
      equal(await shown(page, '[data-edge-value="carries"]'), edge.carries);
      await graph.getByRole("radio", { name: /agrees$/, checked: true }).waitFor();
    }
  });

  it("shows what normalising did to the column, and names what is odd about it", async () => {
    const page = await openExplain(panel, "spike");
    await page.locator('gl-explain [data-kind="outlier"]').waitFor();
    const { x, xhat } = explainColumn(problemOf("spike"), 0);
    for (const [name, values] of Object.entries({ x, xhat })) {
      const moments = momentsOf(values);
      for (const kind of ["mean", "sd", "skewness", "kurtosis"] as const) {
        const value = moments[kind];
        const cell = page.locator(`gl-explain [data-moment="${name} ${kind}"]`);
        const found = Number((await cell.getAttribute("title"))?.replace("\u2212", "-"));
        // The browser draws the problem's 4,096 numbers with functions of its own: the last digits may be others.
        ok(
          Math.abs(found - value) <= 1e-12 * Math.max(1, Math.abs(value)),
          `${kind} of ${name}: ${found}, not ${value}`,
        );
      }
    }
    await page
      .locator("gl-explain-normalised")
      .getByRole("img", { name: /^Histogram of x̂: .*unit Gaussian/ })
      .waitFor();
  });

  it("promises a mean of 0 and an sd of 1 only to a column that normalising gives them", async () => {
    for (const [problem, column, said] of [
      ["small", 0, /^A mean of 0 and an sd of 1 /],
      ["evaluation", 0, /^In evaluation the running statistics normalise: /],
      ["constant", 3, /^Normalising moves a constant column to 0 and cannot give it an sd of 1\.$/],
      ["with NaN", 3, /^NaN or infinity is in column 3: nothing can be normalised by its mean and variance\.$/],
    ] as const) {
      const page = await openExplain(panel, problem);
      await focusPicture(page, "dx");
      for (const key of ["Home", "Control+Home", ...Array<string>(column).fill("ArrowRight")])
        await page.keyboard.press(key);
      await page.locator("gl-explain-normalised").getByRole("heading", { name: new RegExp(`^Column ${column} of`) }).first().waitFor(); // prettier-ignore
      await page.locator("gl-explain-normalised [data-given]").filter({ hasText: said }).waitFor();
      const odd = page.locator("gl-explain-normalised [data-odd]");
      equal(
        await odd.textContent(),
        problem === "constant" ? "Constant columns: 3." : "No column is constant, dead or ruled by one value.",
      );
    }
  });

  it("draws the unit Gaussian over x where it can be seen there, and not far from it", async () => {
    const ofX = async (problem: string): Promise<string> => {
      const page = await openExplain(panel, problem);
      const picture = page.locator("gl-explain-normalised").getByRole("img").first();
      await picture.waitFor();
      return (await picture.getAttribute("aria-label")) ?? "";
    };
    match(await ofX("spike"), /^Histogram of .: .*unit Gaussian/u);
    match(await ofX("offset"), /^Histogram of .: (?!.*unit Gaussian)/u);
  });

  it("writes its histograms' numbers as large where three of them stand side by side", async () => {
    const page = await openExplain(panel, "small");
    for (const width of [1280, 800]) {
      await resized(page, width, 900);
      const ticks = page.locator("gl-explain-normalised text.tick");
      await ticks.first().waitFor();
      const heights = await ticks.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      ok(Math.min(...heights) >= 11, `${width} px: ${heights.join(", ")}`);
    }
  });

  it("says what the paths take back", async () => {
    const page = await openExplain(panel, "cancelling");
    const problem = problemOf("cancelling");
    const said = termsSaid(explainColumn(problem, 0), 0, explained("cancelling", 0, 0));
    ok(said.length > 0, "the problem has terms that cancel");
    deepEqual(await page.locator("gl-explain [data-said]").allTextContents(), said);
  });

  it("draws the terms as pictures that can be chosen, and a click in one chooses the cell", async () => {
    const page = await openExplain(panel, "small");
    const pictures = page.locator("gl-explain-terms gl-explain-picture");
    equal(await pictures.count(), 3);
    await page.locator("gl-explain").getByRole("button", { name: "② mean path" }).click();
    await page.locator('gl-explain [data-picture="mean"]').waitFor({ state: "detached" });
    const grid = page.locator('gl-explain [data-picture="direct"]').getByRole("grid");
    const box = await grid.boundingBox();
    ok(box);
    await grid.click({ position: { x: box.width * 0.9, y: box.height * 0.9 } });
    await chosen(page, "6,2");
    const number = await page
      .locator('gl-explain [data-picture="direct"] gl-heatmap')
      .evaluate((element: HTMLElementTagNameMap["gl-heatmap"]) => element.numberAt(6, 2)?.value);
    equal(number, Math.fround(explained("small", 6, 2).terms.direct));
  });
});
