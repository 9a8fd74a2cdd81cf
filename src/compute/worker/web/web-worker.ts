import { serve } from "../serve";
import type { WorkerRequest } from "../messages";

/** The globals of a dedicated worker that are used here. */
declare const self: {
  postMessage(message: object, transfer: ArrayBuffer[]): void;
  onmessage: ((event: { readonly data: WorkerRequest }) => void) | null;
};

void serve({
  post: (message, transfer) => {
    self.postMessage(message, transfer);
  },
  listen: (listener) => {
    self.onmessage = (event) => {
      listener(event.data);
    };
  },
});
