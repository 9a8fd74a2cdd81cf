import * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import type { ProblemSource } from "../compute/worker/messages";
import { analysed } from "../panel/analysed";
import { answerOf, refuseOthers, registerTool, type Asked } from "../panel/language-tool";
import { inWorkspace } from "./in-workspace";
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
