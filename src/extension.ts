import * as vscode from "vscode";
import { activateWith } from "./activate";
import { createDisk } from "./debug/readers/private-folder";
import { spawnNode } from "./compute/worker/node/spawn-thread";

/** Entry point on the desktop and in remotes. */
export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, spawnNode(vscode.Uri.joinPath(context.extensionUri, "dist", "worker.js").fsPath), createDisk());
}
