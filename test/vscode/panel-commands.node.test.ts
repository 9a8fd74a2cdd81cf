import assert from "node:assert/strict";
import * as vscode from "vscode";
import { DocumentSource } from "../../src/editor/document-source";
import { linkedFile, linkOf } from "../../src/editor/panel-link";
import { TextSearch } from "../../src/editor/text-search";
import { closeAll, COMMAND, open, panels, until, workspaceFile } from "./support";

describe("A panel's own menus", () => {
  afterEach(closeAll);

  it("pin it, and read it again", async () => {
    await open("[[1, 2], [3, 5], [4, 4.5]]");
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "one panel");
    await vscode.commands.executeCommand("gradientLens.refreshPanel");
    await vscode.commands.executeCommand("gradientLens.pinPanel");
    await until(() => panels()[0]?.isPinned === true, "a pinned panel");
  });

  it("go from a cell to its number in the source", async () => {
    const { document } = await open("[[1, 2], [3, 5], [4, 4.5]]");
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "one panel");
    const selected = new Promise<string>((resolve) => {
      const listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: [first] }) => {
        if (textEditor.document !== document || !first || first.isEmpty) return;
        listener.dispose();
        resolve(document.getText(first));
      });
    });
    const asking = setInterval(() => {
      // Until the page has its first picture: a menu over cells is there no earlier.
      void vscode.commands.executeCommand("gradientLens.goToSource", { tensor: "x", row: 2, column: 1 });
    }, 500);
    try {
      assert.equal(await selected, "4.5");
    } finally {
      clearInterval(asking);
    }
  });

  it("lead from a fault to its place", async () => {
    const { document } = await open("[[1, 2],\n [3]]");
    const source = new DocumentSource(document, { start: 0, end: 16 }, false, new TextSearch(() => assert.fail()));
    try {
      assert.ok((await source.showPlace(2, 3)).ok);
    } finally {
      source.dispose();
    }
    const { selection } = vscode.window.activeTextEditor ?? {};
    assert.deepEqual([selection?.start.line, selection?.start.character, selection?.end.character], [1, 2, 5]);
  });

  it("do nothing where they are called with no cell, or no panel", async () => {
    await vscode.commands.executeCommand("gradientLens.refreshPanel");
    for (const context of [undefined, 3, { tensor: "y", row: 0, column: 0 }, { tensor: "x", row: -1, column: 0 }])
      await vscode.commands.executeCommand("gradientLens.copyCell", context);
  });

  it("link to files of the workspace, and open no others", () => {
    const uri = workspaceFile("activations.json");
    const link = linkOf(uri) ?? "";
    assert.match(link, /:\/\/gradient-lens\.gradient-lens\/show\?file=activations\.json$/);
    assert.equal(linkedFile(vscode.Uri.parse(link).query).toString(), uri.toString());
    assert.equal(linkOf(vscode.Uri.file("/elsewhere/x.json")), undefined);
    assert.throws(() => linkedFile("file=../x.json"), /is in no folder of this workspace/);
    assert.throws(() => linkedFile("file=/etc/passwd"), /is in no folder of this workspace/);
    const { name } = vscode.workspace.getWorkspaceFolder(uri) ?? assert.fail();
    const named = new URLSearchParams({ file: "activations.json", folder: name });
    assert.equal(linkedFile(named.toString()).toString(), uri.toString());
    assert.throws(() => linkedFile("file=x.json&folder=other"), /This workspace has no folder other\./);
  });
});
