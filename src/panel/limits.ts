import * as vscode from "vscode";

/** Bytes that one analysis may take. */
export function memoryLimit(): number {
  return vscode.workspace.getConfiguration("gradientLens").get("memoryLimit", 4096) * 2 ** 20;
}
