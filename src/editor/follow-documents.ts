import * as vscode from "vscode";
import type { TextSearch } from "./text-search";

/** Tells the search what becomes of the documents that it holds. While it holds none, nobody listens to them. */
export function followDocuments(search: TextSearch): vscode.Disposable {
  let following: vscode.Disposable | undefined;
  search.onHolds = (holds) => {
    if (holds === (following !== undefined)) return;
    following?.dispose();
    following = holds
      ? vscode.Disposable.from(
          vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
            search.edited(document, contentChanges);
          }),
          vscode.workspace.onDidCloseTextDocument((document) => {
            search.forget(document);
          }),
        )
      : undefined;
  };
  return {
    dispose: () => {
      following?.dispose();
    },
  };
}
