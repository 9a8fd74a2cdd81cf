import * as vscode from "vscode";
import { activateWith } from "./activate";
import { spawnWeb } from "./compute/worker/web/spawn-web-worker";

/** Entry point in the browser, where no Node is. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const script = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "dist", "worker.web.js"));
  activateWith(context, spawnWeb(new Uint8Array(script)), null);
}
