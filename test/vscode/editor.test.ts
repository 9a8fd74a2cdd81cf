import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, COMMAND, isWeb, open, workspaceFile } from "./support";

/** Line and title of each of our lenses. A title does not cross from another extension host, as in the browser's run. */
async function lensesOf(document: vscode.TextDocument): Promise<[number, string | undefined][]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
    100,
  );
  return lenses
    .filter((lens) => isWeb || lens.command?.command === COMMAND)
    .map((lens) => [lens.range.start.line, lens.command?.title]);
}
const title = (shape: string): string | undefined => (isWeb ? undefined : `Show Batch-Norm Gradients (${shape})`);

describe("In the editor", () => {
  afterEach(closeAll);

  it("a CodeLens stands above each matrix of JSON and JSONC, with its shape", async () => {
    for (const language of ["json", "jsonc"]) {
      const { document } = await open('{"a": [[1, 2, 3], [4, 5, 6]],\n "b": [1, 2],\n "c": [[1], [2]]}', language);
      assert.deepEqual(
        await lensesOf(document),
        [
          [0, title("2 × 3")],
          [2, title("2 × 1")],
        ],
        language,
      );
    }
  });

  it("there is no CodeLens in other languages", async () => {
    const { document } = await open("[[1, 2], [3, 4]]", "plaintext");
    assert.deepEqual(await lensesOf(document), []);
  });

  it("a setting turns the CodeLens off and on", async () => {
    const { document } = await open("[[1, 2], [3, 4]]");
    const settings = vscode.workspace.getConfiguration("gradientLens.codeLens");
    try {
      await settings.update("enabled", false, vscode.ConfigurationTarget.Global);
      assert.deepEqual(await lensesOf(document), []);
    } finally {
      await settings.update("enabled", undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal((await lensesOf(document)).length, 1);
  });

  it("the schema of *.gradlens.json knows its names and refuses others", async () => {
    const uri = workspaceFile("schema-test.gradlens.json");
    await vscode.workspace.fs.writeFile(uri, Buffer.from('{"x": [[1, 2], [3, 4]], "mode": "sometimes", "eps": 1e-5}'));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const messages = await diagnosticsOf(uri);
    assert.equal(messages.length, 1, messages.join("; "));
    assert.match(messages[0], /train|eval|accepted/i);
  });
});

/** The JSON language server's findings, once there are some. */
async function diagnosticsOf(uri: vscode.Uri): Promise<string[]> {
  const found = () => vscode.languages.getDiagnostics(uri).map(({ message }) => message);
  if (found().length) return found();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error("expected a diagnostic within 30 s"));
    }, 30_000);
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (found().length === 0) return;
      clearTimeout(timer);
      listener.dispose();
      resolve(found());
    });
  });
}
