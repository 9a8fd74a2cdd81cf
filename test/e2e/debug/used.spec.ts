import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, message, openDebugging, showByMenu, start, stopDebugging, stoppedSessions, useAs } from "./debugging";

/** A layer that is not torch's default, and a scale that is gone for one line. */
const PROGRAM = `import os
import torch

rank = int(os.environ.get("RANK", "0"))


def train():
    torch.manual_seed(rank)
    x = torch.randn(4 + rank, 3)
    bn = torch.nn.BatchNorm1d(3, eps=1e-3).eval()
    with torch.no_grad():
        bn.weight.fill_(3.0)
    scale = torch.full((3,), 5.0)
    print(rank)  # stop here
    del scale
    scale = torch.full((3,), 7.0)
    print(scale, bn(x))


train()
`;

const configuration = (name: string, env: object): object => ({
  ...{ name, type: "debugpy", request: "launch", program: "${workspaceFolder}/debug/used.py" },
  ...{ console: "internalConsole", env },
});
const LAUNCH = {
  version: "0.2.0",
  configurations: [
    configuration("Alone", {}),
    configuration("Rank 0", { RANK: "0" }),
    configuration("Rank 1", { RANK: "1" }),
  ],
  compounds: [{ name: "Two ranks", configurations: ["Rank 0", "Rank 1"], stopAll: true }],
};

describe("What is used beside x", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({}, { "debug/used.py": PROGRAM, ".vscode/launch.json": JSON.stringify(LAUNCH) });
    await breakAt(session, "used.py", "# stop here");
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(async () => {
    await stopDebugging(session);
    await session.closeEditors();
  });

  const detail = (line: string) => session.panel.getByText(line, { exact: false }).first();
  const unreadable = () => session.panel.locator('[data-fault="unreadable-role"]');
  const step = (): Promise<void> => session.workbench.page.keyboard.press("F10");

  /** Uses scale as gamma, and steps to where it is gone. Gives the generation of the last good picture. */
  const loseScale = async (): Promise<number> => {
    await start(session, "Alone");
    await showByMenu(session, "x");
    const first = await session.settled();
    await useAs(session, "scale", "gamma");
    const second = await session.settled(first);
    await detail("gamma = scale").waitFor({ state: "attached" });
    await step();
    const third = await session.settled(second);
    await step();
    await unreadable().waitFor();
    assert.match(await unreadable().innerText(), /gamma = scale cannot be read at this stop \(NameError: .*\): go on/);
    return third;
  };

  it("is missed where it is gone, and comes back at the stop where it is there again", async () => {
    const last = await loseScale();
    await step();
    await session.settled(last);
    await unreadable().waitFor({ state: "detached" });
    await detail("gamma = scale").waitFor({ state: "attached" });
  });

  it("is taken back by the message's button", async () => {
    const last = await loseScale();
    await message(session, "gamma = scale cannot be read at this stop", "Go on without gamma");
    await session.settled(last);
    await unreadable().waitFor({ state: "detached" });
    await detail("gamma = scale").waitFor({ state: "detached" });
  });

  it("is replaced by what is typed in the panel", async () => {
    const last = await loseScale();
    await session.openBoxes();
    const gamma = session.panel.getByRole("textbox", { name: "gamma", exact: true });
    await gamma.fill("2");
    await gamma.press("Enter");
    await unreadable().waitFor({ state: "detached" });
    await session.settled(last);
    assert.equal(await gamma.inputValue(), "2");
  });

  it("is taken back by the menu of its row", async () => {
    await start(session, "Alone");
    await showByMenu(session, "x");
    const first = await session.settled();
    await useAs(session, "bn", "Normalization Layer of x");
    const second = await session.settled(first);
    await useAs(session, "scale", "gamma");
    const third = await session.settled(second);
    await detail("gamma = scale").waitFor({ state: "attached" });
    await useAs(session, "scale", "Take Back What Was Used");
    await session.settled(third);
    await detail("gamma = bn.weight").waitFor({ state: "attached" });
  });

  it("stays when the tensor is collected from all sessions: eps and mode of the layer", async () => {
    await start(session, "Two ranks");
    await stoppedSessions(session, /^Rank \d/, 2);
    await showByMenu(session, "x");
    const first = await session.settled();
    await useAs(session, "bn", "Normalization Layer of x");
    const second = await session.settled(first);
    await session.workbench.runCommand("Gradient Lens: Collect from All Stopped Sessions");
    await session.settled(second);
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /9 rows, 3 columns/);
    await session.openBoxes();
    assert.equal(await session.panel.getByRole("textbox", { name: "eps" }).inputValue(), "0.001");
    assert.equal(await session.panel.getByRole("combobox", { name: "Mode" }).inputValue(), "eval");
    await detail("gamma = bn.weight").waitFor({ state: "attached" });
  });

  it("is picked from the panel's own session, whichever has the focus", async () => {
    await start(session, "Two ranks");
    await stoppedSessions(session, /^Rank \d/, 2);
    await showByMenu(session, "x");
    await session.settled();
    const said = await session.panel
      .getByText(/Rank \d \(debugpy\)/)
      .first()
      .textContent();
    const own = /Rank (\d)/.exec(said ?? "")?.[1] ?? "";
    const other = own === "0" ? "1" : "0";
    const { page } = session.workbench;
    const row = page.locator(".debug-call-stack .monaco-list-row", {
      has: page.locator(".session", { hasText: `Rank ${other}` }),
    });
    await row.click();
    await page.locator('.debug-call-stack .monaco-list-row[aria-expanded="true"]').and(row).waitFor(); // in the focus
    await session.openBoxes();
    await session.panel.getByRole("button", { name: "Pick gamma" }).click();
    const offered = page.locator(".quick-input-widget .monaco-list-row");
    await offered
      .filter({ hasText: `Rank ${own}` })
      .first()
      .waitFor();
    assert.equal(await offered.filter({ hasText: `Rank ${other}` }).count(), 0);
    await page.keyboard.press("Escape");
  });
});
