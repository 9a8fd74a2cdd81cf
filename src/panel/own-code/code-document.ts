import * as vscode from "vscode";
import { failure, success, type Result } from "../../core/fault";
import type { SourceCode } from "../source";

const LONGEST = 2 ** 18; // characters: what is longer is data, not code

/** The text of a file, where it may be a program. */
export async function codeIn(uri: vscode.Uri): Promise<SourceCode | undefined> {
  const document = await opened(uri);
  if (!document) return undefined;
  const { lineCount } = document;
  const length = document.offsetAt(document.lineAt(lineCount - 1).range.end);
  return length <= LONGEST ? { name: uri.path.split("/").at(-1) ?? "", text: document.getText() } : undefined;
}

/** Shows a line of a file, or from a column on what is left of it, in the editor that shows the file already where there is one. */
export async function showLineOf(uri: vscode.Uri, line: number, column = 1): Promise<Result<null>> {
  const document = await opened(uri);
  if (!document) return failure("no-code", `${uri.path.split("/").at(-1) ?? "The file"} cannot be opened.`);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const { range } = document.lineAt(Math.max(0, Math.min(document.lineCount, line) - 1));
  const selection = new vscode.Range(range.start.translate(0, Math.min(column - 1, range.end.character)), range.end);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(document, { selection, viewColumn });
  return success(null);
}

async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined; // it is not there any more, or no text
  }
}
