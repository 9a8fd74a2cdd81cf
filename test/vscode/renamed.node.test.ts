import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { GradientPanel } from "../../src/panel/panel";
import type { PanelState } from "../../src/protocol/panel-state";
import { itemAt } from "../../src/core/item-at";
import { ShowingCommand } from "./shown";
import { closeAll, workspaceFile } from "./support";

const write = (uri: vscode.Uri, rows: number): Thenable<void> =>
  vscode.workspace.fs.writeFile(
    uri,
    Buffer.from(JSON.stringify(Array.from({ length: rows }, (_, i) => [i, i * i + 1]))),
  );

async function rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(from, to, { overwrite: true });
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe("A panel whose file is renamed", () => {
  let command: ShowingCommand;
  beforeEach(() => {
    command = new ShowingCommand();
  });
  afterEach(async () => {
    command.dispose();
    await closeAll();
    for (const name of ["old.json", "new.json", "moved"])
      await vscode.workspace.fs.delete(workspaceFile(name), { recursive: true }).then(undefined, () => undefined);
  });

  const panel = (): GradientPanel => itemAt(command.panels.all, 0);
  /** The panel's state, once it shows this. VS Code says after a rename, and by itself, what has been renamed. */
  async function until(isSo: (state: PanelState) => boolean, what: string): Promise<PanelState> {
    for (let turns = 0; turns < 200; turns++) {
      const { state } = panel().model;
      if (isSo(state)) return state;
      await wait(100);
    }
    throw new Error(`expected ${what}, got ${JSON.stringify({ ...panel().model.state, analysis: null })}`);
  }
  const isOf = (name: string, rows: number) => {
    return ({ provenance, analysis, fault, stale, memento }: PanelState): boolean =>
      provenance?.title === name.slice(name.lastIndexOf("/") + 1) &&
      analysis?.rows === rows &&
      fault === null &&
      stale === null &&
      (memento as { source: { uri: string } }).source.uri === workspaceFile(name).toString();
  };

  it("keeps it, under the new name, and follows the file there", async () => {
    await write(workspaceFile("old.json"), 3);
    await command.run(workspaceFile("old.json"));
    await until(isOf("old.json", 3), "the file");
    const [first] = command.panels.all;
    await rename(workspaceFile("old.json"), workspaceFile("new.json"));
    await until(isOf("new.json", 3), "the file under its new name");
    assert.deepEqual(command.panels.all, [first]);
    assert.equal(panel().webviewPanel.title, "Gradients: new.json");
    await write(workspaceFile("new.json"), 5);
    await until(isOf("new.json", 5), "what was written under the new name");
    await command.run(workspaceFile("new.json"));
    assert.deepEqual(command.panels.all, [first], "the same file has the same panel");
  });

  it("keeps it when it is moved, and when its folder is renamed", async () => {
    await write(workspaceFile("old.json"), 3);
    await vscode.workspace.fs.createDirectory(workspaceFile("moved/a"));
    await command.run(workspaceFile("old.json"));
    await until(isOf("old.json", 3), "the file");
    await rename(workspaceFile("old.json"), workspaceFile("moved/a/old.json"));
    await until(isOf("moved/a/old.json", 3), "the file in the folder");
    await rename(workspaceFile("moved/a"), workspaceFile("moved/b"));
    await until(isOf("moved/b/old.json", 3), "the file in the renamed folder");
    assert.equal(command.panels.all.length, 1);
  });

  it("keeps it while the file is open in an editor, edits and all", async () => {
    await write(workspaceFile("old.json"), 3);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(workspaceFile("old.json")));
    await command.run();
    await until(isOf("old.json", 3), "the document");
    await rename(workspaceFile("old.json"), workspaceFile("new.json"));
    await until(isOf("new.json", 3), "the document under its new name");
    const document = await vscode.workspace.openTextDocument(workspaceFile("new.json"));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length - 1), ", [7, 1], [8, 2]");
    await vscode.workspace.applyEdit(edit);
    await until(isOf("new.json", 5), "the edit");
    assert.equal(panel().webviewPanel.title, "Gradients: new.json");
    await document.save();
  });
});
