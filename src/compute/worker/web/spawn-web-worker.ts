import type { ReplyMessage } from "../../../protocol/requests";
import type { SpawnWorker } from "../client";
import type { WorkerEvent } from "../messages";

/** The part of the browser's Worker that is used here; the extension host in the browser has it too. */
interface BrowserWorker {
  postMessage(message: object, transfer: ArrayBuffer[]): void;
  terminate(): void;
  onmessage: ((event: { readonly data: ReplyMessage | WorkerEvent }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}
declare const Worker: new (url: string, options: { name: string }) => BrowserWorker;

/** Starts the compute worker from its script; a worker must come from the page's own origin, hence the blob. */
export function spawnWeb(script: Uint8Array<ArrayBuffer>): SpawnWorker {
  return () => {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(url, { name: "gradient-lens" });
    let started = false;
    return {
      post: (message, transfer) => {
        worker.postMessage(message, transfer);
      },
      onMessage: (listener) => {
        worker.onmessage = (event) => {
          if (!started) URL.revokeObjectURL(url);
          started = true;
          listener(event.data);
        };
      },
      onExit: (listener) => {
        worker.onerror = (event) => {
          worker.terminate();
          listener(event.message ?? "it failed");
        };
      },
      terminate: () => {
        worker.terminate();
      },
    };
  };
}
