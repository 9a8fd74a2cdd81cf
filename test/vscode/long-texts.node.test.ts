import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { MatrixLenses } from "../../src/editor/codelens";
import { followDocuments } from "../../src/editor/follow-documents";
import { TextSearch } from "../../src/editor/text-search";
import type { EditorMemento } from "../../src/editor/editor-memento";
import { closeAll, COMMAND, EXTENSION, open } from "./support";
import { ShowingCommand } from "./shown";
import { WatchedWorker } from "./watched-worker";

function records(length: number): string {
  const lines: string[] = [];
  for (let i = 0, size = 0; size < length; i++) {
    const line = `  {"id": ${i}, "name": "record ${i}", "box": [[${i}, 2.5], [3, 4]], "tags": ["a", "b"], "parent": null}`;
    lines.push(line);
    size += line.length;
  }
  return `[\n${lines.join(",\n")}\n]\n`;
}

function matrix(rows: number): string {
  return `[\n${Array.from({ length: rows }, (_, i) => `  [${i / 7}, ${i / 3}, ${-i}]`).join(",\n")}\n]\n`;
}

/**
 * That long texts are found, and that the host goes on answering meanwhile. How long it stands still at most is measured,
 * not tested: bench/editor.bench.mjs, "host-blocked-editor".
 */
describe("Long texts", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-long-"));
    await vscode.extensions.getExtension(EXTENSION)?.activate();
    // Before that nothing is read of documents that are no problem files.
    await open("[[1, 2], [3, 4]]");
    await vscode.commands.executeCommand(COMMAND);
    await closeAll();
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(closeAll);

  function file(name: string, text: string): vscode.Uri {
    const path = join(folder, name);
    writeFileSync(path, text);
    return vscode.Uri.file(path);
  }

  async function lenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      500,
    );
    return all.filter((lens) => lens.command?.command === COMMAND);
  }

  it("an array of records of 2 MB gets no lens, opened or edited", async () => {
    const document = await vscode.workspace.openTextDocument(file("records.json", records(2_000_000)));
    const editor = await vscode.window.showTextDocument(document);
    assert.deepEqual(await lenses(document), []);
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(3, 0), " ")));
    assert.deepEqual(await lenses(document), []);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("with lenses above all matrices they are counted, and the command finds the one on the cursor's line", async () => {
    const settings = vscode.workspace.getConfiguration("gradientLens.codeLens");
    try {
      await settings.update("show", "all", vscode.ConfigurationTarget.Global);
      const document = await vscode.workspace.openTextDocument(file("all.json", records(2_000_000)));
      const editor = await vscode.window.showTextDocument(document);
      assert.equal((await lenses(document)).length, 200);
      editor.selection = new vscode.Selection(new vscode.Position(9000, 0), new vscode.Position(9000, 0));
      const command = new ShowingCommand();
      try {
        await command.run();
        const [state] = await command.shown();
        assert.deepEqual([state?.fault, state?.analysis?.shape], [null, [2, 2]]);
        assert.match(state?.provenance?.details[0] ?? "", /, line 9001$/);
        const [from, to] = command.panels.all.map(({ model }) => model.source.memento as EditorMemento);
        assert.deepEqual([from?.kind, to], ["document", undefined]);
        const box = document.lineAt(9000).text.indexOf("[[");
        assert.equal(from && "start" in from && from.start, document.offsetAt(new vscode.Position(9000, box)));
      } finally {
        command.dispose();
      }
    } finally {
      await settings.update("show", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("is handed over in pieces between which the host has its turn, and searched while the host answers", async () => {
    const document = await vscode.workspace.openTextDocument(file("handed.json", matrix(100_000)));
    const worker = new WatchedWorker();
    const search = new TextSearch(worker.spawn);
    const provider = new MatrixLenses(search);
    provider.asked(); // before that it reads nothing of such a file
    const happened: string[] = [];
    const asked = new Promise<void>((resolve) => {
      worker.onAsk((request) => {
        if (request.name !== "text") return;
        happened.push(request.ask.do);
        if (request.ask.do === "ask") resolve();
      });
    });
    const turn = (): void => {
      happened.push("turn");
      immediate = setImmediate(turn);
    };
    let immediate = setImmediate(turn);
    const hover = vscode.languages.registerHoverProvider(
      { scheme: "file", language: "json" },
      {
        provideHover: () => new vscode.Hover("the host answers"),
      },
    );
    try {
      worker.hold();
      const found = provider.provideCodeLenses(document, new vscode.CancellationTokenSource().token);
      await asked;
      // The window asks this host, which is the product's too, while the search is under way.
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        new vscode.Position(0, 0),
      );
      const said = hovers.flatMap(({ contents }) =>
        contents.map((part) => (typeof part === "string" ? part : part.value)),
      );
      assert.ok(said.includes("the host answers"), `got ${said.join()}`);
      worker.release();
      assert.deepEqual(
        (await found)?.map(({ range }) => range.end.line),
        [100_001],
      );
    } finally {
      clearImmediate(immediate);
      hover.dispose();
      provider.settings.dispose();
      search.dispose();
    }
    const pieces = happened.flatMap((what, i) => (what === "hold" ? [i] : []));
    assert.ok(pieces.length >= 10, `expected a piece for each 10000 lines, got ${pieces.length}`);
    for (const i of pieces) assert.equal(happened[i + 1], "turn", "two pieces of work without a turn between them");
  });

  it("is the same in the worker after every kind of edit, which sends what has changed", async () => {
    const document = await vscode.workspace.openTextDocument(file("edited.json", matrix(30_000)));
    const editor = await vscode.window.showTextDocument(document);
    const worker = new WatchedWorker();
    const search = new TextSearch(worker.spawn);
    const following = followDocuments(search);
    const sent: string[] = [];
    worker.onAsk((request) => {
      if (request.name === "text") sent.push(request.ask.do);
    });
    const same = async (what: string): Promise<void> => {
      const bytes = await search.bytes(document);
      assert.equal(bytes.ok && new TextDecoder().decode(bytes.value), document.getText(), what);
    };
    const place = (line: number): vscode.Position => new vscode.Position(line, 3);
    const change = async (edit: (builder: vscode.TextEditorEdit) => void): Promise<void> => {
      assert.ok(await editor.edit(edit));
    };
    try {
      await same("as it was opened");
      sent.length = 0;
      await change((edit) => edit.insert(place(3), "1"));
      await change((edit) => {
        for (let line = 20_000; line > 2; line -= 70)
          edit.replace(new vscode.Range(place(line), place(line + 1)), "é\n😀");
      });
      await same("after a character, and many places at once");
      await vscode.commands.executeCommand("undo");
      await vscode.commands.executeCommand("redo");
      await vscode.commands.executeCommand("editor.action.moveLinesDownAction");
      await same("after an edit that was taken back and made again, and a line that was moved");
      assert.deepEqual(new Set(sent), new Set(["edit", "bytes"]));
      await change((edit) => {
        edit.setEndOfLine(vscode.EndOfLine.CRLF);
      });
      await same("after another end of line");
      await change((edit) => edit.insert(place(5), "\n\n"));
      await same("after two lines more");
    } finally {
      following.dispose();
      search.dispose();
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
  });

  it("a long matrix has its lens above it, with its shape", async () => {
    const document = await vscode.workspace.openTextDocument(file("matrix.json", matrix(50_000)));
    await vscode.window.showTextDocument(document);
    const found = await lenses(document);
    assert.deepEqual(
      found.map(({ range, command }) => [range.start.line, range.end.line, command?.title]),
      [[0, 50_001, "Show Batch-Norm Gradients (50000 × 3)"]],
    );
  });
});
