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

  it("opens on a fault as well, which the panel shows", async () => {
    await open("[[1, 2], [3], [4, 4.5]]");
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "one panel");
  });

  it("does not open on a text without a matrix", async () => {
    await open("There is nothing here.", "plaintext");
    await vscode.commands.executeCommand(COMMAND);
    await open(MATRIX);
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length > 0, "a panel of the second text");
    assert.equal(panels().length, 1);
  });

  it("opens on matrices in other languages", async () => {
    for (const [language, text] of [
      ["python", "x = np.array([[1., 2.], [3., 5.]])"],
      ["jsonc", "// rows\n[[1, 2], [3, 5]]"],
      ["markdown", "Text\n\n    [[1, 2], [3, 5]]\n"],
      ["plaintext", "array([[1., 2.],\n       [3., nan]])"],
    ] as const) {
      await open(text, language);
      await vscode.commands.executeCommand(COMMAND);
      await until(() => panels().length === 1, `a panel for ${language}`);
      await closeAll();
      await until(() => panels().length === 0, "no panel");
    }
  });

  it("survives arguments that are none of ours", async () => {
    await open(MATRIX);
    for (const argument of [null, 42, "text", {}, [], { start: "a" }]) {
      await vscode.commands.executeCommand(COMMAND, argument, argument);
    }
    await until(() => panels().length === 1, "one panel");
  });

  it("can be closed while it works", async () => {
    for (let round = 0; round < 3; round++) {
      await open(
        `[${Array.from({ length: 400 }, (_, i) => `[${Array.from({ length: 50 }, (_, j) => Math.sin(i * 50 + j + round)).join()}]`).join()}]`,
      );
      await vscode.commands.executeCommand(COMMAND);
      await until(() => panels().length === 1, "one panel");
      await closeAll();
      await until(() => panels().length === 0, "no panel");
    }
  });
});
