import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Made } from "../../src/compute/worker/messages";
import { FileSource } from "../../src/editor/file-source";
import { TextSearch } from "../../src/editor/text-search";
import { writeNpy } from "../../src/input/write-npy";
import { NOBODY } from "../../src/panel/manager";
import { GradientPanel } from "../../src/panel/panel";
import { closeAll } from "./support";
import { extensionFolder, WatchedWorker } from "./watched-worker";

/** A tensor file of so many rows. */
function npy(rows: number): Uint8Array {
  const values = Float64Array.from({ length: rows * 2 }, (_, i) => i ** 2);
  return writeNpy({ shape: [rows, 2], values, dtype: "float64" });
}

/** The shapes that a panel's worker has loaded, one after the other. */
class Loads {
  private readonly seen: (readonly number[])[] = [];
  private wake = (): void => undefined;

  constructor(worker: WatchedWorker) {
    let id: number | undefined;
    worker.onAsk((request) => {
      if (request.name === "load") id = request.id;
    });
    worker.onAnswer((message) => {
      if (!("id" in message) || message.id !== id) return;
      assert.ok(message.ok, message.ok ? "" : message.fault.text);
      this.seen.push((message.value as Made).state.shape);
      this.wake();
    });
  }

  async next(): Promise<readonly number[]> {
    for (;;) {
      const shape = this.seen.shift();
      if (shape) return shape;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/**
 * Resolves when the files of a folder are watched. Nothing says so: a file beside the others is written, once for each
 * answer of the window, until a watcher that was made after theirs sees it.
 */
async function watched(folder: string): Promise<void> {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), "beside.txt");
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  let isSeen = false;
  watcher.onDidChange(() => (isSeen = true));
  watcher.onDidCreate(() => (isSeen = true));
  for (let count = 0; !isSeen; count++) {
    writeFileSync(join(folder, "beside.txt"), String(count));
    await vscode.commands.getCommands(true); // a question to the window and back
  }
  watcher.dispose();
}

describe("A panel on a file whose name looks like a pattern", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-watched-"));
  });
  afterEach(async () => {
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of ["layer[0].npy", "layer{a,b}[!c].npy"]) {
    it(`reads ${name} again when it has changed`, async () => {
      const path = join(folder, name);
      writeFileSync(path, npy(3));
      const worker = new WatchedWorker();
      const loads = new Loads(worker);
      const search = new TextSearch(worker.spawn);
      const window = vscode.window.createWebviewPanel("gradientLens.test", "Test", vscode.ViewColumn.One);
      const host = { spawn: worker.spawn, memoryLimit: () => 2 ** 30, log: () => undefined, strings: {} };
      const services = { ...host, extensionUri: extensionFolder(), pickProviders: [], given: NOBODY };
      const source = new FileSource(vscode.Uri.file(path), true, search);
      new GradientPanel(window, source, services, () => {
        search.dispose();
      });
      assert.deepEqual(await loads.next(), [3, 2]);
      await watched(folder);
      writeFileSync(path, npy(5));
      assert.deepEqual(await loads.next(), [5, 2]);
      window.dispose();
    });
  }
});
