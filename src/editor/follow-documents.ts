import * as vscode from "vscode";
import type { TextSearch } from "./text-search";

/** Tells the search what becomes of the documents that it holds. */
export function followDocuments(search: TextSearch): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      search.edited(document, contentChanges);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      search.forget(document);
    }),
  );
}
