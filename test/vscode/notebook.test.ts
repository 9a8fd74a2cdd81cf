import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, panels, until } from "./support";

const COMMAND = "gradientLens.showCellOutput";

/** An open notebook whose cells have printed these texts. */
async function open(...printed: readonly string[]): Promise<vscode.NotebookEditor> {
  const cells = printed.map((text) => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "print(x)", "python");
    cell.outputs = text === "" ? [] : [new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.text(text)])];
    return cell;
  });
  const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(cells));
  return vscode.window.showNotebookDocument(notebook);
}

describe("The command on a cell of a notebook", () => {
  afterEach(closeAll);

  it("shows what the selected cell has printed, each cell in a panel of its own", async () => {
    const editor = await open(
      "array([[1., 2.],\n       [3., 5.]])",
      "",
      "tensor([[1., 2., 4.],\n        [3., 5., 8.]])",
    );
    editor.selection = new vscode.NotebookRange(2, 3);
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().some(({ label }) => label.endsWith(", cell 3")), "a panel of cell 3");
    await vscode.commands.executeCommand(COMMAND);
    assert.equal(panels().length, 1, "the same cell has one panel");
  });

  it("opens nothing where no notebook is open", async () => {
    const shown = vscode.commands.executeCommand(COMMAND);
    await vscode.commands.executeCommand("notifications.clearAll");
    await shown;
    assert.equal(panels().length, 0);
  });
});
