/** What an agent's tools ask of the user, and the server that VS Code itself starts. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { breakAt, message, notification, openDebugging, start, stopDebugging } from "./debug/debugging";
import { keepFailures, type Session } from "./session";

const GUEST = join(root, "test", "launcher", "guest");

describe("Agents in VS Code", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({ "chat.disableAIFeatures": false }, {}, [GUEST]);
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));

  it("the user is told what check_tensor will evaluate, and may refuse", async () => {
    const { page } = session.workbench;
    await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
    const dialog = page.getByRole("dialog");
    for (const [answer, outcome] of [
      ["Cancel", "No answer: "],
      ["Yes", "Answer: Your dx is wrong: variance path left out"],
    ] as const) {
      await session.workbench.runCommand("Guest: Check Tensor");
      await dialog.getByText("Evaluate in the stopped program?").waitFor();
      const text = await dialog.innerText();
      assert.match(text, /In train \(train\.py:\d+, Python\) of the stopped program:/);
      for (const line of ["x = x", "gamma = gamma", "dout = dout", "your dx = dx"])
        assert.ok(text.includes(line), `${line} in ${text}`);
      await dialog.getByRole("button", { name: answer }).click();
      await message(session, outcome);
    }
    await stopDebugging(session);
  });

  it("VS Code lists the server, starts it, and its tools answer", async () => {
    const { page } = session.workbench;
    const choose = async (label: string): Promise<void> => {
      const row = page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${label}"]`).first();
      await row.waitFor();
      await page.locator(".quick-input-widget:visible input[type=text]").fill(label);
      await page.keyboard.press("Enter"); // a tooltip may lie over the row
      await row.waitFor({ state: "hidden" });
    };
    await session.workbench.runCommand("MCP: List Servers");
    await choose("Gradient Lens");
    await choose("Start Server");
    // The server says what it has a moment after it is started.
    const outcome = "Answer: Your dx and dbeta are wrong";
    for (let attempt = 0; attempt < 10; attempt++) {
      await session.workbench.runCommand("Guest: Ask Server");
      const item = await notification(session, "nswer: ");
      if ((await item.innerText()).includes(outcome)) return;
      await session.workbench.runCommand("Notifications: Clear All Notifications");
    }
    assert.fail("the server's check_gradients gives no answer");
  });
});
