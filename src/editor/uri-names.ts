import type * as vscode from "vscode";

/** The last part of an address, by which people know it. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}

/** A file's name as a pattern that takes this name alone: `layer[0].npy` is no choice of letters. */
export function globOfName(name: string): string {
  return name.replace(/[[\]{}*?]/g, (letter) => `[${letter}]`);
}
