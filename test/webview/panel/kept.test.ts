import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { openBoxes, PanelTests, renewed } from "./open";

const panel = new PanelTests();

const pictures = (page: Page): Promise<string[]> =>
  page.locator("gl-view").evaluateAll((views) => views.map((view) => (view as unknown as { tensor: string }).tensor));
const lineOf = async (page: Page): Promise<string> =>
  (await page.getByRole("region", { name: "Parameters" }).innerText()).replace(/\s+/g, " ");
const mine = (page: Page) => page.locator("[data-candidate-verdict]");
const rstdOf = (page: Page) => page.getByRole("textbox", { name: "rstd", exact: true });

describe("a problem of which x is not given", () => {
  it("shows xhat in its place, and the eps that follows", async () => {
    const page = await panel.open("xhat of a layer");
    deepEqual(await pictures(page), ["xhat", "dout", "dx"]);
    match(await lineOf(page), /\(x is not given\).*0\.001.*rstd 16 values/);
    equal(await page.getByText("xhat and rstd agree on eps = 0.001.").count(), 1);
  });

  it("says in a stopped program which expressions xhat and rstd are, and where", async () => {
    const page = await panel.open("xhat of a layer");
    await renewed(page, () =>
      page.evaluate(() => {
        const content = '{"xhat": [[1, -1], [-1, 1]], "rstd": 0.5}';
        const details = ["rstd = ivar in step"];
        window.panel.host.source.give({
          source: { kind: "text", content, name: "x.json" },
          provenance: { kind: "debugger", title: "cache['xhat'] in train.py:41", details },
          stop: { stop: 4, title: "stop 4, train.py:41" },
        });
      }),
    );
    const line = await lineOf(page);
    match(line, /^xhat ?x̂ = cache\['xhat'\] \(x is not given\) · .* · rstd = ivar in step · stop 4, train\.py:41$/);
  });

  it("asks for rstd where it is missing, and takes the one that fits", async () => {
    const page = await panel.open("right by xhat without rstd");
    equal(await mine(page).getAttribute("data-candidate-verdict"), "doubtful");
    match(await lineOf(page), /rstd unknown/);
    await renewed(page, () => mine(page).getByRole("button", { name: "Take it over" }).click());
    equal(await mine(page).getAttribute("data-candidate-verdict"), "correct");
    await openBoxes(page);
    notEqual(await rstdOf(page).inputValue(), "");
    await renewed(page, () => page.getByRole("button", { name: "Reset rstd" }).click());
    equal(await mine(page).getAttribute("data-candidate-verdict"), "doubtful");
  });
});
