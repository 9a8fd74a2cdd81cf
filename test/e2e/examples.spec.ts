import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { cli, COMMAND, keepFailures, Session } from "./session";

const EXAMPLES = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".json"));

describe("Each example", () => {
  let session: Session;
  before(async () => {
    session = await Session.open();
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  for (const name of EXAMPLES) {
    it(`${name}: the panel judges as the command line does, in the same words`, async () => {
      await session.workbench.openFile(name);
      await session.workbench.runCommand(COMMAND);
      await session.settled();
      const report = cli(join(session.folder, name));
      assert.equal((await session.verdict()).word, report.check.verdict);
      const bare = (text: string | null): string => (text ?? "").replace(/\s/g, "");
      const head = bare(await session.panel.getByRole("region", { name: "Verdict" }).textContent());
      assert.ok(head.includes(bare(report.headline)), `${head}\ndoes not say\n${report.headline}`);
      if (!report.comparison) return;
      const candidate = session.panel.locator("[data-candidate-verdict]");
      assert.equal(await candidate.getAttribute("data-candidate-verdict"), report.comparison.verdict);
    });
  }

  it("a number of the picture is selected in the source text by Reveal in editor", async () => {
    await session.workbench.openFile("constant-column.json");
    await session.workbench.runCommand(COMMAND);
    await session.settled();
    await session.picture("dx").focus();
    const { keyboard } = session.workbench.page;
    for (const key of ["ArrowRight", "Control+Home", "ArrowDown", "ArrowDown", "ArrowRight"]) await keyboard.press(key);
    assert.deepEqual(await session.index(), [2, 1]);
    const x = await session.inspected("x");
    await session.panel.getByRole("button", { name: "Reveal in editor" }).click();
    const status = session.workbench.page.getByRole("button", { name: /\(\d+ selected\)/ });
    await status.waitFor();
    // What is selected replaces itself: typed over, the number is where it was.
    await keyboard.insertText("424242");
    const text = await session.workbench.editor("constant-column.json").locator(".view-lines").innerText();
    const rows = (JSON.parse(text.replaceAll("\u00a0", " ")) as number[][]).map((row) => row[1]);
    assert.equal(rows[2], 424242, `expected ${x} to be replaced in ${rows.join(", ")}`);
  });
});
