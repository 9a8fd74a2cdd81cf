import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { success } from "../../../src/core/fault";
import { reportOf, saveFile, writeTo } from "../../../src/panel/saving";
import { ACCEPT, answeredWith, GIVE_UP } from "../quick-input";
import { workspaceFile } from "../support";
import { extensionFolder } from "../watched-worker";

const BYTES = Uint8Array.of(49, 44, 50, 10);

describe("Saving a file", () => {
  const simpleDialog = (value: boolean | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("files").update("simpleDialog.enable", value, vscode.ConfigurationTarget.Global);
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-saving-"));
    await simpleDialog(true); // one that commands can answer, on the desktop too
  });
  after(async () => {
    await simpleDialog(undefined);
    rmSync(folder, { recursive: true });
  });

  it("writes it into the workspace, where the user says nothing else, and gives its name", async () => {
    const { fsPath } = workspaceFile("saved-dx.csv");
    assert.deepEqual(await answeredWith(ACCEPT, saveFile("saved-dx.csv", BYTES)), success("saved-dx.csv"));
    assert.deepEqual(new Uint8Array(readFileSync(fsPath)), BYTES);
  });

  it("writes nothing when the user gives up", async () => {
    assert.deepEqual(await answeredWith(GIVE_UP, saveFile("declined-dx.csv", BYTES)), success(null));
    assert.ok(!existsSync(workspaceFile("declined-dx.csv").fsPath));
  });

  it("that cannot be written is said in one sentence, with its place", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const target = vscode.Uri.file(join(file, "dx.csv")); // inside of a file there is no place for another
    const written = await writeTo(target, BYTES);
    assert.ok(!written.ok);
    assert.equal(written.fault.code, "write-failed");
    assert.ok(written.fault.text.startsWith(`${target.path} could not be written: `), written.fault.text);
  });
});

describe("A report that is put together", () => {
  const data = new TextEncoder().encode('{"numbers": "</script>"}');

  it("holds the page, its title and the numbers", async () => {
    const report = await reportOf(extensionFolder(), "a <b>.json", data);
    assert.ok(report.ok, report.ok ? "" : report.fault.text);
    const html = new TextDecoder().decode(report.value);
    const page = readFileSync(join(extensionFolder().fsPath, "dist", "webview", "main.js"));
    assert.ok(report.value.length > page.length);
    assert.match(html, /<title>a &lt;b&gt;\.json - Gradient Lens<\/title>/);
  });

  it("is a sentence where the page is not there", async () => {
    const report = await reportOf(vscode.Uri.file(tmpdir()), "a.json", data);
    assert.ok(!report.ok);
    assert.equal(report.fault.code, "report-failed");
    assert.ok(report.fault.text.startsWith("The report could not be put together: "), report.fault.text);
  });
});
