import assert from "node:assert/strict";
import * as vscode from "vscode";
import { CellSource } from "../../src/editor/cell-source";
import { closeAll, EXTENSION } from "./support";
import { ShowingCommand } from "./shown";

const KERNEL = "gradient-lens-test-kernel";

/** Looks again and again until a condition holds. */
async function until(condition: () => boolean, what: string): Promise<void> {
  const since = Date.now();
  while (!condition()) {
    if (Date.now() - since > 20_000) throw new Error(`expected ${what} within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("A panel on a cell of a notebook", () => {
  let command: ShowingCommand;
  let controller: vscode.NotebookController;
  let prints: string;
  beforeEach(() => {
    command = new ShowingCommand();
    controller = vscode.notebooks.createNotebookController(KERNEL, "jupyter-notebook", "A kernel that prints");
    controller.supportedLanguages = ["python"];
    controller.executeHandler = async (cells) => {
      for (const cell of cells) {
        const run = controller.createNotebookCellExecution(cell);
        run.start(Date.now());
        await run.replaceOutput([new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.text(prints)])]);
        run.end(true, Date.now());
      }
    };
  });
  afterEach(async () => {
    command.dispose();
    controller.dispose();
    await closeAll();
  });

  it("follows when the cell is run again, and says what a run without a matrix has printed", async () => {
    const code = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "print(x)", "python");
    const opened = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([code]));
    await vscode.window.showNotebookDocument(opened);
    await vscode.commands.executeCommand("notebook.selectKernel", { id: KERNEL, extension: EXTENSION });
    const runCell = async (text: string): Promise<void> => {
      prints = text;
      await vscode.commands.executeCommand("notebook.cell.execute", {
        ranges: [{ start: 0, end: 1 }],
        document: opened.uri,
      });
    };
    const cell = opened.cellAt(0);
    await runCell("[[1. 2.]\n [3. 5.]]");
    await until(() => cell.outputs.length === 1, "the output of the first run");
    await command.panels.show(new CellSource(cell));
    const [panel] = command.panels.all;
    assert.ok(panel);
    const state = (): typeof panel.model.state => panel.model.state;
    await until(() => state().analysis?.shape.join() === "2,2", "the panel of the first run");
    await runCell("tensor([[1., 2., 4.],\n        [3., 5., 8.],\n        [0., 1., 7.]])");
    await until(() => state().analysis?.shape.join() === "3,3", "the panel of the second run");
    await runCell("loss: 0.25");
    await until(() => state().fault !== null, "what is said of a run without a matrix");
    assert.match(state().fault?.text ?? "", /whose cells have printed a matrix/);
    assert.deepEqual(state().analysis?.shape, [3, 3]);
    await runCell("[[1. 2.]\n [3. 5.]\n [4. 4.]\n [0. 1.]]");
    await until(() => state().fault === null && state().analysis?.shape.join() === "4,2", "the panel of the last run");
  });
});
