import assert from "node:assert/strict";
import { COMMAND, keepFailures, MENU_ENTRY, Session } from "./session";

/** Rows of numbers without brackets around them; the number at [2, 1] is 70.25. */
const FILES = {
  "plain.csv": "1,20\n3,50.5\n4,70.25\n9,11\n",
  "named.csv": "Voltage [V],Current [A]\n1,20\n3,50.5\n4,70.25\n9,11\n",
  "tabs.tsv": "1\t20\n3\t50.5\n4\t70.25\n9\t11\n",
  "rows.jsonl": "[1, 20]\n[3, 50.5]\n[4, 70.25]\n[9, 11]\n",
} as const;

describe("A file opened from the explorer", () => {
  let session: Session;
  before(async () => {
    session = await Session.open({ files: FILES });
    await session.awaitEntries();
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  for (const [name, text] of Object.entries(FILES)) {
    it(`${name}: Reveal in editor selects the number, and the panel's cursor follows the editor's`, async () => {
      const { page } = session.workbench;
      await session.workbench.openFile("activations.json"); // the panel opens beside it and stays in sight
      await session.workbench.file(name).click({ button: "right" });
      await session.workbench.pickFromMenu(MENU_ENTRY);
      await session.settled();
      await session.picture("x").focus();
      for (const key of ["ArrowRight", "Control+Home", "ArrowDown", "ArrowDown", "ArrowRight"])
        await page.keyboard.press(key);
      assert.deepEqual(await session.index(), [2, 1]);
      assert.equal(await session.inspected("x"), 70.25);
      await session.panel.getByRole("button", { name: "Reveal in editor" }).click();
      const line = text.slice(0, text.indexOf("70.25")).split("\n").length;
      await page.getByRole("button", { name: new RegExp(`^Ln ${line}, Col \\d+ \\(5 selected\\)`) }).waitFor();

      await page.keyboard.press("ArrowLeft"); // to the start of the number
      await page.keyboard.press("ArrowUp");
      await session.panel.locator("gl-inspector .head h2", { hasText: "[1, 1]" }).waitFor();
      assert.equal(await session.inspected("x"), 50.5);
    });
  }

  it("Ctrl+F in the panel finds in the panel, and not in the text editor beside it", async () => {
    const { page } = session.workbench;
    await session.workbench.openFile("plain.csv");
    await session.workbench.runCommand(COMMAND);
    await session.settled();
    await session.panel.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("Control+f");
    await session.panel.getByRole("search").waitFor();
    await page.keyboard.type("x[2, 1]"); // to where the focus is
    await page.keyboard.press("Enter");
    await session.panel.locator("gl-inspector .head h2", { hasText: "[2, 1]" }).waitFor();
    assert.equal(await page.locator(".find-widget.visible").count(), 0);
  });
});
