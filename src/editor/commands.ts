import * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import type { PanelManager } from "../panel/manager";
import { CellSource, isCellMemento } from "./cell-source";
import { MatrixLenses } from "./codelens";
import { DocumentSource } from "./document-source";
import { isEditorMemento } from "./editor-memento";
import { FileSource } from "./file-source";
import { followDocuments } from "./follow-documents";
import { createGiven } from "./take-given";
import { GivenSource, isGivenMemento } from "./given-source";
import { registerPanelCommands } from "./panel-commands";
import { createPicks } from "./pick";
import { showCell } from "./show-cell";
import { showGradients } from "./show-gradients";
import { registerTensorEditor } from "./tensor-editor";
import { TextSearch } from "./text-search";
import { registerTour } from "./tour";
import { WrongNumbers } from "./wrong-numbers";

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
  panels.registerSource((memento) => restoreSource(memento, search, onDisk), createPicks(search));
  panels.registerGiven(createGiven(panels, search, onDisk));
  registerTensorEditor(context, panels, search, onDisk);
  const lenses = new MatrixLenses(search);
  context.subscriptions.push(
    search,
    registerTour({ panels, search, onDisk, extensionUri: context.extensionUri }),
    followDocuments(search),
    new WrongNumbers(panels),
    registerPanelCommands(panels),
    lenses.settings,
    panels.onDidChange(() => {
      lenses.asked();
    }),
    vscode.languages.registerCodeLensProvider([{ language: "json" }, { language: "jsonc" }], lenses),
    vscode.commands.registerCommand("gradientLens.showGradients", (target?: unknown, range?: unknown) =>
      showGradients({ panels, search, onDisk }, target, range),
    ),
    vscode.commands.registerCommand("gradientLens.showCellOutput", (target?: unknown) => showCell(panels, target)),
  );
}

async function restoreSource(
  memento: unknown,
  search: TextSearch,
  onDisk: boolean,
): Promise<CellSource | DocumentSource | FileSource | GivenSource | undefined> {
  if (isCellMemento(memento)) return CellSource.restore(memento);
  if (isGivenMemento(memento)) return GivenSource.restore(memento);
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
