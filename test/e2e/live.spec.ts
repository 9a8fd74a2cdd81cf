import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, cli, COMMAND, keepFailures, Session } from "./session";

const START = "[[1, 2], [3, 5], [4, 4.5]]";
const CHANGED = "[[1, 2], [3, 50], [4, 4.5]]";
const RAGGED = "[[1, 2], [3], [4, 4.5]]";

describe("A panel that is open", () => {
  let session: Session;
  beforeEach(async () => {
    session = await Session.open({ files: { "live.json": START } });
    await session.workbench.openFile("live.json");
    await session.workbench.runCommand(COMMAND);
    await session.settled();
  });
  afterEach(keepFailures(() => session));
  afterEach(() => session.close());

  /** Replaces the whole text of the editor, as a user who pastes. */
  async function retype(text: string): Promise<void> {
    const { page } = session.workbench;
    await session.workbench.editor("live.json").locator(".view-line").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete"); // else brackets close by themselves around the selection
    await page.keyboard.insertText(text);
  }

  /** The numbers of one cell against the command line's on the same text. */
  async function compare(text: string, index: readonly [number, number]): Promise<void> {
    const file = join(session.folder, "expected.json");
    writeFileSync(file, text);
    const report = cli(file);
    await session.picture("dx").focus();
    for (const key of ["ArrowRight", "Control+Home"]) await session.workbench.page.keyboard.press(key);
    for (let i = 0; i < index[0]; i++) await session.workbench.page.keyboard.press("ArrowDown");
    for (let i = 0; i < index[1]; i++) await session.workbench.page.keyboard.press("ArrowRight");
    assert.deepEqual(await session.index(), [...index]);
    assert.equal(await session.value(), at(report.dx, index));
    assert.equal(await session.inspected("out"), at(report.out, index));
  }

  it("follows an edit of the document", async () => {
    await compare(START, [1, 1]);
    const before = await session.settled();
    await retype(CHANGED);
    await session.settled(before);
    await compare(CHANGED, [1, 1]);
  });

  it("says what is wrong with an edit and where, and keeps the last good picture", async () => {
    await retype(RAGGED);
    const alert = session.panel.getByRole("alert").first();
    await alert.waitFor();
    assert.match(await alert.innerText(), /row 2 has 1 value, expected 2/i);
    assert.match(await alert.innerText(), /line 1/i);
    await compare(START, [1, 1]);

    await retype(CHANGED);
    await alert.waitFor({ state: "detached" });
    await compare(CHANGED, [1, 1]);
  });

  it("is marked stale when the document is closed", async () => {
    const stale = session.panel.getByText("Stale", { exact: true });
    assert.equal(await stale.count(), 0);
    await session.workbench.tab("live.json").click();
    await session.workbench.runCommand("View: Close Editor");
    await stale.waitFor();
    await compare(START, [1, 1]);
  });

  it("follows gamma, eps and the seed typed into it, and goes back", async () => {
    const box = (name: string) => session.panel.locator(`[data-parameter="${name}"] input`);
    let generation = await session.settled();
    await session.openBoxes();
    await compare(START, [0, 0]);
    const first = await session.value();

    await box("gamma").fill("[2, -3]");
    await box("gamma").press("Enter");
    generation = await session.settled(generation);
    await compare(`{"x": ${START}, "gamma": [2, -3]}`, [0, 1]);

    await box("eps").fill("0.5");
    await box("eps").press("Enter");
    generation = await session.settled(generation);
    await compare(`{"x": ${START}, "gamma": [2, -3], "eps": 0.5}`, [0, 1]);

    await session.panel.getByRole("button", { name: "Reset eps" }).click();
    generation = await session.settled(generation);
    await session.panel.getByRole("button", { name: "Reset gamma" }).click();
    generation = await session.settled(generation);
    await compare(START, [0, 0]);

    await box("seed").fill("7");
    await box("seed").press("Enter");
    await session.settled(generation);
    await session.picture("dx").focus();
    assert.notEqual(await session.value(), first, "another seed gives another dout, so another dx");
    assert.equal((await session.verdict()).word, "correct");
  });

  it("refuses a gamma of the wrong length at its box, and the numbers stay", async () => {
    await session.openBoxes();
    const item = session.panel.locator('[data-parameter="gamma"]');
    await item.locator("input").fill("[1, 2, 3]");
    await item.locator("input").press("Enter");
    const alert = item.getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.innerText(), /3.*2|2.*3/);
    await compare(START, [1, 1]);
  });

  it("comes back after a reload of the window, from its source, with what was typed", async () => {
    const eps = session.panel.getByRole("textbox", { name: "eps", exact: true });
    const before = await session.settled();
    await session.openBoxes();
    await eps.fill("0.25");
    await eps.press("Enter");
    await session.settled(before);
    // VS Code's own way: it keeps what is open before it goes.
    const { page } = session.workbench;
    const reloaded = page.waitForEvent("load");
    await session.workbench.runCommand("Developer: Reload Window").catch(() => undefined); // the palette goes with it
    await reloaded;
    await session.workbench.explorer().waitFor();
    await session.settled();
    assert.equal(await eps.inputValue(), "0.25");
    await compare(`{"x": ${START}, "eps": 0.25}`, [1, 1]);
  });

  it("lives on in another editor group", async () => {
    await session.workbench.page.locator(".tabs-container .tab", { hasText: "Gradients" }).click();
    await session.workbench.runCommand("View: Move Editor into Previous Group");
    await session.settled();
    await compare(START, [1, 1]);
  });
});
