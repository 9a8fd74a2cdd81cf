import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { ComputeClient } from "../../../src/compute/worker/client";
import type { Result } from "../../../src/core/fault";
import type { LoadAsk, Made, WorkerEvent } from "../../../src/compute/worker/messages";
import { DEFAULT_SETTINGS } from "../../../src/compute/worker/messages";
import { spawnNode } from "../../../src/compute/worker/node/spawn-thread";
import type { AnalysisState } from "../../../src/protocol/analysis-state";

let folder: string | undefined;

/** The product's own worker, bundled as the build bundles it. */
export async function workerFile(): Promise<string> {
  if (folder) return join(folder, "worker.js");
  folder = mkdtempSync(join(tmpdir(), "gradient-lens-worker-"));
  await build({
    entryPoints: ["src/compute/worker/node/worker-thread.ts"],
    outfile: join(folder, "worker.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2023",
    loader: { ".wasm": "base64" },
    logLevel: "error",
  });
  process.on("exit", () => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, "worker.js");
}

/** A client of a real worker thread that keeps the events it got. */
export class TestClient {
  readonly events: WorkerEvent[] = [];
  readonly crashes: string[] = [];
  readonly client: ComputeClient;
  private readonly waiting: { wanted: (event: WorkerEvent) => boolean; resolve: (event: WorkerEvent) => void }[] = [];

  constructor(file: string) {
    this.client = new ComputeClient(
      spawnNode(file),
      (event) => {
        this.events.push(event);
        for (const entry of this.waiting.splice(0)) {
          if (entry.wanted(event)) entry.resolve(event);
          else this.waiting.push(entry);
        }
      },
      (reason) => this.crashes.push(reason),
    );
  }

  until(wanted: (event: WorkerEvent) => boolean): Promise<WorkerEvent> {
    const known = this.events.find(wanted);
    return known ? Promise.resolve(known) : new Promise((resolve) => this.waiting.push({ wanted, resolve }));
  }

  /** The state when the check of what was loaded is done: a quick one is so at once. */
  async checked(loaded: Result<Made>): Promise<AnalysisState> {
    if (!loaded.ok) throw new Error(`expected a state, got the fault ${loaded.fault.text}`);
    const { state } = loaded.value;
    if (state.check?.status === "done") return state;
    const { generation } = state;
    const event = await this.until((candidate) => candidate.event === "state" && candidate.generation === generation);
    if (event.event !== "state") throw new Error("expected a state");
    return event.state;
  }
}

/** Gives each test of a suite a client of its own. */
export function eachWithClient(take: (test: TestClient) => void): void {
  let file: string;
  let opened: TestClient;
  before(async () => {
    file = await workerFile();
  });
  beforeEach(() => {
    opened = new TestClient(file);
    take(opened);
  });
  afterEach(() => {
    opened.client.dispose();
  });
}

export function textAsk(generation: number, content: string, change: Partial<LoadAsk> = {}): LoadAsk {
  return {
    generation,
    source: { kind: "text", content, name: "x.json" },
    settings: DEFAULT_SETTINGS,
    memoryLimit: 2 ** 32,
    ...change,
  };
}
