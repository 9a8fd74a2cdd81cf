import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, COMMAND, isWeb, open, panels, until } from "./support";

const problem = (dbeta: string): string => `{
  "x": [[1, 2], [3, 5], [4, 4.5]],
  "dout": [[1, 0], [0, 1], [2, 0]],
  "gamma": [1, 1], "beta": [0, 0], "eps": 1e-5, "activation": "none",
  "candidate": { "dbeta": ${dbeta} }
}`;

/** Resolves with what is said of a document, when it is so many sentences. */
async function said({ uri }: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  const ours = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Gradient Lens");
  if (ours().length !== count)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        listener.dispose();
        reject(new Error(`expected ${count} diagnostics within 20 s, got ${ours().length}`));
      }, 20_000);
      const listener = vscode.languages.onDidChangeDiagnostics(() => {
        if (ours().length !== count) return;
        clearTimeout(timer);
        listener.dispose();
        resolve();
      });
    });
  return ours();
}

describe("Wrong numbers in a text", () => {
  afterEach(closeAll);

  async function replace(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
    const { document } = editor;
    const start = document.getText().indexOf(before);
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + before.length));
    assert.ok(
      await editor.edit((changes) => {
        changes.replace(range, after);
      }),
    );
  }

  it("are underlined with their panel open, until they are right or the panel is closed", async () => {
    const editor = await open(problem("[3, 9]"));
    const { document } = editor;
    assert.deepEqual(await said(document, 0), []);
    await vscode.commands.executeCommand(COMMAND);
    const [wrong] = await said(document, 1);
    assert.match(wrong?.message ?? "", /^dbeta\[1\] is 9, expected 1/);
    assert.equal(wrong && document.getText(wrong.range), "9");
    await replace(editor, "[3, 9]", "[3, 1]");
    await said(document, 0);
    await replace(editor, "[3, 1]", "[8, 1]");
    const [other] = await said(document, 1);
    assert.equal(other && document.getText(other.range), "8");
    await vscode.window.tabGroups.close(panels());
    await said(document, 0);
  });

  it("are shown and explained in the panel by their actions", async () => {
    const { document } = await open(problem("[3, 9]"));
    await vscode.commands.executeCommand(COMMAND);
    const [wrong] = await said(document, 1);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      wrong?.range,
    );
    const ours = actions.filter(({ title }) => title === "Show in panel" || title === "Explain");
    assert.deepEqual(
      ours.map(({ title }) => title),
      ["Show in panel", "Explain"],
    );
    const { command, arguments: given = [] } = ours[1]?.command ?? { command: "" };
    if (!isWeb) await vscode.commands.executeCommand(command, ...(given as unknown[]));
    if (!isWeb) await until(() => panels().some(({ isActive }) => isActive), "the panel as the active tab");
  });

  it("are left alone where the setting says so", async () => {
    const settings = vscode.workspace.getConfiguration("gradientLens.diagnostics");
    const { document } = await open(problem("[3, 9]"));
    await vscode.commands.executeCommand(COMMAND);
    await said(document, 1);
    try {
      await settings.update("show", "off", vscode.ConfigurationTarget.Global);
      await said(document, 0);
    } finally {
      await settings.update("show", undefined, vscode.ConfigurationTarget.Global);
    }
    await said(document, 1);
  });
});
