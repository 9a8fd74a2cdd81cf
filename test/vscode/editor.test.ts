import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, COMMAND, isWeb, open, workspaceFile } from "./support";
import { itemAt } from "../../src/core/item-at";

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
  before(async () => {
    // Before that nothing is read of documents that are no problem files.
    await open("[[1, 2], [3, 4]]");
    await vscode.commands.executeCommand(COMMAND);
    await closeAll();
  });
  afterEach(closeAll);

  /** Runs something with settings of the lens, and takes them back. */
  async function withLens(set: Readonly<Record<string, unknown>>, check: () => Promise<void>): Promise<void> {
    const settings = vscode.workspace.getConfiguration("gradientLens.codeLens");
    try {
      for (const [name, value] of Object.entries(set)) {
        await settings.update(name, value, vscode.ConfigurationTarget.Global);
      }
      await check();
    } finally {
      for (const name of Object.keys(set)) {
        await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
      }
    }
  }

  const SEVERAL = '{"a": [[1, 2, 3], [4, 5, 6]],\n "b": [1, 2],\n "c": [[1], [2]]}';
  const GEOJSON = '{"type": "LineString",\n "coordinates": [[1, 2], [3, 4]]}';

  it("a CodeLens stands above a document that is a matrix or a problem, with its shape", async () => {
    for (const language of ["json", "jsonc"] as const) {
      const matrix = await open("\n[[1, 2, 3],\n [4, 5, 6]]", language);
      assert.deepEqual(await lensesOf(matrix.document), [[1, title("2 × 3")]], language);
      const problem = await open('{"gamma": 2,\n "x": [[1, 2], [4, 5], [7, 8]]}', language);
      assert.deepEqual(await lensesOf(problem.document), [[0, title("3 × 2")]], language);
    }
  });

  it("there is none in documents that only hold matrices, unless the setting has all", async () => {
    const several = await open(SEVERAL);
    const map = await open(GEOJSON);
    assert.deepEqual(await lensesOf(several.document), []);
    assert.deepEqual(await lensesOf(map.document), []);
    await withLens({ show: "all" }, async () => {
      assert.deepEqual(await lensesOf(several.document), [
        [0, title("2 × 3")],
        [2, title("2 × 1")],
      ]);
      assert.deepEqual(await lensesOf(map.document), [[1, title("2 × 2")]]);
    });
  });

  it("all in a problem file has one, also while it is not right yet", async () => {
    const uri = workspaceFile("several.gradlens.json");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(SEVERAL));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal((await lensesOf(document)).length, 2);
  });

  it("there is no CodeLens in other languages", async () => {
    const { document } = await open("[[1, 2], [3, 4]]", "plaintext");
    assert.deepEqual(await lensesOf(document), []);
  });

  it("the setting, and the switch of 0.1.0, turn the CodeLens off and on", async () => {
    const { document } = await open("[[1, 2], [3, 4]]");
    const count = async (): Promise<number> => (await lensesOf(document)).length;
    await withLens({ show: "off" }, async () => {
      assert.equal(await count(), 0);
    });
    await withLens({ enabled: false }, async () => {
      assert.equal(await count(), 0);
    });
    await withLens({ enabled: false, show: "root" }, async () => {
      assert.equal(await count(), 1);
    });
    assert.equal(await count(), 1);
  });

  it("the schema of *.gradlens.json knows its names and refuses others", async () => {
    const uri = workspaceFile("schema-test.gradlens.json");
    await vscode.workspace.fs.writeFile(uri, Buffer.from('{"x": [[1, 2], [3, 4]], "mode": "sometimes", "eps": 1e-5}'));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const messages = await diagnosticsOf(uri);
    assert.equal(messages.length, 1, messages.join("; "));
    assert.match(itemAt(messages, 0), /train|eval|accepted/i);
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
