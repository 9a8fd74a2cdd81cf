import type * as vscode from "vscode";
import type { Root } from "../readers/generic";

/** What a row of the Variables or Watch view hands to a command: an expression of one session, and the row itself. */
export interface MenuRow {
  readonly sessionId: string;
  readonly expression: string | null; // null where the adapter names none
  readonly name: string;
  readonly row: Root;
}

/** Checks the object that VS Code passes; undefined when the command came from elsewhere. */
export function menuRow(argument: unknown): MenuRow | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const { sessionId, variable } = argument as Readonly<Record<string, unknown>>;
  if (typeof sessionId !== "string" || typeof variable !== "object" || variable === null) return undefined;
  const { name, value, type, evaluateName, variablesReference } = variable as Readonly<Record<string, unknown>>;
  return {
    sessionId,
    expression: typeof evaluateName === "string" && evaluateName !== "" ? evaluateName : null,
    name: typeof name === "string" ? name : "",
    row: {
      type: typeof type === "string" ? type : "",
      value: typeof value === "string" ? value : "",
      variablesReference: typeof variablesReference === "number" ? variablesReference : 0,
      indexedVariables: 0, // VS Code does not pass it on
    },
  };
}

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
