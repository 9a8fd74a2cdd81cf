import * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import type { ProblemSource } from "../compute/worker/messages";
import { analysed } from "../panel/analysed";
import { answerOf, refuseOthers, registerTool, type Asked } from "../panel/language-tool";
import { nameOf } from "./uri-names";

/** As package.json names it. */
const CHECK_GRADIENTS = "gradientLens_check_gradients";

/** The tool for agents that checks a file of the workspace, or a problem. */
export function registerCheckGradients(spawn: SpawnWorker): vscode.Disposable {
  return registerTool(CHECK_GRADIENTS, {
    prepareInvocation: () => ({ invocationMessage: vscode.l10n.t("Checking gradients") }),
    invoke: async ({ input }, token) => answerOf(await analysed(await sourceOf(input), spawn, token)),
  });
}

async function sourceOf(asked: Asked): Promise<ProblemSource> {
  refuseOthers(asked, ["file", "problem"]);
  const { file, problem } = asked;
  if (typeof problem === "object" && problem !== null)
    return { kind: "text", content: JSON.stringify(problem), name: "problem.gradlens.json" };
  if (typeof file !== "string")
    throw new Error("Expected file, a path in the workspace, or problem, an object with x.");
  const uri = inWorkspace(file);
  return { kind: "text", content: new Uint8Array(await vscode.workspace.fs.readFile(uri)), name: nameOf(uri) };
}

/** A file of the workspace: a model reads no others. */
function inWorkspace(path: string): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  const uri = first && resolved(first.uri, path);
  if (!uri || !vscode.workspace.getWorkspaceFolder(uri)) throw new Error(`${path} is in no folder of this workspace.`);
  return uri;
}

/** Without "..": which folder a file is in is told by how its path begins, and joinPath alone takes the dots out. */
function resolved(folder: vscode.Uri, path: string): vscode.Uri {
  if (/^[a-z]:[\\/]/i.test(path)) return vscode.Uri.joinPath(vscode.Uri.file(path.replaceAll("\\", "/")), ".");
  return vscode.Uri.joinPath(path.startsWith("/") ? folder.with({ path: "/" }) : folder, path);
}
