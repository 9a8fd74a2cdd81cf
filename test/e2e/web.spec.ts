import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Request } from "playwright-core";
import { root } from "../../scripts/lib/paths.mjs";
import { stageWebExtension } from "../../scripts/lib/web-extension.mjs";
import { at, cli, COMMAND, keepFailures, Session } from "./session";

describe("In a VS Code without Node", () => {
  let session: Session;
  let stage: string;
  const loaded: string[] = [];
  before(async () => {
    stage = stageWebExtension(root);
    session = await Session.open({
      extensions: [stage],
      beforeOpen: (page) => {
        page.on("request", (request: Request) => loaded.push(request.url()));
      },
    });
  });
  after(async () => {
    await session.close();
    rmSync(stage, { recursive: true, force: true });
  });
  afterEach(keepFailures(() => session));

  it("the browser entry computes, checks and draws the same numbers", async () => {
    await session.workbench.openFile("activations.json");
    await session.workbench.runCommand(COMMAND);
    await session.settled();
    assert.ok(
      loaded.some((url) => url.includes("extension.web.js")),
      "expected dist/extension.web.js to be what runs",
    );
    assert.ok(!loaded.some((url) => url.includes("dist/extension.js")));
    const report = cli(join(session.folder, "activations.json"));
    assert.equal((await session.verdict()).word, report.check.verdict);
    await session.picture("dx").focus();
    for (const key of ["ArrowRight", "Control+Home", "ArrowDown", "ArrowRight"]) {
      await session.workbench.page.keyboard.press(key);
      const index = await session.index();
      const where = `dx[${index.join(", ")}]`;
      assert.equal(await session.value(), at(report.dx, index), where);
    }
  });
});
