import * as vscode from "vscode";
import { inWorkspace } from "./in-workspace";

/** Path of the links that open a panel. */
export const SHOW_PATH = "/show";

/** A link that opens a panel of a file, for everybody who has the same workspace. Undefined outside of it. */
export function linkOf(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  const query = new URLSearchParams({ file: vscode.workspace.asRelativePath(uri, false) });
  if (folder.index > 0) query.set("folder", folder.name); // else the first is meant
  return `${vscode.env.uriScheme}://gradient-lens.gradient-lens${SHOW_PATH}?${query.toString()}`;
}

/** The file that a link names. A link may be anybody's: it opens files of the workspace alone, and throws for others. */
export function linkedFile(query: string): vscode.Uri {
  const asked = new URLSearchParams(query);
  const name = asked.get("folder");
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  if (name !== null && !folder) throw new Error(`This workspace has no folder ${name}.`);
  return inWorkspace(asked.get("file") ?? "", folder);
}
