import * as vscode from "vscode";
import type { CandidateCell } from "../input/search/candidate-places";
import type { PanelManager } from "../panel/manager";
import type { GradientPanel } from "../panel/panel";
import type { PanelState } from "../protocol/panel-state";
import { TextSource } from "./text-source";
import { wrongNumbersOf, type WrongNumber } from "./wrong-number-words";

/** Inner commands, of the code actions. */
const SHOW = "gradientLens.wrongNumber.show";
const SETTING = "gradientLens.diagnostics.show";
/** Texts in which a problem can bring gradients along. */
const LANGUAGES = ["json", "jsonc", "jsonl"].map((language) => ({ language }));

interface Squiggle extends CandidateCell {
  readonly diagnostic: vscode.Diagnostic;
}
/** What is said of a panel's text, and of which of its states. */
interface Said {
  readonly listener: vscode.Disposable;
  state: string;
  uri?: vscode.Uri;
  squiggles: readonly Squiggle[];
}

/**
 * The worst wrong numbers of gradients that stand in a text, under Problems and underlined, as long as a panel shows that
 * text and what it shows is of today. Nothing is computed for it, and texts without a panel are not looked at.
 */
export class WrongNumbers implements vscode.Disposable, vscode.CodeActionProvider {
  private readonly collection = vscode.languages.createDiagnosticCollection("gradientLens");
  private readonly said = new Map<GradientPanel, Said>();
  private readonly listeners: vscode.Disposable;

  constructor(private readonly panels: Pick<PanelManager, "all" | "onDidChange">) {
    this.listeners = vscode.Disposable.from(
      this.collection,
      panels.onDidChange(() => {
        this.follow();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.forget(document.uri); // until it is read again
      }),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        this.again(uri);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.again();
      }),
      vscode.languages.registerCodeActionsProvider(LANGUAGES, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.commands.registerCommand(SHOW, (uri: string, cell: CandidateCell, explain: boolean) => {
        const panel = panels.all.find(({ model: { source } }) => isOf(source, uri));
        panel?.command({ do: "show", ...cell, explain });
      }),
    );
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const uri = document.uri.toString();
    const here = [...this.said.values()].filter((said) => said.uri?.toString() === uri);
    const [first] = here
      .flatMap(({ squiggles }) => squiggles)
      .filter(({ diagnostic }) => diagnostic.range.intersection(range));
    if (!first) return [];
    const { diagnostic, tensor, index } = first;
    return [
      [vscode.l10n.t("Show in panel"), false],
      [vscode.l10n.t("Explain"), true],
    ].map(([title, explain]) => {
      const action = new vscode.CodeAction(String(title), vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.command = { command: SHOW, title: action.title, arguments: [uri, { tensor, index }, explain] };
      return action;
    });
  }

  dispose(): void {
    for (const { listener } of this.said.values()) listener.dispose();
    this.said.clear();
    this.listeners.dispose();
  }

  private follow(): void {
    const { all } = this.panels;
    for (const panel of all) {
      if (this.said.has(panel) || !(panel.model.source instanceof TextSource)) continue;
      const listener = panel.onDidShow((state) => void this.say(panel, state));
      this.said.set(panel, { listener, state: "", squiggles: [] });
    }
    for (const [panel, { listener, uri }] of [...this.said]) {
      if (all.includes(panel)) continue;
      listener.dispose();
      this.said.delete(panel);
      this.draw(uri);
    }
  }

  private async say(panel: GradientPanel, state: PanelState): Promise<void> {
    const said = this.said.get(panel);
    const { source } = panel.model;
    if (!said || !(source instanceof TextSource)) return;
    const { analysis, stale, fault } = state;
    const key = JSON.stringify([
      analysis?.generation,
      analysis?.comparison,
      stale,
      fault,
      panel.model.isCandidateOfSource,
    ]);
    if (key === said.state) return;
    said.state = key;
    said.squiggles = [];
    this.draw(said.uri);
    const isOn = vscode.workspace.getConfiguration(undefined, source.uri).get(SETTING) !== "off";
    if (!isOn || !analysis?.comparison || stale !== null || fault || !panel.model.isCandidateOfSource) return;
    if (analysis.comparison.verdict !== "wrong") return;
    const worst = await panel.model.query("worst", analysis.generation, { candidate: true });
    const cells = worst.ok ? wrongNumbersOf(worst.value, analysis.comparison) : [];
    const places = await source.candidatePlaces(cells);
    if (!places || said.state !== key || !this.said.has(panel)) return;
    said.uri = source.uri;
    said.squiggles = cells.flatMap((cell, i) => squiggle(cell, places[i]));
    this.draw(said.uri);
  }

  /** The text is another one than what was said of it. */
  private forget(uri: vscode.Uri): void {
    for (const said of this.said.values()) if (said.uri?.toString() === uri.toString()) said.squiggles = [];
    if (this.collection.has(uri)) this.draw(uri);
  }

  /** Says anew what the panels show, of one text or of all. */
  private again(uri?: vscode.Uri): void {
    for (const [panel, said] of this.said) {
      if (uri && !isOf(panel.model.source, uri.toString())) continue;
      said.state = "";
      void this.say(panel, panel.model.state);
    }
  }

  private draw(uri: vscode.Uri | undefined): void {
    if (!uri) return;
    const here = [...this.said.values()].filter((said) => said.uri?.toString() === uri.toString());
    const all = here.flatMap(({ squiggles }) => squiggles.map(({ diagnostic }) => diagnostic));
    this.collection.set(uri, all.length ? all : undefined);
  }
}

function isOf(source: unknown, uri: string): boolean {
  return source instanceof TextSource && source.uri.toString() === uri;
}

function squiggle({ tensor, index, text, id }: WrongNumber, range: vscode.Range | null | undefined): Squiggle[] {
  if (!range) return [];
  const diagnostic = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = "Gradient Lens";
  if (id !== undefined) diagnostic.code = id;
  return [{ tensor, index, diagnostic }];
}
