import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { globOfName } from "../../src/editor/names";
import { closeAll, COMMAND, EXTENSION, panels, until } from "./support";

/** No single piece of work may hold up the host for so long; VS Code's own work on such a text stays far below. */
const STAND_STILL_MILLISECONDS = 1000;

/** The longest time for which the event loop of this host, which is the product's too, stood still meanwhile. */
async function longestStandStill(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(tick, 1);
  try {
    await work();
    tick();
  } finally {
    clearInterval(timer);
  }
  return longest;
}

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

describe("Long texts", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-long-"));
    await vscode.extensions.getExtension(EXTENSION)?.activate();
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

  it("an array of records of 2 MB gets no lens, and opening and editing it holds nothing up", async () => {
    const uri = file("records.json", records(2_000_000));
    const longest = await longestStandStill(async () => {
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document);
      assert.deepEqual(await lenses(document), []);
      assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(3, 0), " ")));
      assert.deepEqual(await lenses(document), []);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    });
    assert.ok(longest < STAND_STILL_MILLISECONDS, `the host stood still for ${longest.toFixed(0)} ms`);
  });

  it("with lenses above all matrices and with the command nothing is held up either", async () => {
    const uri = file("all.json", records(2_000_000));
    const settings = vscode.workspace.getConfiguration("gradientLens.codeLens");
    const longest = await longestStandStill(async () => {
      try {
        await settings.update("show", "all", vscode.ConfigurationTarget.Global);
        const document = await vscode.workspace.openTextDocument(uri);
        const editor = await vscode.window.showTextDocument(document);
        assert.equal((await lenses(document)).length, 200);
        editor.selection = new vscode.Selection(new vscode.Position(9000, 0), new vscode.Position(9000, 0));
        await vscode.commands.executeCommand(COMMAND);
        await until(() => panels().length === 1, "a panel of the matrix on the cursor's line");
      } finally {
        await settings.update("show", undefined, vscode.ConfigurationTarget.Global);
      }
    });
    assert.ok(longest < STAND_STILL_MILLISECONDS, `the host stood still for ${longest.toFixed(0)} ms`);
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

  it("a file whose name looks like a pattern is followed", async () => {
    const name = "layer[0]{a,b}.json";
    const uri = file(name, "[[1, 2], [3, 4]]");
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), globOfName(name));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    let writing: ReturnType<typeof setInterval> | undefined;
    try {
      // A watcher begins some time after it was made: the file is written until that is seen.
      const seen = await new Promise<vscode.Uri>((resolve) => {
        watcher.onDidChange(resolve);
        let count = 0;
        writing = setInterval(() => {
          writeFileSync(uri.fsPath, `[[1, 2], [3, ${count++}]]`);
        }, 300);
      });
      assert.equal(seen.toString(), uri.toString());
    } finally {
      clearInterval(writing);
      watcher.dispose();
    }
  });
});
