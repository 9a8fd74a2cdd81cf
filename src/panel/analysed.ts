import * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import type { ProblemSource } from "../compute/worker/messages";
import type { AnalysisReport } from "./analysis-report";
import { analyze, CANCELLED } from "./analyze";
import { memoryLimit, usualTolerance } from "./limits";

/** The report by the settings in force, or a rejection: an Error with one sentence, a CancellationError where the token asked for it. */
export async function analysed(
  source: ProblemSource,
  spawn: SpawnWorker,
  token?: vscode.CancellationToken,
): Promise<AnalysisReport> {
  const options = { spawn, memoryLimit: memoryLimit(), tolerance: usualTolerance(), token };
  const report = await analyze(source, options);
  if (report.ok) return report.value;
  if (report.fault.code === CANCELLED.code) throw new vscode.CancellationError();
  throw new Error(report.fault.text);
}
