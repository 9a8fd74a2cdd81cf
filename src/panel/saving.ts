import * as vscode from "vscode";
import { failure, reasonOf, success, type Result } from "../core/fault";

/** Asks where to save and writes the bytes. The value is the file's name, null when the user declined. */
export async function saveFile(name: string, bytes: Uint8Array): Promise<Result<string | null>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = name.slice(name.lastIndexOf(".") + 1);
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  return target ? writeTo(target, bytes) : success(null);
}

/** Writes the bytes. The value is the file's name. */
export async function writeTo(target: vscode.Uri, bytes: Uint8Array): Promise<Result<string>> {
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    return failure("write-failed", `${target.path} could not be written: ${reasonOf(error)}`);
  }
  return success(target.path.slice(target.path.lastIndexOf("/") + 1));
}

/** A report, put together from the page's own scripts, its host's and the worker's data. */
export async function reportOf(extensionUri: vscode.Uri, title: string, data: Uint8Array): Promise<Result<Uint8Array>> {
  const { reportOfParts } = await import("../compute/report/report-parts");
  const read = async (path: string): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", path)));
  try {
    return success(await reportOfParts({ title, data, read }));
  } catch (error) {
    return failure("report-failed", `The report could not be put together: ${reasonOf(error)}`);
  }
}
