import assert from "node:assert/strict";
import * as vscode from "vscode";
import { NOBODY } from "../../src/panel/manager";
import { GradientPanel } from "../../src/panel/panel";
import { SteeredSource } from "../panel/steered-source";
import { closeAll } from "./support";
import { extensionFolder, WatchedWorker } from "./watched-worker";

/** The product's own panel in a real window, whose page has asked something and waits. */
describe("A panel that is closed while its page waits for an answer", () => {
  afterEach(closeAll);

  it("ends what was asked, and rejects nothing that nobody looks at", async () => {
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
        const worker = new WatchedWorker();
        worker.onAsk(({ name }) => {
          if (name !== "drawn") return; // the page says so when its pictures stand
          worker.hold(); // and nothing is answered any more
          window.dispose();
        });
        const host = { spawn: worker.spawn, memoryLimit: () => 2 ** 30, log: () => undefined, strings: {} };
        const services = { ...host, extensionUri: extensionFolder(), pickProviders: [], given: NOBODY };
        new GradientPanel(window, source, services, resolve);
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
