import * as vscode from "vscode";

/** The tolerance of all panels, as it would be typed in one; empty where nothing is set. */
export function usualTolerance(): string {
  return String(vscode.workspace.getConfiguration("gradientLens").get("tolerance", ""));
}

/** Bytes that one analysis may take. */
export function memoryLimit(): number {
  return vscode.workspace.getConfiguration("gradientLens").get("memoryLimit", 4096) * 2 ** 20;
}
