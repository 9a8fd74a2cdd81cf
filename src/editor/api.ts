import * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import type { ProblemSource } from "../compute/worker/messages";
import type { AnalysisReport } from "../panel/analysis-report";
import { analyze, CANCELLED } from "../panel/analyze";
import { memoryLimit, usualTolerance } from "../panel/limits";
import type { PanelManager } from "../panel/manager";
import { GivenSource } from "./given-source";
import { problemText, type GivenProblem } from "./problem-text";

/** What this extension's `exports` are, for other extensions (docs/api.md). */
export interface GradientLensApi {
  /** Checks a problem without a panel. Rejects with one sentence where it cannot be read or computed. */
  readonly analyze: (problem: GivenProblem, token?: vscode.CancellationToken) => Promise<AnalysisReport>;
  /** Opens a panel on a problem. */
  readonly show: (problem: GivenProblem, title?: string) => Promise<void>;
}

export function createApi(panels: PanelManager, spawn: SpawnWorker): GradientLensApi {
  return {
    analyze: async (problem, token) => {
      const source = { kind: "text", content: problemText(problem), name: "problem.gradlens.json" } as const;
      return analysed(source, spawn, token);
    },
    show: async (problem, title = "problem.gradlens.json") => {
      await panels.show(new GivenSource(title, problemText(problem), "given by another extension"));
    },
  };
}

/** The report, or a rejection: an Error with one sentence, a CancellationError where the token asked for it. */
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
