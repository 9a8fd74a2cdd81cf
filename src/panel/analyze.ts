import type * as vscode from "vscode";
import { ComputeClient, type SpawnWorker } from "../compute/worker/client";
import { DEFAULT_SETTINGS, type ProblemSource } from "../compute/worker/messages";
import { failure, sentenceOf, success, type Result } from "../core/fault";
import type { AnalysisState } from "../protocol/analysis-state";
import { reportOfAnalysis, type AnalysisReport } from "./analysis-report";

/** What an analysis without a panel may take, and who may give it up. */
interface AnalyzeOptions {
  readonly spawn: SpawnWorker;
  readonly memoryLimit: number; // bytes
  readonly tolerance: string;
  readonly token?: vscode.CancellationToken;
}

export const CANCELLED = { code: "cancelled", text: "The analysis was cancelled." } as const;
const GENERATION = 1; // of the one analysis that its worker makes

/** Analyses a problem in a worker of its own, which ends with it. Of a large one a sample is checked. */
export async function analyze(source: ProblemSource, options: AnalyzeOptions): Promise<Result<AnalysisReport>> {
  const analysed = await analysisOf(source, options);
  return analysed.ok ? success(reportOfAnalysis(analysed.value)) : analysed;
}

async function analysisOf(source: ProblemSource, options: AnalyzeOptions): Promise<Result<AnalysisState>> {
  const { spawn, memoryLimit, tolerance, token } = options;
  if (token?.isCancellationRequested) return { ok: false, fault: CANCELLED };
  let client: ComputeClient | undefined;
  const listeners: vscode.Disposable[] = [];
  try {
    return await new Promise<Result<AnalysisState>>((resolve) => {
      let state: AnalysisState | undefined;
      const took = (newer: AnalysisState): void => {
        state = newer;
        if (isSettled(newer)) resolve({ ok: true, value: newer });
      };
      const opened = new ComputeClient(
        spawn,
        (event) => {
          if (event.event === "state") took(event.state);
          else if (event.event === "progress" && state) took({ ...state, check: event.check });
        },
        (reason) => {
          resolve(failure("worker-died", `The compute worker stopped: ${sentenceOf(reason)}`));
        },
      );
      client = opened;
      const settings = { ...DEFAULT_SETTINGS, ...(tolerance !== "" && { usualTolerance: tolerance }) };
      void opened
        .request("load", GENERATION, { generation: GENERATION, source, settings, memoryLimit })
        .then((made) => {
          if (made.ok) took(made.value.state);
          else resolve(made);
        });
      const cancelled = (): void => {
        resolve({ ok: false, fault: CANCELLED });
      };
      if (token) listeners.push(token.onCancellationRequested(cancelled));
    });
  } finally {
    client?.dispose();
    for (const listener of listeners) listener.dispose();
  }
}

function isSettled({ check }: AnalysisState): boolean {
  return check?.status === "done" || check?.status === "sampled";
}
