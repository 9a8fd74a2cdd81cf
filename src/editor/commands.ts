import * as vscode from "vscode";
import { success } from "../core/fault";
import { ENDINGS } from "../input/formats/index";
import { enclosingMatrix, type TextRange } from "../input/locate";
import { widenSelection } from "../input/widen-selection";
import type { PanelManager } from "../panel/manager";
import type { PickItem, PickProvider } from "../panel/source";
import { MatrixLenses } from "./codelens";
import { isEditorMemento } from "./editor-memento";
import { DocumentSource, FileSource, isOneLongMatrix, nameOf } from "./sources";

const TENSOR_FILES = { Tensors: [...ENDINGS] };

/**
 * Registers what the text editor and the explorer give: the command, the lenses, and the sources behind them. `onDisk`:
 * files of this machine can be read by the worker itself.
 */
export function registerEditor(context: vscode.ExtensionContext, panels: PanelManager, onDisk: boolean): void {
  const showFile = async (uri: vscode.Uri): Promise<void> => {
    await panels.show(new FileSource(uri, onDisk));
  };
  panels.registerSource((memento) => restoreSource(memento, onDisk), pickItems);
  const lenses = new MatrixLenses();
  context.subscriptions.push(
    lenses.settings,
    vscode.languages.registerCodeLensProvider([{ language: "json" }, { language: "jsonc" }], lenses),
    vscode.commands.registerCommand("gradientLens.showGradients", (target?: unknown, range?: unknown) =>
      showGradients(panels, showFile, target, range),
    ),
  );
}

/**
 * Shows the gradients of: a range of a document (from a lens), the selection of the active editor, the matrix around
 * its cursor or the first one in its text, or a file of the explorer.
 */
async function showGradients(
  panels: PanelManager,
  showFile: (uri: vscode.Uri) => Promise<void>,
  target: unknown,
  range: unknown,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (target instanceof vscode.Uri && isRange(range)) {
    await showDocument(panels, await vscode.workspace.openTextDocument(target), range);
  } else if (target instanceof vscode.Uri && target.toString() !== editor?.document.uri.toString()) {
    await showFile(target);
  } else if (editor) {
    const { document, selection } = editor;
    await showDocument(panels, document, {
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    });
  } else {
    const [chosen] =
      (await vscode.window.showOpenDialog({ title: "Show Batch-Norm Gradients of", filters: TENSOR_FILES })) ?? [];
    if (chosen) await showFile(chosen);
  }
}

async function showDocument(panels: PanelManager, document: vscode.TextDocument, selection: TextRange): Promise<void> {
  const text = document.getText();
  const { start, end } = selection;
  if (start === end && isOneLongMatrix(text)) {
    await panels.show(new DocumentSource(document, { start: 0, end: text.length }, false));
    return;
  }
  const wanted = widenSelection(text, start, end);
  // A table without brackets is taken as it is, and so are some rows of a matrix.
  const place = wanted.kind === "value" ? enclosingMatrix(text, wanted.start, wanted.end) : wanted;
  const found = place && (wanted.kind !== "table" || /\d/.test(text.slice(wanted.start, wanted.end)));
  if (!found) {
    const where = start === end ? nameOf(document.uri) : "the selection";
    void vscode.window.showErrorMessage(
      `There is no matrix in ${where}: expected rows of numbers in brackets, such as [[1, 2], [3, 4]].`,
    );
    return;
  }
  await panels.show(new DocumentSource(document, place, wanted.kind !== "value"));
}

async function restoreSource(memento: unknown, onDisk: boolean): Promise<DocumentSource | FileSource | undefined> {
  if (!isEditorMemento(memento)) return undefined;
  const uri = vscode.Uri.parse(memento.uri);
  if (memento.kind === "file") return new FileSource(uri, onDisk);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const { start, end } = memento;
    return new DocumentSource(document, { start, end: end ?? start }, end !== undefined);
  } catch {
    return new FileSource(uri, onDisk);
  }
}

/** What the editors and the disk offer for a panel's pickers: selections, whole editors, and any file. */
const pickItems: PickProvider = () => {
  const editors = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme !== "output");
  const items = editors.map(({ document, selection }): PickItem => {
    const name = nameOf(document.uri);
    const start = document.offsetAt(selection.start);
    const end = document.offsetAt(selection.end);
    return {
      label: selection.isEmpty ? `$(file) ${name}` : `$(selection) Selection in ${name}`,
      description: selection.isEmpty
        ? "the matrix at the cursor"
        : `lines ${selection.start.line + 1} to ${selection.end.line + 1}`,
      load: () => {
        const content = document.getText();
        const range = selection.isEmpty ? enclosingMatrix(content, start) : { start, end };
        const source = {
          kind: "text" as const,
          content,
          name,
          ...(range && { range: [range.start, range.end] as const }),
        };
        return Promise.resolve(success({ title: name, value: source }));
      },
    };
  });
  const file: PickItem = {
    label: "$(folder-opened) A file ...",
    description: ".json, .npy, .npz, .csv, .safetensors",
    load: async () => {
      const [uri] = (await vscode.window.showOpenDialog({ filters: TENSOR_FILES })) ?? [];
      if (!uri) return undefined;
      const content = new Uint8Array(await vscode.workspace.fs.readFile(uri));
      return success({ title: nameOf(uri), value: { kind: "text", content, name: nameOf(uri) } });
    },
  };
  return Promise.resolve([...items, file]);
};

function isRange(value: unknown): value is TextRange {
  if (typeof value !== "object" || value === null) return false;
  const { start, end } = value as Partial<TextRange>;
  return typeof start === "number" && typeof end === "number";
}
