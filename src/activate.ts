import * as vscode from "vscode";
import type { SpawnWorker } from "./compute/worker/client";
import { registerDebug } from "./debug/commands/register-debug";
import type { Disk } from "./debug/readers/shared-disk";
import { createApi, type GradientLensApi } from "./editor/api";
import { registerEditor } from "./editor/commands";
import { registerCheckGradients } from "./editor/check-gradients";
import { memoryLimit, usualTolerance } from "./panel/limits";
import { PanelManager } from "./panel/manager";
import { VIEW_TYPE } from "./panel/panel";

/**
 * Wires the parts together; both entry points (desktop and browser) end here with a way to start the worker,
 * and the disk that a debugged program may share (null in the browser). What it gives is for other extensions.
 */
export function activateWith(context: vscode.ExtensionContext, spawn: SpawnWorker, disk: Disk | null): GradientLensApi {
  const log = vscode.window.createOutputChannel("Gradient Lens", { log: true });
  const panels = new PanelManager({
    extensionUri: context.extensionUri,
    spawn,
    memoryLimit,
    usualTolerance,
    log: (text) => {
      log.info(text);
    },
    strings: vscode.l10n.bundle ?? {},
  });
  context.subscriptions.push(log, panels, vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, panels));
  registerEditor(context, panels, spawn, disk !== null);
  registerDebug(context, panels, disk, spawn);
  context.subscriptions.push(registerCheckGradients(spawn));
  return createApi(panels, spawn);
}
