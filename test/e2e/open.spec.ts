import assert from "node:assert/strict";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { at, cli, COMMAND, keepFailures, MENU_ENTRY, Session } from "./session";

/** Two matrices, so that a lens and a selection have to mean the right one. */
const TWO = `{
  "first": [[1, 2, 4], [3, 5, 8]],
  "second": [[0.5, -1.25], [2, 7], [1, 1.5]]
}
`;

describe("Opening the panel", () => {
  let session: Session;
  before(async () => {
    session = await Session.open({ files: { "two.gradlens.json": TWO } });
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  // First of all: a lens must be there before any command has been run.
  it("from the CodeLens above each matrix of a problem file, of that matrix", async () => {
    await session.workbench.openFile("two.gradlens.json");
    // VS Code makes lenses anew when another extension wakes: each is looked for by itself.
    const lens = (size: string): Locator =>
      session.workbench
        .editor("two.gradlens.json")
        .locator(".codelens-decoration a", { hasText: new RegExp(`^${MENU_ENTRY} \\(${size}\\)$`) });
    await lens("2 × 3").waitFor();
    await lens("3 × 2").click();
    await session.settled();
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /3 rows, 2 columns/);
  });

  it("from the palette: pictures, a verdict, and the exact value under the pointer", async () => {
    await session.workbench.openFile("activations.json");
    await session.workbench.runCommand(COMMAND);
    await session.settled();
    const report = cli(join(session.folder, "activations.json"));
    const [rows, columns] = report.shape;

    for (const name of ["x", "dout", "dx"]) await session.picture(name).waitFor();
    for (const name of ["dγ", "dβ"]) await session.panel.getByRole("img", { name: new RegExp(`^${name},`) }).waitFor();
    assert.match(
      (await session.picture("dx").getAttribute("aria-label")) ?? "",
      new RegExp(`${rows} rows, ${columns} columns`),
    );
    const { word, sentence } = await session.verdict();
    assert.equal(word, report.check.verdict);
    assert.equal(word, "correct");
    assert.match(sentence, /^Reference gradients verified: 1,056 of 1,056 cells/); // of dx, dgamma and dbeta

    await session.openCell();
    const seen = new Set<string>();
    for (const [row, column] of [
      [0.3, 0.3],
      [0.7, 0.6],
    ] as const) {
      const box = await session.picture("dx").boundingBox();
      assert.ok(box);
      await session.picture("dx").hover({ position: { x: column * box.width, y: row * box.height } });
      const value = await session.value();
      const index = await session.index();
      seen.add(index.join());
      assert.equal(value, at(report.dx, index), `dx[${index.join(", ")}] on screen and from the command line`);
    }
    assert.equal(seen.size, 2, `expected two cells under two places of the pointer, got ${[...seen].join(" and ")}`);
  });

  it("from the editor's context menu", async () => {
    await session.workbench.openFile("activations.json");
    await session.workbench.editor("activations.json").locator(".view-line").first().click({ button: "right" });
    await session.workbench.pickFromMenu(MENU_ENTRY);
    await session.settled();
    assert.equal(await session.panel.getByRole("heading", { level: 1 }).innerText(), "activations.json");
  });

  it("from the explorer's context menu, without an editor", async () => {
    await session.workbench.file("activations.json").click({ button: "right" });
    await session.workbench.pickFromMenu(MENU_ENTRY);
    await session.settled();
    assert.equal(await session.panel.getByRole("heading", { level: 1 }).innerText(), "activations.json");
  });

  it("of a selection that cuts a number in half: the matrix around it", async () => {
    await session.workbench.openFile("two.gradlens.json");
    const { page } = session.workbench;
    // Line 3, from inside "-1.25" to inside "7".
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input[type=text]").fill(":3:21");
    await page.keyboard.press("Enter");
    for (let i = 0; i < 8; i++) await page.keyboard.press("Shift+ArrowRight");
    await session.workbench.runCommand(COMMAND);
    await session.settled();
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /3 rows, 2 columns/);
  });

  it("writes nothing to the browser's console", () => {
    assert.deepEqual(session.complaints, []);
  });
});
