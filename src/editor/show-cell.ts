import * as vscode from "vscode";
import type { PanelManager } from "../panel/manager";
import { plainSentence } from "../panel/plain-text";
import { CellSource } from "./cell-source";

/** Shows the gradients of what a cell has printed: the cell of a menu or a button, or the one that is selected. */
export async function showCell(panels: Pick<PanelManager, "show">, target?: unknown): Promise<void> {
  const cell = isCell(target) ? target : selectedCell();
  if (cell) await panels.show(new CellSource(cell));
  else void vscode.window.showErrorMessage(plainSentence(vscode.l10n.t("Select a cell of an open notebook first.")));
}

function selectedCell(): vscode.NotebookCell | undefined {
  const editor = vscode.window.activeNotebookEditor;
  const index = editor?.selection.start;
  return editor && index !== undefined && index < editor.notebook.cellCount ? editor.notebook.cellAt(index) : undefined;
}

function isCell(target: unknown): target is vscode.NotebookCell {
  if (typeof target !== "object" || target === null) return false;
  return "notebook" in target && "outputs" in target && "index" in target;
}
