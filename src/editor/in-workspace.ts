import * as vscode from "vscode";

/** A file of the workspace: neither a model nor a link reads others. Throws for those. `folder`: what the path is from. */
export function inWorkspace(path: string, folder = vscode.workspace.workspaceFolders?.[0]): vscode.Uri {
  const uri = folder && resolved(folder.uri, path);
  if (!uri || !vscode.workspace.getWorkspaceFolder(uri)) throw new Error(`${path} is in no folder of this workspace.`);
  return uri;
}

/** Without "..": which folder a file is in is told by how its path begins, and joinPath alone takes the dots out. */
function resolved(folder: vscode.Uri, path: string): vscode.Uri {
  if (/^[a-z]:[\\/]/i.test(path)) return vscode.Uri.joinPath(vscode.Uri.file(path.replaceAll("\\", "/")), ".");
  return vscode.Uri.joinPath(path.startsWith("/") ? folder.with({ path: "/" }) : folder, path);
}
