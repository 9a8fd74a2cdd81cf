import { join } from "node:path";
import * as vscode from "vscode";
import type { SpawnWorker, WorkerThread } from "../../src/compute/worker/client";
import type { WorkerRequest } from "../../src/compute/worker/messages";
import { spawnNode } from "../../src/compute/worker/node/spawn-thread";
import { EXTENSION } from "./support";

type Heard = Parameters<Parameters<WorkerThread["onMessage"]>[0]>[0];

/** The product's own folder, in which its built worker and page lie. */
export function extensionFolder(): vscode.Uri {
  const uri = vscode.extensions.getExtension(EXTENSION)?.extensionUri;
  if (!uri) throw new Error(`expected the extension ${EXTENSION}`);
  return uri;
}

/** Real worker threads of the product, with an eye on what crosses; a test can keep their answers back. */
export class WatchedWorker {
  private readonly asks = new vscode.EventEmitter<WorkerRequest>();
  private readonly answers = new vscode.EventEmitter<Heard>();
  /** Something is sent to the worker. */
  readonly onAsk = this.asks.event;
  /** The worker has said something, before it is delivered. */
  readonly onAnswer = this.answers.event;
  private held: (() => void)[] | null = null;
  private readonly start = spawnNode(join(extensionFolder().fsPath, "dist", "worker.js"));

  readonly spawn: SpawnWorker = () => {
    const worker = this.start();
    return {
      ...worker,
      post: (message, transfer) => {
        this.asks.fire(message as WorkerRequest);
        worker.post(message, transfer);
      },
      onMessage: (listener) => {
        worker.onMessage((message) => {
          this.answers.fire(message);
          if (this.held)
            this.held.push(() => {
              listener(message);
            });
          else listener(message);
        });
      },
    };
  };

  /** From now on no answer is delivered. */
  hold(): void {
    this.held ??= [];
  }
  /** Delivers what was kept back, and what comes from now on. */
  release(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const deliver of held) deliver();
  }
}
