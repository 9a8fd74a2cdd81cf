import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import {
  askForExpression,
  assertNoTensor,
  breakAt,
  message,
  openDebugging,
  showByMenu,
  start,
  stopDebugging,
  variable,
} from "./debugging";

describe("Other ways to a tensor", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging();
    await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(async () => {
    await session.closeEditors();
  });

  it("by a Watch expression", async () => {
    const { page } = session.workbench;
    const row = await variable(session, "x");
    await row.click({ button: "right" });
    await session.workbench.pickFromMenu("Add to Watch");
    const watched = page.locator(".debug-watch .monaco-list-row", { hasText: "x" }).first();
    await watched.click({ button: "right" });
    await session.workbench.pickFromMenu("Show Batch-Norm Gradients");
    await session.settled();
    assert.match(await session.panel.getByRole("heading", { level: 1 }).innerText(), /^x in train\.py/);
  });

  it("by the name under the cursor", async () => {
    const { page } = session.workbench;
    await page.keyboard.press("Control+p");
    // Line 35 is "        dx, dgamma, dbeta = backward(dout, cache)".
    await page.locator(".quick-input-widget:visible input[type=text]").fill("debug/train.py:35:38");
    await page.locator('.quick-input-widget .monaco-list-row[aria-label*="train.py"]').first().waitFor();
    await page.keyboard.press("Enter");
    await session.workbench.editor("debug/train.py").waitFor();
    await askForExpression(session);
    const box = page.locator(".quick-input-widget:visible input[type=text]");
    assert.equal(await box.inputValue(), "dout");
    await page.keyboard.press("Enter");
    await session.settled();
    assert.match(await session.panel.getByRole("heading", { level: 1 }).innerText(), /^dout in train\.py/);
  });

  it("by an expression or a slice that is typed, or one that is offered, the likeliest batch first", async () => {
    const { page } = session.workbench;
    await askForExpression(session);
    const box = page.locator(".quick-input-widget:visible input[type=text]");
    await box.fill("");
    const rows = page.locator(".quick-input-widget .monaco-list-row");
    await rows.filter({ hasText: "float32 64 x 64" }).first().waitFor();
    assert.match((await rows.first().getAttribute("aria-label")) ?? "", /^x\b/);
    await box.fill("x[:, 3:]");
    await rows.filter({ hasText: "as it is typed" }).waitFor();
    await page.keyboard.press("Enter");
    await session.settled();
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /64 rows, 61 columns/);
  });

  it("names an expression that is no tensor", async () => {
    await assertNoTensor(session, "eps", "eps is one value, 1e-05.");
    await stopDebugging(session);
  });
});

describe("Where evaluation is forbidden", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({ "gradientLens.debug.evaluate": "forbid" });
    await breakAt(session, "train.mjs");
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));

  it("a row is read value by value, and the panel says that nothing was evaluated", async () => {
    await start(session, "JavaScript");
    await showByMenu(session, "rows");
    await session.settled();
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /6 rows, 3 columns/);
    await session.panel.getByText("nothing was evaluated").first().waitFor({ state: "attached" });
    await session.workbench.runCommand("Gradient Lens: Check My Backward");
    await message(session, "forbids evaluation");
    await stopDebugging(session);
  });
});
