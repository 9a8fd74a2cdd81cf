import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import {
  askForExpression,
  breakAt,
  message,
  notification,
  openDebugging,
  showByMenu,
  start,
  stopDebugging,
  stoppedSessions,
  useAs,
} from "./debugging";

describe("From stop to stop", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging();
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(async () => {
    await stopDebugging(session);
    await session.closeEditors();
  });

  it("the panel follows, shows what changed, and keeps the history", async () => {
    await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
    await showByMenu(session, "x");
    const first = await session.settled();
    await session.openCell();
    await session.hover("x", [3, 5], [64, 64]);
    const before = await session.inspected("x");
    // Step over the print and over x = x - 0.1 * dx.
    const { page } = session.workbench;
    await page.keyboard.press("F10");
    const second = await session.settled(first);
    await session.hover("x", [3, 5], [64, 64]);
    assert.equal(await session.inspected("x"), before, "x has not changed in this line");
    await page.keyboard.press("F10");
    await session.settled(second);
    await session.hover("x", [3, 5], [64, 64]);
    assert.notEqual(await session.inspected("x"), before);
    await session.panel.getByText("stop 3", { exact: false }).first().waitFor();
  });

  it("says at once that the picture is stale, when the program runs on and when it ends", async () => {
    await start(session, "Python");
    await showByMenu(session, "x");
    await session.settled();
    await stopDebugging(session);
    await session.panel.getByText("has ended", { exact: false }).first().waitFor();
  });

  it("checks a hand-written backward and names the mistake", async () => {
    await start(session, "Python");
    await session.workbench.runCommand("Gradient Lens: Check My Backward");
    const named = { hasText: "variance path left out" };
    await session.panel.locator('[data-candidate-verdict="wrong"]', named).waitFor();
    assert.equal((await session.verdict()).word, "correct", "the gradients of the product itself");
  });

  it("offers that above the backward itself and on the toolbar, says what it took, and takes another", async () => {
    await start(session, "Python");
    const { page } = session.workbench;
    // The toolbar is docked: its buttons stand in the head of Run and Debug.
    await page.locator('.part.sidebar .title-actions .action-label[aria-label*="Check My Backward"]').waitFor();
    await page.locator(".codelens-decoration a", { hasText: "Check My Backward" }).first().click();
    await session.panel.locator('[data-candidate-verdict="wrong"]').waitFor();
    const said = await notification(session, "Your backward is checked with x = x, gamma = gamma");
    await said.getByRole("button", { name: "Change..." }).click(); // a list opens, which a command would close
    await page.locator('.quick-input-widget .monaco-list-row[aria-label^="dgamma"]').first().waitFor();
    await page.keyboard.press("Escape");
    await stopDebugging(session);
    await page
      .locator(".codelens-decoration a", { hasText: "Check My Backward" })
      .first()
      .waitFor({ state: "detached" });
  });

  it("lists the tensors of the frame with shape and dtype", async () => {
    await start(session, "Python");
    const { page } = session.workbench;
    await page.keyboard.press("F1");
    await page
      .locator(".quick-input-widget:visible input[type=text]")
      .fill(">Gradient Lens: Show Batch-Norm Gradients of a Tensor");
    await page
      .locator('.quick-input-widget .monaco-list-row[aria-label*="of a Tensor in the Stopped"]')
      .first()
      .click();
    await page
      .locator('.quick-input-widget .monaco-list-row[aria-label^="target"]', { hasText: "float32 64 x 64" })
      .first()
      .click();
    await session.settled();
    assert.match(await session.panel.getByRole("heading", { level: 1 }).innerText(), /^target in train\.py/);
  });

  it("runs what calls the program's code again only when the user agrees to that", async () => {
    await start(session, "Python");
    const { page } = session.workbench;
    await askForExpression(session);
    await page.locator(".quick-input-widget:visible input[type=text]").fill("np.tanh(x)");
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "as it is typed" }).waitFor();
    await page.keyboard.press("Enter");
    const first = await session.settled();
    await page.keyboard.press("F10");
    await session.panel.getByText("It was not run again at this stop", { exact: false }).first().waitFor();
    await message(session, "np.tanh(x) calls code of your program", "Run at Every Stop");
    const second = await session.settled(first);
    await page.keyboard.press("F10");
    await session.settled(second);
  });

  it("uses a variable as gamma", async () => {
    await start(session, "Python");
    await showByMenu(session, "x");
    const first = await session.settled();
    await useAs(session, "gamma", "gamma");
    await session.settled(first);
    await session.panel.getByText("gamma = gamma", { exact: false }).first().waitFor({ state: "attached" });
  });

  it("collects the processes that a launcher has started", async () => {
    await breakAt(session, "ranks.py", "# stop here");
    await start(session, "Launcher");
    await stoppedSessions(session, /^Subprocess \d+/, 2);
    await showByMenu(session, "x");
    const first = await session.settled();
    await session.workbench.runCommand("Gradient Lens: Collect from All Stopped Sessions");
    await session.settled(first);
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /20 rows, 6 columns/);
    const from = session.panel.getByText(/2 sessions: rank 0 \(Subprocess \d+\), rank 1 \(Subprocess \d+\)/);
    await from.first().waitFor({ state: "attached" });
  });

  it("collects two ranks along the batch", async () => {
    await breakAt(session, "ranks.py", "# stop here");
    await start(session, "Two ranks");
    await stoppedSessions(session, /^Rank \d/, 2);
    await showByMenu(session, "x");
    const first = await session.settled();
    await session.workbench.runCommand("Gradient Lens: Collect from All Stopped Sessions");
    await session.settled(first);
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /20 rows, 6 columns/);
    await session.panel.getByText("rank 1 (Rank 1)", { exact: false }).first().waitFor({ state: "attached" });
  });
});
