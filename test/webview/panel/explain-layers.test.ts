import { deepEqual, equal, ok } from "node:assert/strict";
import { runInNewContext } from "node:vm";
import type { Page } from "playwright-core";
import { explain, explainJson } from "../../../src/cli/explain-report";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { jacobianColumn } from "../../../src/core/explain/jacobian";
import { itemAt } from "../../../src/core/item-at";
import { cellOf } from "../../../src/core/layout";
import { createProblem, type Problem } from "../../../src/core/problem";
import { shownMatrix } from "../../../src/core/shown-matrix";
import { focusPicture, openExplain, PanelTests } from "./open";
import { problemNamed } from "./problems";

/** What the terminal's `explain --json` prints. */
interface Printed {
  readonly terms: Readonly<Record<"direct" | "mean" | "variance", number>>;
  readonly dx: number;
  readonly column: Readonly<Record<"r" | "ubar" | "c" | "skewness" | "kurtosis", number>>;
  readonly dmu: number;
  readonly dv: number;
  readonly jacobianColumn: readonly number[];
  readonly numeric: Readonly<{ dmu: number; dv: number; jacobianColumn: readonly number[] }>;
  readonly affine: Readonly<{ byGamma: number; byBeta: number }>;
  readonly index: readonly number[];
  readonly verdict: string;
}

function problemOf(name: string): Problem {
  const problem = createProblem(problemNamed(name).input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

function printed(problem: Problem, row: number, column: number): Printed {
  const explained = explain(problem, { row, column }, "standard", { title: "", notes: [] });
  return JSON.parse(explainJson(explained)) as Printed;
}

const numberIn = (text: string | null): number => Number(text?.trim().replace("\u2212", "-"));

/** A cell, and what the terminal prints of it. */
interface Chosen {
  readonly row: number; // element of the set
  readonly column: number; // the set
  readonly report: Printed;
}

/** Problems, and where two cells up and one to the left of the last one lead. */
const LAYERS = [
  ["layer norm", [1, 2, 6]],
  ["rms norm", [9, 14]],
  ["group norm", [2, 4, 1]],
  ["instance norm", [2, 3, 3, 3]], // in the plane of images
] as const;

/** The number that stands there in full. */
async function shown(page: Page, selector: string): Promise<number> {
  return numberIn(await page.locator(`gl-explain ${selector}`).textContent());
}

/** A formula with numbers in it: "r (u - ubar - xhat c)". */
function valueOf(formula: string, symbols: Readonly<Record<string, number>>): number {
  const products = formula.replace(/(?<=[\w)]) (?=[\w(])/g, " * ");
  return runInNewContext(products, { ...symbols }) as number;
}

/** Waits until the picture has this number in this cell, in single precision. */
async function holds(page: Page, picture: string, [row, column]: readonly [number, number], value: number) {
  const heatmap = page.locator(`gl-explain [data-picture="${picture}"] gl-heatmap`);
  await page.waitForFunction(
    ([element, expected, r, c]) => {
      const found = element as HTMLElementTagNameMap["gl-heatmap"];
      return found.isFinal && found.numberAt(r, c)?.value === expected;
    },
    [await heatmap.elementHandle(), Math.fround(value), row, column] as const,
  );
}

describe("the panel's Explain of other layers than batch norm", () => {
  const panel = new PanelTests();

  /** Goes to a cell by the last one, and gives it as the terminal counts. */
  async function choose(page: Page, problem: Problem, index: readonly number[]): Promise<Chosen> {
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+End", "ArrowUp", "ArrowUp", "ArrowLeft"]) await page.keyboard.press(key);
    await page.locator(`gl-explain [data-cell="${index.join()}"]`).waitFor();
    const { row, column } = cellOf(problem.layout, index);
    return { row, column, report: printed(problem, row, column) };
  }

  for (const [name, index] of LAYERS) {
    it(`shows of a cell what the terminal prints of its element and set: ${name}`, async () => {
      const page = await openExplain(panel, name);
      const problem = problemOf(name);
      const { row, column, report } = await choose(page, problem, index);
      await page
        .locator("gl-explain [data-element]")
        .filter({ hasText: `Element ${row} of set ${column}: ` })
        .waitFor();
      equal(await page.locator("gl-explain [data-explained]").getAttribute("data-explained"), report.verdict);
      const { mean, ...others } = report.terms;
      const terms = { ...others, ...(problem.norm !== "rms" && { mean }), dx: report.dx };
      equal(await page.locator("gl-explain [data-term]").count(), Object.keys(terms).length);
      for (const [term, value] of Object.entries(terms)) equal(await shown(page, `[data-term="${term}"]`), value);
      for (const slope of ["dmu", "dv"] as const) {
        equal(await shown(page, `[data-held="${slope}"] [data-value]`), report[slope]);
        equal(await shown(page, `[data-held="${slope}"] [data-numeric]`), report.numeric[slope]);
      }
      const output = Number(await page.locator("gl-explain-jacobian .mono[data-row]").getAttribute("data-row"));
      equal(await shown(page, '[data-held="jacobian"] [data-value]'), report.jacobianColumn[output]);
      equal(await shown(page, '[data-held="jacobian"] [data-numeric]'), report.numeric.jacobianColumn[output]);
      const { dout, slope, xhat } = explainColumn(problem, column);
      equal(await shown(page, '[data-held="byGamma"] [data-value]'), itemAt(slope, output) * itemAt(xhat, output));
      const sums = await page.locator("gl-explain svg.chain").getAttribute("data-sums");
      deepEqual(sums?.split(" ").map(Number), report.jacobianColumn.map((value, i) => value * itemAt(dout, i) + 0)); // prettier-ignore
      for (const kind of ["skewness", "kurtosis"] as const) {
        const moment = page.locator(`gl-explain [data-moment="x ${kind}"]`);
        equal(numberIn(await moment.getAttribute("title")), report.column[kind]);
      }
      const counted = new RegExp(`^Histogram of x̂: .*${problem.layout.rows} values`);
      await page.locator("gl-explain-normalised").getByRole("img", { name: counted }).waitFor();
    });

    it(`writes dx and its Jacobian as they are computed: ${name}`, async () => {
      const page = await openExplain(panel, name);
      const problem = problemOf(name);
      const { row: l, column: k, report } = await choose(page, problem, index);
      const column = explainColumn(problem, k);
      const i = (l + 1) % problem.layout.rows;
      const { r, members } = itemAt(column.sets, 0);
      const { ubar, c } = report.column;
      const u = itemAt(column.gamma, l) * itemAt(column.dout, l);
      const says = async (selector: string): Promise<string> =>
        (await page.locator(`gl-explain ${selector} math`).first().getAttribute("alttext")) ?? "";
      const isAs = (formula: string, symbols: Readonly<Record<string, number>>, value: number): void => {
        const written = valueOf(formula, symbols);
        ok(Math.abs(written - value) <= 1e-14, `${formula} is ${written}, not ${value}`);
      };
      isAs((await says("gl-explain-terms .formulas")).replace("dx = ", ""), { r, u, ubar, xhat: itemAt(column.xhat, l), c }, report.dx); // prettier-ignore
      const symbols = {
        ...{ gamma_i: itemAt(column.gamma, i), r, delta_il: 0, M: members },
        ...{ xhat_i: itemAt(column.xhat, i), xhat_l: itemAt(column.xhat, l) },
      };
      const cells = jacobianColumn(column, l);
      for (const [button, piece] of [
        ["whole", "whole"],
        [problem.norm === "rms" ? "own" : "own and mean", "direct"],
        ["variance", "variance"],
      ] as const) {
        const named = { name: button, exact: true };
        await page.locator("gl-explain-jacobian").getByRole("button", named).click();
        await page
          .locator("gl-explain-jacobian")
          .getByRole("button", { ...named, pressed: true })
          .waitFor();
        const formula = await says('[aria-label="Formula of the picture"]');
        isAs(formula.replace("d out_i / d x_l = ", ""), symbols, cells.at(i, piece));
        await holds(page, "jacobian", [i, l], cells.at(i, piece));
      }
    });

    it(`draws the set's graph and the terms of all cells, and goes to another element of the set: ${name}`, async () => {
      const page = await openExplain(panel, name);
      const problem = problemOf(name);
      const { row, column, report } = await choose(page, problem, index);
      const isRms = problem.norm === "rms";
      equal(await page.locator("gl-explain-graph [data-node]").count(), isRms ? 8 : 9);
      equal(await page.locator("gl-explain-graph").getByRole("radio").count(), isRms ? 8 : 10);
      equal(await page.locator('gl-explain-graph [data-node="mu"]').count(), isRms ? 0 : 1);
      const at = cellOf(shownMatrix(problem), index);
      await holds(page, "direct", [at.row, at.column], report.terms.direct);
      await holds(page, "variance", [at.row, at.column], report.terms.variance);
      equal(await page.locator('gl-explain [data-picture="mean"]').count(), isRms ? 0 : 1);
      await page.locator('gl-explain [data-picture="jacobian"]').getByRole("grid").focus();
      await page.keyboard.press(row === 0 ? "End" : "Home");
      const other = row === 0 ? problem.layout.rows - 1 : 0;
      const there = printed(problem, other, column).index.join();
      await page.locator(`gl-explain [data-cell="${there}"]`).waitFor();
      await page
        .locator("gl-explain [data-element]")
        .filter({ hasText: `Element ${other} of set ${column}: ` })
        .waitFor();
    });
  }

  it("says that the placement of a ReLU is a question about batch norm", async () => {
    const page = await openExplain(panel, "rms norm");
    const said =
      "Before or behind the ReLU is a question about batch norm, and this is RMS norm over the last axis (16).";
    await page.locator("gl-explain-placement [data-fault]").filter({ hasText: said }).waitFor();
  });
});
