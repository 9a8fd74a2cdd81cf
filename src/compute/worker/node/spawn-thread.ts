import { Worker } from "node:worker_threads";
import type { ReplyMessage } from "../../../protocol/requests";
import type { SpawnWorker } from "../client";
import type { WorkerEvent } from "../messages";

/** Starts the compute worker as a thread of this process. `file`: path of dist/worker.js. */
export function spawnNode(file: string): SpawnWorker {
  return () => {
    const worker = new Worker(file, { name: "gradient-lens", resourceLimits: { maxOldGenerationSizeMb: 8192 } });
    return {
      post: (message, transfer) => {
        worker.postMessage(message, transfer);
      },
      onMessage: (listener) => {
        worker.on("message", (message: ReplyMessage | WorkerEvent) => {
          listener(message);
        });
      },
      onExit: (listener) => {
        let reason = "it ended";
        worker.on("error", (error) => {
          reason = error instanceof Error ? error.message : String(error);
        });
        worker.on("exit", (code) => {
          listener(code === 0 ? reason : `${reason} (exit code ${code})`);
        });
      },
      terminate: () => {
        void worker.terminate();
      },
    };
  };
}
