import * as vscode from "vscode";
import { gather } from "./compute/parts/gather";
import { scriptOf } from "./compute/parts/one-script";
import { spawnWeb } from "./compute/worker/web/spawn-web-worker";
import type * as host from "./activate";
import type { GradientLensApi } from "./editor/api";

/** Entry point in the browser, where no Node is, and where an extension's script can load no other by itself. */
export async function activate(context: vscode.ExtensionContext): Promise<GradientLensApi> {
  const read = async (name: string): Promise<string> =>
    new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "dist", name)),
    );
  const [worker, parts] = await Promise.all([gather("worker.web.js", read), gather("host.js", read)]);
  const { activateWith } = evaluated(scriptOf(parts, "outer"));
  return activateWith(context, spawnWeb(new TextEncoder().encode(scriptOf(worker))), null);
}

/** Runs a script of this extension as VS Code runs the extension's own: from its text. */
function evaluated(script: string): typeof host {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a worker's extension host loads scripts in no other way
  const run = new Function("outer", `return ${script}`) as (outer: () => typeof vscode) => typeof host;
  return run(() => vscode);
}
