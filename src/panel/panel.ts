import * as vscode from "vscode";
import { success } from "../core/fault";
import { createNonce, pageHtml } from "./html";
import type { SettingsMemento } from "./memento";
import type { ModelHost, PanelModel } from "./model";
import { pickFor } from "./picking";
import { Relay } from "./relay";
import { reportOf, saveFile } from "./saving";
import type { GivenTaker, PanelSource, Picked, PickProvider } from "./source";
import type { PageCommand } from "../protocol/page-commands";
import type { PanelState } from "../protocol/panel-state";
import { visible } from "../encoding/visible";
import { plainSentence } from "./plain-text";

export const VIEW_TYPE = "gradientLens.panel";

export interface PanelServices extends Omit<ModelHost, "emit"> {
  readonly extensionUri: vscode.Uri;
  readonly pickProviders: readonly PickProvider[];
  readonly given: GivenTaker;
}

/** What the tab of a panel is called. */
export function titleOf(source: string): string {
  return `Gradients: ${visible(source)}`;
}

/** One panel in VS Code's window: a webview with the page, and the relay that answers it. */
export class GradientPanel {
  private readonly relay: Relay;
  private readonly shown = new vscode.EventEmitter<PanelState>();
  /** It has another state than before. */
  readonly onDidShow = this.shown.event;
  private waiting: PageCommand | undefined; // for a page that is not there: nobody keeps a hidden one

  constructor(
    readonly webviewPanel: vscode.WebviewPanel,
    source: PanelSource,
    services: PanelServices,
    onDispose: () => void,
    kept?: SettingsMemento,
    keep: (memento: unknown) => void = () => undefined,
  ) {
    const { webview } = webviewPanel;
    const { extensionUri, pickProviders, given } = services;
    this.relay = new Relay(
      source,
      {
        post: (message) => {
          if ("event" in message && message.event === "state") {
            const { provenance, memento } = message.state;
            // Where a tensor of a program was read is told with it; a file has its name, however old the picture is.
            const title = provenance?.kind === "debugger" ? provenance.title : source.title;
            // An editor is called after its file, by VS Code.
            if (webviewPanel.viewType === VIEW_TYPE) webviewPanel.title = titleOf(title);
            keep(memento);
            this.shown.fire(message.state);
          }
          return webview.postMessage(message);
        },
        copyText: async (text) => {
          await vscode.env.clipboard.writeText(text);
          return success(null);
        },
        pick: (role, x) => pickFor(role, x, pickProviders),
        readGiven: (thing) => given.read(thing),
        showGiven: (thing) => given.show(thing, webviewPanel.viewColumn),
        saveFile,
        reportOf: (title, data) => reportOf(extensionUri, title, data),
      },
      services,
      kept,
    );
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist", "webview")],
    };
    webviewPanel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, "media", "panel-light.svg"),
      dark: vscode.Uri.joinPath(extensionUri, "media", "panel-dark.svg"),
    };
    const listeners = vscode.Disposable.from(
      webview.onDidReceiveMessage((message: unknown) => void this.heard(message)),
      this.shown,
      webviewPanel.onDidChangeViewState(() => source.setVisible?.(webviewPanel.visible)),
    );
    webviewPanel.onDidDispose(() => {
      this.relay.dispose();
      listeners.dispose();
      onDispose();
    });
    webview.html = pageHtml(webview, extensionUri, createNonce());
    void this.model.reload();
  }

  get model(): PanelModel {
    return this.relay.model;
  }

  /** Has the page do something; a panel that is hidden is shown for it. */
  command(command: PageCommand): void {
    if (this.webviewPanel.visible) this.relay.emit({ event: "command", command });
    else this.waiting = command;
    this.webviewPanel.reveal(undefined, false);
  }

  private async heard(message: unknown): Promise<void> {
    await this.relay.receive(message);
    const { waiting } = this;
    if (!waiting || !this.webviewPanel.visible) return;
    this.waiting = undefined;
    this.relay.emit({ event: "command", command: waiting });
  }

  /** Uses something in a role; a thing that does not fit is said and changes nothing. */
  async use(role: Parameters<PanelModel["use"]>[0], picked: Picked): Promise<void> {
    const used = await this.model.use(role, picked);
    if (!used.ok) void vscode.window.showErrorMessage(plainSentence(used.fault.text));
  }
}
