import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import type { SpawnWorker } from "../../src/compute/worker/client";
import { spawnNode } from "../../src/compute/worker/node/spawn-thread";
import { GradientPanel } from "../../src/panel/panel";
import { SteeredSource } from "../panel/steered-source";
import { closeAll, EXTENSION } from "./support";

/** A real worker that answers nothing any more from the first request of this name on. */
function deafFrom(name: string, start: SpawnWorker, heard: () => void): SpawnWorker {
  let isDeaf = false;
  return () => {
    const worker = start();
    return {
      ...worker,
      post: (message, transfer) => {
        if ("name" in message && message.name === name) {
          isDeaf = true;
          heard();
        }
        worker.post(message, transfer);
      },
      onMessage: (listener) => {
        worker.onMessage((message) => {
          if (!isDeaf) listener(message);
        });
      },
    };
  };
}

/** The product's own panel in a real window, whose page has asked something and waits. */
describe("A panel that is closed while its page waits for an answer", () => {
  afterEach(closeAll);

  it("ends what was asked, and rejects nothing that nobody looks at", async () => {
    const extensionUri = vscode.extensions.getExtension(EXTENSION)?.extensionUri;
    assert.ok(extensionUri);
    const rejections: string[] = [];
    const onRejection = (reason: unknown): void => {
      if (/webview/i.test(String(reason))) rejections.push(String(reason));
    };
    process.on("unhandledRejection", onRejection);
    try {
      const source = new SteeredSource();
      source.giveText("[[1, 2], [3, 5], [4, 4]]");
      const window = vscode.window.createWebviewPanel("gradientLens.test", "Test", vscode.ViewColumn.One);
      const disposed = new Promise<void>((resolve) => {
        // The page says so when its pictures stand.
        const spawn = deafFrom("drawn", spawnNode(join(extensionUri.fsPath, "dist", "worker.js")), () => {
          window.dispose();
        });
        const services = { extensionUri, spawn, memoryLimit: () => 2 ** 30, log: () => undefined, strings: {} };
        new GradientPanel(window, source, { ...services, pickProviders: [] }, resolve);
      });
      await disposed;
      await new Promise((resolve) => setImmediate(resolve)); // rejections are told after the microtasks
      assert.ok(source.disposed);
      assert.deepEqual(rejections, []);
    } finally {
      process.off("unhandledRejection", onRejection);
    }
  });
});
