import * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import type { TextRange } from "../input/search/locate-matrices";
import type { PanelManager } from "../panel/manager";
import { MatrixLenses } from "./codelens";
import { rootMatrixStart } from "./document-content";
import { DocumentSource } from "./document-source";
import { isEditorMemento } from "./editor-memento";
import { FileSource } from "./file-source";
import { nameOf } from "./names";
import { createPicks, TENSOR_FILES } from "./pick";
import { followDocuments } from "./follow-documents";
import { lengthOf, TextSearch } from "./text-search";
import { plainSentence } from "../panel/plain-text";

/**
 * Registers what the text editor and the explorer give: the command, the lenses, and the sources behind them. `spawn`
 * starts the worker that searches long texts; `onDisk`: files of this machine can be read by a panel's worker itself.
 */
export function registerEditor(
  context: vscode.ExtensionContext,
  panels: PanelManager,
  spawn: SpawnWorker,
  onDisk: boolean,
): void {
  const search = new TextSearch(spawn);
  const showFile = async (uri: vscode.Uri): Promise<void> => {
    await panels.show(new FileSource(uri, onDisk, search));
  };
  panels.registerSource((memento) => restoreSource(memento, search, onDisk), createPicks(search));
  const lenses = new MatrixLenses(search);
  context.subscriptions.push(
    search,
    followDocuments(search),
    lenses.settings,
    vscode.languages.registerCodeLensProvider([{ language: "json" }, { language: "jsonc" }], lenses),
    vscode.commands.registerCommand("gradientLens.showGradients", (target?: unknown, range?: unknown) =>
      showGradients(panels, search, showFile, target, range),
    ),
  );
}

/**
 * Shows the gradients of: a range of a document (from a lens), the selection of the active editor, the matrix around
 * its cursor or the first one in its text, or a file of the explorer.
 */
async function showGradients(
  panels: PanelManager,
  search: TextSearch,
  showFile: (uri: vscode.Uri) => Promise<void>,
  target: unknown,
  range: unknown,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (target instanceof vscode.Uri && isRange(range)) {
    await showDocument(panels, search, await vscode.workspace.openTextDocument(target), range);
  } else if (target instanceof vscode.Uri && target.toString() !== editor?.document.uri.toString()) {
    await showFile(target);
  } else if (editor) {
    const { document, selection } = editor;
    await showDocument(panels, search, document, {
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    });
  } else {
    const [chosen] =
      (await vscode.window.showOpenDialog({ title: "Show Batch-Norm Gradients of", filters: TENSOR_FILES })) ?? [];
    if (chosen) await showFile(chosen);
  }
}

async function showDocument(
  panels: PanelManager,
  search: TextSearch,
  document: vscode.TextDocument,
  { start, end }: TextRange,
): Promise<void> {
  // A long text that is one matrix from its start needs no search: whoever reads it finds that out.
  const root = start === end ? rootMatrixStart(document) : undefined;
  if (root !== undefined) {
    const place = { start: root, end: lengthOf(document) };
    await panels.show(new DocumentSource(document, place, false, search));
    return;
  }
  const choice = await search.ask(document, "choose", { start, end });
  if (!choice.ok) {
    const what = choice.fault.code === "superseded" ? "Run the command again." : "";
    void vscode.window.showErrorMessage(plainSentence(`${choice.fault.text} ${what}`.trim()));
  } else if (!choice.value) {
    const where = start === end ? nameOf(document.uri) : "the selection";
    void vscode.window.showErrorMessage(
      plainSentence(`There is no matrix in ${where}: expected rows of numbers in brackets, such as [[1, 2], [3, 4]].`),
    );
  } else {
    const { place, part } = choice.value;
    await panels.show(new DocumentSource(document, place, part, search));
  }
}

async function restoreSource(
  memento: unknown,
  search: TextSearch,
  onDisk: boolean,
): Promise<DocumentSource | FileSource | undefined> {
  if (!isEditorMemento(memento)) return undefined;
  const uri = vscode.Uri.parse(memento.uri);
  const { wanted } = memento;
  if (memento.kind === "file") return new FileSource(uri, onDisk, search, wanted);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const { start, end } = memento;
    return new DocumentSource(document, { start, end: end ?? start }, end !== undefined, search, wanted);
  } catch {
    return new FileSource(uri, onDisk, search, wanted);
  }
}

function isRange(value: unknown): value is TextRange {
  if (typeof value !== "object" || value === null) return false;
  const { start, end } = value as Partial<TextRange>;
  return typeof start === "number" && typeof end === "number";
}
