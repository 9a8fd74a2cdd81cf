import * as vscode from "vscode";
import { readHead } from "../input/search/head";
import type { Located } from "../input/search/locate-matrices";
import { headOf } from "./document-text";
import { lensScope, type LensScope } from "./lens-setting";
import { SMALL_TEXT, type TextSearch } from "./text-search";

/** "Show Batch-Norm Gradients" above the matrices of JSON and JSONC documents. */
export class MatrixLenses implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private isAsked = false;
  readonly settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("gradientLens.codeLens")) this.changed.fire();
  });

  constructor(private readonly search: TextSearch) {}

  /** Somebody has shown a panel: documents are looked at from now on, not only problem files. */
  asked(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    this.changed.fire();
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    cancel: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[] | undefined> {
    const { version } = document;
    const found = await this.find(document, this.scopeOf(document));
    if (cancel.isCancellationRequested || document.version !== version) return undefined;
    return found.map(({ start, end, shape }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return new vscode.CodeLens(range, {
        title: vscode.l10n.t("Show Batch-Norm Gradients") + (shape ? ` (${shape.join(" × ")})` : ""),
        command: "gradientLens.showGradients",
        arguments: [document.uri, { start, end }],
      });
    });
  }

  private async find(document: vscode.TextDocument, scope: LensScope): Promise<readonly Located[]> {
    if (scope === "off") return [];
    if (scope === "root") {
      const { head, isWhole } = headOf(document, SMALL_TEXT);
      const finding = readHead(head, isWhole);
      if (finding.is !== "open") return finding.is === "found" ? [finding.root] : [];
    }
    const found = await this.search.ask(document, "lenses", { scope });
    return found.ok ? found.value : [];
  }

  private scopeOf(document: vscode.TextDocument): LensScope {
    const settings = vscode.workspace.getConfiguration("gradientLens.codeLens", document);
    const set = { show: setBy(settings, "show"), enabled: setBy(settings, "enabled"), isAsked: this.isAsked };
    return lensScope(set, document.uri.path);
  }
}

/** What somebody has set, not the default; the nearest wins. */
function setBy(settings: vscode.WorkspaceConfiguration, name: string): unknown {
  const set = settings.inspect(name);
  return set?.workspaceFolderValue ?? set?.workspaceValue ?? set?.globalValue;
}
