import assert from "node:assert/strict";
import * as vscode from "vscode";
import { PanelManager } from "../../../src/panel/manager";
import { SteeredSource } from "../../panel/steered-source";
import { closeAll, open, until } from "../support";
import { extensionFolder, WatchedWorker } from "../watched-worker";

/** A source of this name, with numbers. */
function sourceOf(name: string): SteeredSource {
  const source = new SteeredSource();
  source.memento = { kind: "test", name };
  source.giveText("[[1, 2], [3, 5], [4, 4]]");
  return source;
}

describe("The panels of a window", () => {
  let panels: PanelManager;
  beforeEach(() => {
    const { spawn } = new WatchedWorker();
    const host = { spawn, memoryLimit: () => 2 ** 30, log: () => undefined, strings: {} };
    panels = new PanelManager({ ...host, extensionUri: extensionFolder() });
  });
  afterEach(async () => {
    panels.dispose();
    await closeAll();
  });

  /** The next time that a panel is opened, closed or becomes the active one, and it is so. */
  async function changedTo(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const listener = panels.onDidChange(() => {
          listener.dispose();
          resolve();
        });
      });
    }
  }

  it("are one for each source: the same source is read again in its panel", async () => {
    const first = await panels.show(sourceOf("a"));
    const other = await panels.show(sourceOf("b"));
    const again = sourceOf("a");
    assert.equal(await panels.show(again), first);
    assert.ok(again.disposed, "nobody holds the second source");
    assert.deepEqual(panels.all.length, 2);
    assert.equal((first.model.source as SteeredSource).reads, 2);
    assert.equal((other.model.source as SteeredSource).reads, 1);
  });

  it("have one that the user works with: the active one, also after another was opened; none when all are closed", async () => {
    assert.equal(panels.current, undefined);
    const first = await panels.show(sourceOf("a"));
    assert.equal(panels.current, first);
    first.webviewPanel.reveal();
    await changedTo(() => first.webviewPanel.active);
    const other = await panels.show(sourceOf("b"), vscode.ViewColumn.Beside);
    assert.equal(panels.current, first, "the new one has not been given the focus");
    other.webviewPanel.reveal();
    await changedTo(() => panels.current === other);
    other.webviewPanel.dispose();
    await changedTo(() => panels.current === first);
    first.webviewPanel.dispose();
    await changedTo(() => panels.all.length === 0);
    assert.equal(panels.current, undefined);
  });

  it("open in one group, whether one of them has the focus or an editor beside them", async () => {
    const columns = (): number[] => {
      const { all } = vscode.window.tabGroups;
      return all.flatMap(({ tabs, viewColumn }) => tabs.filter(isPanel).map(() => viewColumn));
    };
    const isPanel = ({ label }: vscode.Tab): boolean => label.startsWith("Gradients: ");
    const { document } = await open("[[1, 2], [3, 4]]");
    const first = await panels.show(sourceOf("a"));
    await until(() => columns().length === 1, "a panel");
    first.webviewPanel.reveal();
    await panels.show(sourceOf("b"));
    await until(() => columns().length === 2, "two panels");
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await panels.show(sourceOf("c"));
    await until(() => columns().length === 3, "three panels");
    assert.equal(new Set(columns()).size, 1, columns().join());
    assert.ok(!columns().includes(vscode.ViewColumn.One), "the editor's group is left alone");
  });

  it("come back after a reload with the source and the settings that they had", async () => {
    const first = await panels.show(sourceOf("a"));
    await first.model.reload();
    await first.model.setParameter("eps", "0.25");
    const state = JSON.parse(JSON.stringify({ source: first.model.state.memento })) as unknown;
    first.webviewPanel.dispose();
    await changedTo(() => panels.all.length === 0);
    const asked: unknown[] = [];
    panels.registerSource(() => Promise.resolve(undefined)); // a kind that does not know it
    panels.registerSource((memento) => {
      asked.push(memento);
      return Promise.resolve(sourceOf("a"));
    });
    const window = vscode.window.createWebviewPanel("gradientLens.test", "", vscode.ViewColumn.One);
    await panels.deserializeWebviewPanel(window, state);
    assert.deepEqual(asked, [{ kind: "test", name: "a" }]);
    const [restored] = panels.all;
    assert.equal(restored?.webviewPanel, window);
    await restored?.model.reload();
    assert.equal(restored?.model.state.analysis?.eps, 0.25);
  });

  it("are closed after a reload when nobody knows the source", async () => {
    for (const state of [undefined, null, 42, {}, { source: { kind: "none" } }]) {
      const window = vscode.window.createWebviewPanel("gradientLens.test", "", vscode.ViewColumn.One);
      const closed = new Promise((resolve) => window.onDidDispose(resolve));
      await panels.deserializeWebviewPanel(window, state);
      await closed;
    }
    assert.deepEqual(panels.all, []);
  });
});
