import * as vscode from "vscode";
import { readMemento, type SettingsMemento } from "./memento";
import { GradientPanel, titleOf, VIEW_TYPE, type PanelServices } from "./panel";
import { failure } from "../core/fault";
import type { GivenTaker, PanelSource, PickProvider } from "./source";

/** Makes a source again from its memento; undefined when the memento is not of this kind. */
type RestoreSource = (memento: unknown) => Promise<PanelSource | undefined>;

const REFUSED = failure("not-here", "Nothing can be dropped on this panel.");
/** Takes nothing: until somebody is registered, and in tests. */
export const NOBODY: GivenTaker = { read: () => Promise.resolve(REFUSED), show: () => Promise.resolve(REFUSED) };

/** All open panels: one for each source. A reloaded window gives it its panels to be filled again. */
export class PanelManager implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly panels = new Set<GradientPanel>(); // the one used last comes last
  private readonly restorers: RestoreSource[] = [];
  private readonly providers: PickProvider[] = [];
  private readonly services: PanelServices;
  private taker: GivenTaker = NOBODY;
  private readonly changed = new vscode.EventEmitter<void>();
  /** A panel was opened, closed or became the active one. */
  readonly onDidChange = this.changed.event;

  constructor(services: Omit<PanelServices, "pickProviders" | "given">) {
    const given: GivenTaker = {
      read: (thing) => this.taker.read(thing),
      show: (thing, column) => this.taker.show(thing, column),
    };
    this.services = { ...services, pickProviders: this.providers, given };
  }

  /** Who takes what is dropped on a panel or pasted into it. */
  registerGiven(taker: GivenTaker): void {
    this.taker = taker;
  }

  /** Sources register how they are found again after a reload, and what they offer for the panel's pickers. */
  registerSource(restore: RestoreSource, provider?: PickProvider): void {
    this.restorers.push(restore);
    if (provider) this.providers.push(provider);
  }

  /** Shows a source in a panel; the one that shows it already is read again. */
  async show(source: PanelSource, viewColumn = this.columnOfNext()): Promise<GradientPanel> {
    const key = keyOf(source);
    // A matrix may have moved in its document since its panel was opened: the source knows where it is now.
    const known = this.all.find((panel) => keyOf(panel.model.source) === key);
    if (known) {
      source.dispose();
      known.webviewPanel.reveal(undefined, true);
      await known.model.reload();
      return known;
    }
    const column = { viewColumn, preserveFocus: true };
    const webviewPanel = vscode.window.createWebviewPanel(VIEW_TYPE, titleOf(source.title), column);
    return this.attach(webviewPanel, source);
  }

  /** The group in which a panel is to be seen, whatever has the focus; else the one beside what has it. */
  private columnOfNext(): vscode.ViewColumn {
    const { all } = vscode.window.tabGroups; // a new panel does not know its own column yet
    return all.find(({ activeTab }) => activeTab && isPanel(activeTab))?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  /** Shows a source in a window that VS Code has opened for it. `keep` is told what outlives a reload. */
  adopt(
    webviewPanel: vscode.WebviewPanel,
    source: PanelSource,
    kept: SettingsMemento,
    keep: (memento: unknown) => void,
  ): void {
    this.attach(webviewPanel, source, kept, keep);
  }

  /** A reloaded window: the page's own state says which source it showed and with which settings; the numbers are read again. */
  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = typeof state === "object" && state !== null ? (state as { source?: unknown }).source : undefined;
    const { source: memento, settings } = readMemento(kept);
    for (const restore of this.restorers) {
      const source = await restore(memento);
      if (source) {
        this.attach(webviewPanel, source, settings);
        return;
      }
    }
    webviewPanel.dispose();
  }

  /** The panel that the user works with: the active one, else the one opened or used last. */
  get current(): GradientPanel | undefined {
    const { all } = this;
    return (
      all.find((panel) => panel.webviewPanel.active) ??
      all.findLast((panel) => panel.webviewPanel.visible) ??
      all.at(-1)
    );
  }

  get all(): readonly GradientPanel[] {
    return [...this.panels];
  }

  dispose(): void {
    this.changed.dispose();
    for (const panel of this.all) panel.webviewPanel.dispose();
  }

  private attach(
    webviewPanel: vscode.WebviewPanel,
    source: PanelSource,
    kept?: SettingsMemento,
    keep?: (memento: unknown) => void,
  ): GradientPanel {
    const closed = (): void => {
      this.panels.delete(panel);
      this.update();
    };
    const panel = new GradientPanel(webviewPanel, source, this.services, closed, kept, keep);
    this.panels.add(panel);
    webviewPanel.onDidChangeViewState(() => {
      if (!webviewPanel.active) return;
      this.panels.delete(panel);
      this.panels.add(panel);
      this.update();
    });
    this.update();
    return panel;
  }

  private update(): void {
    void vscode.commands.executeCommand("setContext", "gradientLens.panelOpen", this.panels.size > 0);
    this.changed.fire();
  }
}

function isPanel({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE);
}

/** A panel's key: the same source gets the same panel. */
function keyOf({ key, memento }: PanelSource): string {
  return JSON.stringify(key ?? memento);
}
