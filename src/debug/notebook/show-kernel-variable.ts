import * as vscode from "vscode";
import type { PanelManager } from "../../panel/manager";
import { plainSentence } from "../../panel/plain-text";
import type { ReaderFor } from "../readers/reader";
import { KernelSource } from "./kernel-source";

/** Shows a variable of a notebook's kernel: the argument is a row of the Jupyter extension's view of variables. */
export async function showKernelVariable(
  panels: Pick<PanelManager, "show">,
  readerFor: ReaderFor,
  argument: unknown,
): Promise<void> {
  const { name, fileName } = rowOf(argument);
  const notebook = uriOf(fileName) ?? vscode.window.activeNotebookEditor?.notebook.uri;
  if (name !== undefined && notebook) {
    await panels.show(new KernelSource(notebook, name, readerFor));
    return;
  }
  const text = vscode.l10n.t("Choose a variable in the Jupyter extension's view of variables.");
  void vscode.window.showErrorMessage(plainSentence(text));
}

function rowOf(argument: unknown): { readonly name?: string; readonly fileName?: unknown } {
  if (typeof argument !== "object" || argument === null) return {};
  const { name, fileName } = argument as Partial<Record<string, unknown>>;
  return { ...(typeof name === "string" && { name }), fileName };
}

/** The notebook's URI, which may have come through JSON. */
function uriOf(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { scheme, authority, path } = value as Partial<Record<string, unknown>>;
  if (typeof scheme !== "string" || typeof path !== "string") return undefined;
  return vscode.Uri.from({ scheme, path, ...(typeof authority === "string" && { authority }) });
}
