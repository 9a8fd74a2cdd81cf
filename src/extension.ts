import * as vscode from "vscode";
import { activateWith } from "./activate";
import { createDisk } from "./debug/readers/private-folder";
import type { GradientLensApi } from "./editor/api";
import { registerMcpServer } from "./editor/mcp-provider";
import { spawnNode } from "./compute/worker/node/spawn-thread";

/** Entry point on the desktop and in remotes. */
export function activate(context: vscode.ExtensionContext): GradientLensApi {
  context.subscriptions.push(registerMcpServer(context));
  return activateWith(
    context,
    spawnNode(vscode.Uri.joinPath(context.extensionUri, "dist", "worker.js").fsPath),
    createDisk(),
  );
}
