import * as vscode from "vscode";
import type { SpawnWorker } from "./compute/worker/client";
import { registerDebug } from "./debug/commands/register-debug";
import type { Disk } from "./debug/readers/shared-disk";
import { registerEditor } from "./editor/commands";
import { memoryLimit, usualTolerance } from "./panel/limits";
import { PanelManager } from "./panel/manager";
import { VIEW_TYPE } from "./panel/panel";

/**
 * Wires the parts together; both entry points (desktop and browser) end here with a way to start the worker,
 * and the disk that a debugged program may share (null in the browser).
 */
export function activateWith(context: vscode.ExtensionContext, spawn: SpawnWorker, disk: Disk | null): void {
  const log = vscode.window.createOutputChannel("Gradient Lens", { log: true });
  const panels = new PanelManager({
    extensionUri: context.extensionUri,
    spawn,
    memoryLimit,
    usualTolerance,
    log: (text) => {
      log.info(text);
    },
    strings: {},
  });
  context.subscriptions.push(log, panels, vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, panels));
  registerEditor(context, panels, spawn, disk !== null);
  registerDebug(context, panels, disk);
}
