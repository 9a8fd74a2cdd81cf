import type * as vscode from "vscode";

/** The selected text, else the name under the cursor up to its end: "self.bn.weight" with the cursor in "bn" is "self.bn". */
export function expressionAtCursor(editor: vscode.TextEditor | undefined): string | undefined {
  if (!editor) return undefined;
  const { document, selection } = editor;
  if (!selection.isEmpty) return document.getText(selection).trim() || undefined;
  const path = document.getWordRangeAtPosition(
    selection.active,
    /[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|->|::)[\p{L}_$][\p{L}\p{N}_$]*)*/u,
  );
  if (!path) return undefined;
  const text = document.getText(path);
  const cursor = document.offsetAt(selection.active) - document.offsetAt(path.start);
  const end = /^[\p{L}\p{N}_$]*/u.exec(text.slice(cursor))?.[0].length ?? 0;
  return text.slice(0, cursor + end) || undefined;
}
