import * as vscode from "vscode";
import { followDocuments } from "../../src/editor/follow-documents";
import { showGradients } from "../../src/editor/show-gradients";
import { TextSearch } from "../../src/editor/text-search";
import { PanelManager } from "../../src/panel/manager";
import type { PanelState } from "../../src/protocol/panel-state";
import { extensionFolder, WatchedWorker } from "./watched-worker";

/** The product's command, with panels and workers of its own: a test sees what they show. */
export class ShowingCommand {
  readonly worker = new WatchedWorker();
  readonly panels: PanelManager;
  private readonly search: TextSearch;
  private readonly following: vscode.Disposable;

  constructor() {
    const { spawn } = this.worker;
    const host = { spawn, memoryLimit: () => 2 ** 30, log: () => undefined, strings: {} };
    this.panels = new PanelManager({ ...host, extensionUri: extensionFolder() });
    this.search = new TextSearch(spawn);
    this.following = followDocuments(this.search);
  }

  run(target?: unknown, range?: unknown): Promise<void> {
    const { panels, search } = this;
    return showGradients({ panels, search, onDisk: true }, target, range);
  }

  /** What the panels show when they have read their sources. */
  async shown(): Promise<readonly PanelState[]> {
    const { all } = this.panels;
    await Promise.all(all.map(({ model }) => model.reload()));
    return all.map(({ model }) => model.state);
  }

  /** Resolves when no panel is left. */
  async untilClosed(): Promise<void> {
    while (this.panels.all.length > 0) {
      await new Promise<void>((resolve) => {
        const listener = this.panels.onDidChange(() => {
          listener.dispose();
          resolve();
        });
      });
    }
  }

  dispose(): void {
    vscode.Disposable.from(this.panels, this.search, this.following).dispose();
  }
}
