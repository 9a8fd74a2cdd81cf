import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, COMMAND, open, panels, until, workspaceFile } from "./support";

const MATRIX = "[[1, 2], [3, 5], [4, 4.5]]";

describe("The panel", () => {
  afterEach(closeAll);

  it("opens beside the editor, which keeps the focus", async () => {
    const editor = await open(MATRIX);
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "one panel");
    const [panel] = panels();
    assert.equal(panel?.group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
  });

  it("is the same for the same matrix, and another for another", async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile("activations.json"));
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "one panel");
    await vscode.commands.executeCommand(COMMAND);
    assert.equal(panels().length, 1);
    await open(MATRIX);
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 2, "two panels");
  });

  it("is titled after its source", async () => {
    await vscode.commands.executeCommand(COMMAND, workspaceFile("activations.json"));
    await until(
      () => panels().some((panel) => panel.label.includes("activations.json")),
      "a panel of activations.json",
    );
  });

  it("opens from a file without an editor", async () => {
    await vscode.commands.executeCommand(COMMAND, workspaceFile("activations.json"));
    await until(() => panels().length === 1, "one panel");
    assert.equal(vscode.window.visibleTextEditors.length, 0);
  });

  it("does not open on a text without a matrix", async () => {
    await open("There is nothing here.", "plaintext");
    await vscode.commands.executeCommand(COMMAND);
    await open(MATRIX);
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length > 0, "a panel of the second text");
    assert.equal(panels().length, 1);
  });
});
