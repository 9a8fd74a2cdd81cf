import type { ReplyMessage } from "../../protocol/requests";
import type { SpawnWorker } from "./client";
import type { WorkerEvent, WorkerRequest } from "./messages";
import { serve } from "./serve";

/**
 * A compute worker in the caller's own thread: for a document that starts no other, such as a report, and for tests that
 * want one thing after the other. Messages are copied or given away as between threads, and come later than they went.
 */
export const spawnHere: SpawnWorker = () => {
  let isAlive = true;
  let toWorker: (message: WorkerRequest) => void = () => undefined;
  let toHost: (message: ReplyMessage | WorkerEvent) => void = () => undefined;
  const send = (deliver: () => void): void => {
    queueMicrotask(() => {
      if (isAlive) deliver();
    });
  };
  void serve({
    post: (message, transfer) => {
      const copy = structuredClone(message, { transfer }) as ReplyMessage | WorkerEvent;
      send(() => {
        toHost(copy);
      });
    },
    listen: (listener) => {
      toWorker = listener;
    },
  });
  return {
    post: (message, transfer) => {
      const copy = structuredClone(message, { transfer }) as WorkerRequest;
      send(() => {
        toWorker(copy);
      });
    },
    onMessage: (listener) => {
      toHost = listener;
    },
    onExit: () => undefined, // it ends with its thread
    terminate: () => {
      isAlive = false;
      toWorker({ id: 0, name: "cancelCheck", generation: 0, ask: null }); // a check would go on in its slices
    },
  };
};
