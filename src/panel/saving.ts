import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import type { HostRequests } from "../protocol";
import type { PanelModel } from "./model";

/** Asks where to save and writes the bytes. The value is the file's name, null when the user declined. */
export async function saveBytes(name: string, bytes: Uint8Array): Promise<Result<string | null>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = name.slice(name.lastIndexOf(".") + 1);
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!target) return success(null);
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    return failure(
      "write-failed",
      `${target.path} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return success(target.path.slice(target.path.lastIndexOf("/") + 1));
}

/** Saves what the worker exports; a report is put together from the page's own bundle and the worker's data. */
export async function saveExport(
  model: PanelModel,
  extensionUri: vscode.Uri,
  { format, tensor, name }: HostRequests["saveExport"]["ask"],
): Promise<Result<string | null>> {
  const exported = await model.query("exportBytes", model.currentGeneration, { format, tensor });
  if (!exported.ok) return exported;
  if (format !== "report") return saveBytes(name, exported.value);
  const { reportHtml } = await import("../compute/report/report-html");
  const read = async (file: string): Promise<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", "webview", file));
  const html = reportHtml({
    title: model.state.provenance?.title ?? "Gradient Lens",
    page: await read("main.js"),
    host: await read("report.js"),
    data: exported.value,
  });
  return saveBytes(name, html);
}
