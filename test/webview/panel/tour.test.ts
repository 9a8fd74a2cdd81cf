import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import { itemAt } from "../../../src/core/item-at";
import { faultsOf } from "./access-faults";
import { focusPicture, PanelTests, waitAsked } from "./open";

/** What each step says it is about, and the part of Explain that it marks. */
const STEPS = [
  ["Normalise", "gl-explain-normalised"],
  ["The mean", "gl-explain-graph"],
  ["The variance", "gl-explain-graph"],
  ["Every output", "gl-explain-jacobian"],
  ["The chain rule", "gl-explain-jacobian"],
  ["Scale and shift", "gl-explain-graph"],
  ["Three terms", "gl-explain-terms"],
] as const;

describe("the guided tour of Explain", () => {
  const panel = new PanelTests();

  const stands = (page: Page, step: number): Promise<void> =>
    page.locator(`gl-explain-tour [data-step="${step}"]`).waitFor();
  const press = (page: Page, name: string): Promise<void> =>
    page.locator("gl-explain-tour").getByRole("button", { name, exact: true }).click();
  const start = async (page: Page): Promise<void> => {
    await page.getByRole("tab", { name: "Explain" }).click();
    await page.locator("gl-explain").getByRole("button", { name: "Start the tour" }).click();
    await stands(page, 1);
  };
  /** Waits until what the step marks is in sight below its words. */
  const looksAt = async (page: Page, part: string): Promise<void> => {
    const marked = page.locator(`${part} [data-looked]`);
    await marked.waitFor();
    const card = page.locator("gl-explain-tour");
    await page.waitForFunction(
      ([above, below]) => {
        const [{ bottom }, { top }] = [above, below].map((each) => (each as Element).getBoundingClientRect()) as [
          DOMRect,
          DOMRect,
        ];
        return top >= bottom && top < innerHeight - 40;
      },
      [await card.elementHandle(), await marked.elementHandle()] as const,
    );
    equal(await page.locator("gl-explain [data-looked]").count(), 1);
  };

  for (const [width, height] of [
    [1280, 900],
    [400, 900],
  ] as const) {
    it(`goes through seven steps and marks what each is about, ${width} px wide`, async () => {
      const page = await panel.open("small", { width, height });
      await start(page);
      for (const [at, [title, part]] of STEPS.entries()) {
        await stands(page, at + 1);
        await page.getByRole("heading", { name: `Step ${at + 1} of 7: ${title}` }).waitFor();
        await page.locator('gl-explain-tour [aria-live="polite"] .says').waitFor();
        equal(await page.locator("gl-explain-tour math").count(), 1);
        await looksAt(page, part);
        if (at === 4) {
          const faults = await faultsOf(page);
          equal(faults.length, 0, faults.join("\n"));
        }
        await press(page, at === 6 ? "Done" : "Next");
      }
      await page.locator("gl-explain-tour").waitFor({ state: "detached" });
      equal(await page.locator("gl-explain [data-looked]").count(), 0);
    });
  }

  it("goes by keys, keeps the focus, and gives it back when it is left", async () => {
    const page = await panel.open("small");
    await start(page);
    const next = page.locator("gl-explain-tour [data-next]");
    const isFocused = async (): Promise<unknown> =>
      page.waitForFunction((element) => element?.matches(":focus"), await next.elementHandle());
    await isFocused();
    for (const [key, step] of [
      ["ArrowLeft", 1], // there is nothing before the first
      ["ArrowRight", 2],
      ["ArrowRight", 3],
      ["ArrowLeft", 2],
      ["End", 7],
      ["ArrowRight", 7],
      ["Home", 1],
    ] as const) {
      await page.keyboard.press(key);
      await stands(page, step);
      await isFocused();
    }
    await page.keyboard.press("Escape");
    await page.locator("gl-explain-tour").waitFor({ state: "detached" });
    const again = page.locator("gl-explain [data-start]");
    await page.waitForFunction((element) => element?.matches(":focus"), await again.elementHandle());
    await page.keyboard.press("Enter");
    await stands(page, 1);
  });

  it("tells its formulas with the numbers of the chosen cell", async () => {
    const page = await panel.open("small");
    await focusPicture(page, "dx");
    for (const key of ["Home", "Control+End"]) await page.keyboard.press(key);
    await start(page);
    const says = (): Promise<string | null> => page.locator("gl-explain-tour math").getAttribute("alttext");
    match((await says()) ?? "", /^xhat_l = \(x_l - mu\) r = /);
    await press(page, "Next");
    await stands(page, 2);
    equal(await says(), "d mu / d x_l = 1 / N = 1 / 7 = 0.143");
  });

  it("begins where a link asks for it, once, and stays there when the page is shown again", async () => {
    const page = await panel.open("small");
    await page.evaluate(() => window.panel.host.startTour(4));
    await stands(page, 5);
    await waitAsked(page, "tourTaken");
    await looksAt(page, "gl-explain-jacobian");
    await press(page, "Back");
    await stands(page, 4);
    await page.waitForFunction(() => (window.panel.kept as { tour?: unknown }).tour === 3);
    const kept = await page.evaluate(() => window.panel.kept);
    const again = await panel.open("small", { kept });
    await stands(again, 4);
    deepEqual(await again.evaluate(() => window.panel.host.asked.filter(({ name }) => name === "tourTaken")), []);
  });

  it("says of an evaluation that x moves no statistics", async () => {
    const page = await panel.open("evaluation");
    await start(page);
    await page.locator("gl-explain-tour .says").filter({ hasText: "in evaluation both are given" }).waitFor();
    await press(page, "Next");
    await stands(page, 2);
    const said = (await page.locator("gl-explain-tour .says").textContent()) ?? "";
    ok(said.startsWith("Here the mean does not depend on x: in evaluation it is given."), said);
    await looksAt(page, "gl-explain-graph");
  });

  for (const [problem, steps] of [
    [
      "group norm",
      [
        "xhat_l = (x_l - mu) r = ",
        "d mu / d x_l = 1 / M = 1 / 12 = ",
        "d v / d x_l = 2 (x_l - mu) / M = ",
        "d out_i / d x_l = gamma_i r (delta_il - 1/M - xhat_i xhat_l / M)",
        "dx_l = sum over i",
        "of dgamma_l: sum over i of dout_i xhat_i = ",
        "dx = r (u - ubar - xhat c)",
      ],
    ],
    [
      "rms norm",
      [
        "xhat_l = x_l r = ",
        "d mu / d x_l = 0",
        "d v / d x_l = 2 x_l / M = ",
        "d out_i / d x_l = gamma_i r (delta_il - xhat_i xhat_l / M)",
        "dx_l = sum over i",
        "of dgamma_l: dout_l xhat_l = ",
        "dx = r (u - xhat c)",
      ],
    ],
  ] as const) {
    it(`tells the derivation of another layer: ${problem}`, async () => {
      const page = await panel.open(problem);
      await start(page);
      for (const [at, formula] of steps.entries()) {
        await stands(page, at + 1);
        await page.locator(`gl-explain-tour math[alttext^="${formula}"]`).waitFor();
        await looksAt(page, itemAt(STEPS, at)[1]);
        const said = (await page.locator("gl-explain-tour .says").textContent()) ?? "";
        ok(!/column|\brows\b|Batch norm/.test(said), said);
        await press(page, at === 6 ? "Done" : "Next");
      }
    });
  }
});
