import type * as vscode from "vscode";
import type { SpawnWorker } from "../compute/worker/client";
import { analysed } from "../panel/analysed";
import type { AnalysisReport } from "../panel/analysis-report";
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
