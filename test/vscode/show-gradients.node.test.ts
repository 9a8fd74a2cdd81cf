import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { closeAll, workspaceFile } from "./support";
import { ShowingCommand } from "./shown";

const MATRIX = "[[1, 2], [3, 5], [4, 4.5]]";

describe("What the command shows", () => {
  let command: ShowingCommand;
  let folder: string;
  beforeEach(() => {
    command = new ShowingCommand();
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-shown-"));
  });
  afterEach(async () => {
    command.dispose();
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A file in an editor, which is the active one. Unlike an untitled text it is closed without a question. */
  async function open(text: string, name = "x.json"): Promise<vscode.TextEditor> {
    const path = join(folder, name);
    writeFileSync(path, text);
    const document = await vscode.workspace.openTextDocument(path);
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    return editor;
  }

  it("is a fault, of a matrix with a mistake: its sentence and place, and no picture", async () => {
    await open("[[1, 2], [3], [4, 4.5]]");
    await command.run();
    const [state, ...others] = await command.shown();
    assert.equal(state?.fault?.text, "Row 2 has 1 value, expected 2, line 1 (rows count from 1).");
    assert.deepEqual([state.analysis, state.stale, others], [null, null, []]);
  });

  it("is a fault, of a problem with a misspelt key, and not the matrix in it", async () => {
    const editor = await open(`{"x": ${MATRIX},\n "gamma": [2, 2], "mode": "eval", "gama": 2}`);
    for (const offset of [0, 10, 40]) {
      const cursor = editor.document.positionAt(offset);
      editor.selection = new vscode.Selection(cursor, cursor);
      await command.run();
      const [state, ...others] = await command.shown();
      assert.match(state?.fault?.text ?? "", /^Unknown key "gama" \(did you mean "gamma"\?.*line 2/, `at ${offset}`);
      assert.deepEqual([state?.analysis, others], [null, []]);
    }
  });

  it("stays a problem when an edit puts a key into it that no problem has", async () => {
    const editor = await open(`{\n"x":\n${MATRIX},\n"gamma": [2, 3]}`);
    await command.run();
    const [before] = await command.shown();
    assert.deepEqual([before?.analysis?.shape, before?.analysis?.parameters.gamma.text], [[3, 2], "[2, 3]"]);
    const end = editor.document.positionAt(editor.document.getText().length - 1);
    assert.ok(await editor.edit((edit) => edit.insert(end, ', "note": 2')));
    const [after] = await command.shown();
    assert.match(after?.fault?.text ?? "", /^Unknown key "note"/);
    assert.match(after?.stale ?? "", /last good picture/);
    assert.deepEqual(after?.analysis?.parameters.gamma.text, "[2, 3]");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  for (const [name, text, shape] of [
    ["x.py", "x = np.array([[1., 2.], [3., 5.], [4., 6.]])", [3, 2]],
    ["x.jsonc", "// rows\n[[1, 2], [3, 5]]", [2, 2]],
    ["x.md", "Text\n\n    [[1, 2, 3], [3, 5, 7]]\n", [2, 3]],
    ["x.log", "array([[1., 2.],\n       [3., nan]])", [2, 2]],
  ] as const) {
    it(`is the matrix of a text in another language: ${name}`, async () => {
      await open(text, name);
      await command.run();
      const [state, ...others] = await command.shown();
      assert.equal(state?.fault, null);
      assert.deepEqual([state.analysis?.shape, others], [shape, []]);
      assert.equal(state.provenance?.title, name);
    });
  }

  it("is what it would be without arguments that are none of ours", async () => {
    await open(MATRIX);
    for (const argument of [null, 42, "text", {}, [], { start: "a" }]) await command.run(argument, argument);
    const [state, ...others] = await command.shown();
    assert.deepEqual([state?.provenance?.title, state?.analysis?.shape], ["x.json", [3, 2]]);
    assert.deepEqual([state?.fault, others], [null, []]);
  });

  it("is nothing of a panel that was closed while it worked, and whole in the next one", async () => {
    const matrix = (round: number): string => {
      const row = (i: number): string => `[${Array.from({ length: 50 }, (_, j) => i * 50 + j + round).join()}]`;
      return `[${Array.from({ length: 400 }, (_, i) => row(i)).join()}]`;
    };
    for (let round = 0; round < 3; round++) {
      await open(matrix(round), `${round}.json`);
      const loading = new Promise<void>((resolve) => {
        const listener = command.worker.onAsk(({ name }) => {
          if (name !== "load") return;
          listener.dispose();
          command.worker.hold();
          resolve();
        });
      });
      await command.run();
      await loading;
      const [panel] = command.panels.all;
      assert.deepEqual([panel?.model.state.busy === null, panel?.model.state.analysis], [false, null]);
      await closeAll();
      await command.untilClosed();
      command.worker.release();
      const asked = await panel?.model.query("cell", panel.model.currentGeneration, { row: 0, column: 0 });
      assert.equal(asked?.ok === false && asked.fault.code, "closed");
    }
    await open(matrix(7));
    await command.run();
    const [state, ...others] = await command.shown();
    assert.deepEqual([state?.analysis?.shape, state?.fault, others], [[400, 50], null, []]);
    assert.equal(state?.analysis?.summaries.x?.min, 7);
  });

  it("is a file of the explorer, under its name", async () => {
    await command.run(workspaceFile("activations.json"));
    const [state] = await command.shown();
    assert.equal(state?.provenance?.title, "activations.json");
    assert.equal(state.fault, null);
  });
});
