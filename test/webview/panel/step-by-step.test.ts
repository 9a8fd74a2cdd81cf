import { equal, match, ok } from "node:assert/strict";
import { batchnormForward, statisticsGradients } from "../../../src/core/batchnorm/batchnorm";
import { createProblem } from "../../../src/core/problem";
import { focusPicture, PanelTests } from "./open";
import { problemNamed } from "./problems";

describe("a backward that is built step by step", () => {
  const panel = new PanelTests();

  it("finds dmu and dv of the chosen column beside its sums, and copies them", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+Home", "ArrowRight"]) await page.keyboard.press(key);
    await page.locator("gl-inspector").getByText("[0, 1]").waitFor();
    const problem = createProblem(problemNamed("small").input);
    ok(problem.ok);
    const expected = statisticsGradients(problem.value, batchnormForward(problem.value).cache, 0, 1);
    ok(expected);
    for (const name of ["dmu", "dv"] as const) {
      const field = page.locator(`gl-inspector [data-field="${name}"]`);
      await field.waitFor();
      equal(Number((await field.innerText()).replace("\u2212", "-")), expected[name], name);
    }
    await page.getByRole("button", { name: "Copy dμ and dv" }).click();
    await page.getByText("Copied: dμ and dv.").waitFor({ state: "attached" });
    const [copied = ""] = await page.evaluate(() => window.panel.host.copied);
    match(copied, /^# column 1\ndmu = \S+\ndv = \S+$/);
    equal(Number(/dmu = (\S+)/.exec(copied)?.[1]), expected.dmu);
  });
});
