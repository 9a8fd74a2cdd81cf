import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, openDebugging, showByMenu, start, stopDebugging, useAs } from "./debugging";

/** Panels outlive a session and a window; the numbers are read again when a session of the same name stops there. */
describe("A panel whose session has ended", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging();
    await breakAt(session, "train.py", "# stop here");
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => stopDebugging(session));

  const heading = (): Promise<string> => session.panel.getByRole("heading", { level: 1 }).innerText();

  it("follows the next session of the same name", async () => {
    await start(session, "Python");
    await showByMenu(session, "x");
    const first = await session.settled();
    await useAs(session, "gamma", "gamma");
    const second = await session.settled(first);
    await stopDebugging(session);
    await session.panel.getByText("has ended", { exact: false }).first().waitFor();
    await start(session, "Python");
    await session.settled(second);
    assert.match(await heading(), /^x in train\.py/);
    await session.panel.getByText("gamma = gamma", { exact: false }).first().waitFor({ state: "attached" });
    assert.equal(await session.panel.getByText("has ended", { exact: false }).count(), 0);
    assert.equal(await session.workbench.page.locator(".tab", { hasText: "Gradients: x" }).count(), 1);
  });

  it("comes back with the window, says what it showed, and reads it at the next stop", async () => {
    const { page } = session.workbench;
    const reloaded = page.waitForEvent("load");
    await session.workbench.runCommand("Developer: Reload Window").catch(() => undefined); // the palette goes with it
    await reloaded;
    await session.panel.getByText('was shown from "Python"', { exact: false }).first().waitFor();
    await start(session, "Python");
    await session.settled();
    assert.match(await heading(), /^x in train\.py/);
    await session.panel.getByText("gamma = gamma", { exact: false }).first().waitFor({ state: "attached" });
    assert.equal((await session.verdict()).word, "correct");
  });
});
