/** A workspace that is on no disk, and that nobody trusts: what the manifest claims of both. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { message } from "./debug/debugging";
import { cli, COMMAND, keepFailures, Session } from "./session";

const GUEST = join(root, "test", "launcher", "guest");
/** Of the user; those of the workspace would undo them. */
const OWN = { "gradientLens.debug.evaluate": "forbid", "gradientLens.debug.transfer": "protocolOnly" };
const THEIRS = {
  "gradientLens.debug.evaluate": "allow",
  "gradientLens.debug.transfer": "auto",
  "gradientLens.memoryLimit": 65536,
  "gradientLens.codeLens.show": "all",
};

describe("In a workspace that is virtual and not trusted", () => {
  let session: Session;
  before(async () => {
    session = await Session.open({
      files: { ".vscode/settings.json": JSON.stringify(THEIRS) },
      extensions: [root, GUEST],
      settings: OWN,
      trust: true,
      virtual: true,
    });
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));

  it("the panel reads, computes and follows an edit", async () => {
    const { workbench, panel } = session;
    await workbench.openFile("wrong-gradient.gradlens.json");
    await workbench.runCommand(COMMAND);
    const generation = await session.settled();
    const { headline } = cli(join(session.folder, "wrong-gradient.gradlens.json"));
    const said = await panel.getByRole("region", { name: "Verdict" }).innerText();
    assert.ok(said.replace(/\s+/g, " ").includes(headline), said);
    await workbench.editor("wrong-gradient.gradlens.json").locator(".view-line").first().click();
    await workbench.page.keyboard.press("Control+Home");
    await workbench.page.keyboard.type(" ");
    await session.settled(generation);
  });

  it("its settings do not switch on what the user has forbidden", async () => {
    await session.workbench.runCommand("Guest: Read Settings");
    await message(session, "Settings: forbid, protocolOnly, 4096, all, trusted: false");
  });
});
